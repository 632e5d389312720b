"""Headless Chromium, spoken to over its DevTools protocol."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
        if (found := shutil.which(name))
    ),
    None,
)
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)  # fmt: skip
_PATIENCE = 30.0
"""Seconds to wait for what should take one or two."""


class Browser:
    """One tab: pages are opened from files, questions are asked in JavaScript."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._number = 0
        self.events: list[dict[str, Any]] = []
        """What the tab has reported since the last page was opened."""
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.command(f"{domain}.enable")

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command of the protocol and return its result."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)
            if message.get("method") == "Page.javascriptDialogOpening":
                self._socket.send(
                    json.dumps({"id": 0, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}})
                )

    def ask(self, expression: str) -> Any:
        """Return the value of a JavaScript expression."""
        answer = self.command(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + _PATIENCE
        while not self.ask(expression):
            assert time.monotonic() < end, f"never came true: {expression}"
            time.sleep(0.05)

    def open(
        self, file: Path, width: int = 1200, height: int = 900, colours: str = "light", media: str = ""
    ) -> None:
        """Open a file in a window of a size, on a system of light or dark colours."""
        self.events.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.command("Emulation.setDeviceMetricsOverride", **size)
        self.prefer(colours)
        self.command("Page.navigate", url=file.as_uri())
        self.wait("document.readyState === 'complete'")

    def prefer(self, colours: str) -> None:
        """Let the system prefer light or dark colours."""
        feature = {"name": "prefers-color-scheme", "value": colours}
        self.command("Emulation.setEmulatedMedia", features=[feature])

    def happened(self, *methods: str) -> list[dict[str, Any]]:
        """Return what the tab reported by some methods of the protocol."""
        return [event for event in self.events if event.get("method") in methods]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a tab of a browser of our own."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    websocket = pytest.importorskip("websocket", reason="needs websocket-client")
    profile = tmp_path_factory.mktemp("profile")
    process = subprocess.Popen(
        [CHROMIUM, *ARGUMENTS, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        socket = websocket.create_connection(_address(profile, process), timeout=60)
        yield Browser(socket)
        socket.close()
    finally:
        process.terminate()
        process.wait(timeout=20)


def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """Return the address of the first tab, once the browser has written on which port it listens."""
    end = time.monotonic() + _PATIENCE
    file = profile / "DevToolsActivePort"
    while not (file.exists() and file.read_text().strip()):
        assert process.poll() is None, "Chromium has ended"
        assert time.monotonic() < end, "Chromium does not answer"
        time.sleep(0.05)
    port = file.read_text().split()[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=_PATIENCE) as answer:
        tabs = json.load(answer)
    return str(next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"))
