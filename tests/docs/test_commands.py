"""Every command and every piece of Python in the documents works as it stands there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(<!-- command: \w+ -->\n)?```(sh|python)\n(.*?)```", re.DOTALL)


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
    for command in commands.strip().splitlines():
        done = subprocess.run(
            command, shell=True, cwd=place, env=os.environ | {"PATH": path}, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("code", blocks("python"))
def test_python_in_the_documents_works(code, desk):
    done = subprocess.run([sys.executable, "-c", code], cwd=desk, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
