"""Every command and every piece of Python in the documents works as it stands there."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(<!-- command: \w+ -->\n)?```(sh|python)\n(.*?)```", re.DOTALL)

SERVES = re.compile(r"(tenure|python run\.py) classroom\b(?!.*--help)")
"""Commands that do not end by themselves."""


def blocks(language):
    """Return the blocks of a language in all documents; what makes virtual environments is run by .ci/run itself."""
    return [
        pytest.param(
            text, id=f"{document.name}:{document.read_text('utf-8').count(chr(10), 0, found.start()) + 1}"
        )
        for document in DOCUMENTS
        for found in BLOCK.finditer(document.read_text("utf-8"))
        for marked, kind, text in [found.groups()]
        if kind == language and not marked
    ]


@pytest.fixture
def desk(tmp_path):
    """Return a folder with what a user has after a clone: the scenarios and the front door."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copy(ROOT / "run.py", tmp_path)
    return tmp_path


@pytest.mark.parametrize("commands", blocks("sh"))
def test_a_command_in_the_documents_works(commands, desk):
    place = desk if "tenure" in commands else ROOT
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {
        "PATH": path,
        "BROWSER": "true",
    }  # the program that opens pages, and shows none
    for command in commands.strip().splitlines():
        if SERVES.match(command):
            serve_and_stop(command, place, environment)
            continue
        done = subprocess.run(command, shell=True, cwd=place, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def serve_and_stop(command, place, environment):
    """Start a command that serves, at a free port; ask for the first page that it names, and stop it."""
    words = [*shlex.split(command), "--port", "0"]
    with subprocess.Popen(words, cwd=place, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = next(line.split()[-1] for line in server.stdout if "http://" in line)
            with urllib.request.urlopen(address, timeout=60) as page:
                assert page.status == 200, command
        finally:
            server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0, command


@pytest.mark.parametrize("code", blocks("python"))
def test_python_in_the_documents_works(code, desk):
    done = subprocess.run([sys.executable, "-c", code], cwd=desk, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
