"""The system's Firefox with a profile of its own, driven by the protocol it speaks itself.

Marionette: a length, a colon, and a JSON list. No driver beside the browser is needed.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import machine
from tests.attacks.restoring import free_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE = 90.0
PREFERENCES = {
    "remote.prefs.recommended": False,  # as in life, not as for tests
    "browser.sessionstore.interval": 500,  # what it reopens its pages from is written at once
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class Firefox:
    """One browser at its port."""

    def __init__(self, port: int) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
                break
            except OSError:
                assert time.monotonic() < until, "Firefox does not answer"
                time.sleep(0.2)
        self._number = 0
        self._read()  # who it is
        self.ask("WebDriver:NewSession", capabilities={"alwaysMatch": {}})

    def ask(self, command: str, **given: Any) -> Any:
        self._number += 1
        sent = json.dumps([0, self._number, command, given]).encode()
        self._socket.sendall(b"%d:%s" % (len(sent), sent))
        _kind, _number, trouble, found = self._read()
        assert trouble is None, trouble
        return found

    def open(self, address: str) -> str:
        self.ask("WebDriver:Navigate", url=address)
        return self.text

    @property
    def text(self) -> str:
        return str(self.ask("WebDriver:GetPageSource")["value"])

    def fill(self, name: str, words: str) -> None:
        self.ask("WebDriver:ElementSendKeys", id=self._find(f"[name={name}]"), text=words)

    def press(self, found_by: str) -> None:
        self.ask("WebDriver:ElementClick", id=self._find(found_by))

    def quit(self) -> None:
        """As somebody who closes it: it writes down what it wants to keep."""
        self.ask("Marionette:Quit", flags=["eAttemptQuit"])
        self._socket.close()

    def _find(self, found_by: str) -> str:
        found = self.ask("WebDriver:FindElement", using="css selector", value=found_by)
        return str(found["value"][ELEMENT])

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            one = self._socket.recv(1)
            assert one, "Firefox has ended"
            length += one
        text = b""
        while len(text) < int(length[:-1]):
            text += self._socket.recv(65536)
        return json.loads(text)


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """It runs within the block, with this profile, and is closed as people close it."""
    profile.mkdir(parents=True, exist_ok=True)
    port = free_port()
    wanted = {**PREFERENCES, "marionette.port": port}
    lines = [f"user_pref({json.dumps(one)}, {json.dumps(value)});" for one, value in wanted.items()]
    (profile / "user.js").write_text("\n".join(lines))
    how = ["--headless", "--no-remote", "--marionette", "--profile", str(profile)]
    command = [machine.firefox(), *how]
    surroundings = {**os.environ, "HOME": str(profile.parent), "MOZ_CRASHREPORTER_DISABLE": "1"}
    running = subprocess.Popen(
        command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        browser = Firefox(port)
        yield browser
        browser.quit()
        running.wait(PATIENCE)
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()
