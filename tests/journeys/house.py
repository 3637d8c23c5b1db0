"""A whole installation for a journey: real commands, a real server, a folder to search."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import DESKTOP, Look, watch

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class House:
    """One installation, with its server running."""

    home: Path
    url: str
    environment: dict[str, str]
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def logs(self) -> Path:
        return self.home.parent / "logs"

    @property
    def temporary(self) -> Path:
        return self.home.parent / "tmp"

    def beside(self, *words: str) -> str:
        """Run a command of the installation; what it printed."""
        return self.python("-m", "beside", *words)

    def python(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        with (self.logs / "commands").open("a") as log:
            log.write(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sweep(self, at: datetime) -> str:
        return self.beside("sweep", "--at", at.isoformat())

    def visitor(self, look: Look = DESKTOP) -> Page:
        """Somebody with a browser of their own, not signed in."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": look.width, "height": look.height},
            has_touch=look.touch,
            color_scheme=look.scheme,
            java_script_enabled=look.scripts,
            reduced_motion="reduce",
            service_workers="block",
        )
        self.contexts.append(context)
        watch(context, self.url, self.complaints)
        context.set_default_timeout(60_000)
        return context.new_page()

    def member(self, role: str, email: str = "", look: Look = DESKTOP) -> Page:
        """A signed-in member, by the demo's own sign-in."""
        page = self.visitor(look)
        form = {"role": role} | ({"email": email} if email else {})
        answer = page.request.post("/sign-in/demo/", form=form)
        assert answer.ok, answer.status
        return page

    def leave(self, page: Page) -> None:
        """Go, and take the whole browser along."""
        context = page.context
        context.close()
        self.contexts.remove(context)


@contextmanager
def house(folder: Path, browser: Browser, seed: str) -> Iterator[House]:
    """An installation in this folder, set up and seeded, serving until the end."""
    for name in ("tmp", "logs"):
        (folder / name).mkdir()
    home, port = folder / "var", _free_port()
    with _database(folder) as address:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            **({"DATABASE_URL": address} if address else {}),
            "BESIDE_MODE": "demo",
            "BESIDE_HOME": str(home),
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "TMPDIR": str(folder / "tmp"),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        one = House(home, f"http://127.0.0.1:{port}", environment, browser)
        one.beside("setup")
        one.python("-m", "tests.journeys.seeding", seed)
        with (one.logs / "server").open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "beside", "serve"],
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
            try:
                _wait_for(one.url, server)
                yield one
            finally:
                for context in list(one.contexts):
                    context.close()
                server.terminate()
                server.wait(timeout=30)
        assert one.complaints == []


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """On PostgreSQL a database of its own; on SQLite nothing is needed."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = "journey_" + re.sub(r"\W", "_", folder.name).lower()[-40:] + f"_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield re.sub(r"(?<=/)[^/?]+(?=\?|$)", name, server, count=1)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            with urlopen(f"{url}/", timeout=5):  # noqa: S310
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
