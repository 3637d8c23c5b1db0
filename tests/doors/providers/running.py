"""A program of somebody else's, started in a folder of its own and ended by its number."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Person:
    """Who has an account over there. What begins with "kestrel" must never be found with us."""

    login: str
    email: str
    is_verified: bool = True

    @property
    def name(self) -> str:
        return f"Kestrel {self.login.removeprefix('kestrel.').capitalize()}"


PASSWORD = "correct horse battery"
PEOPLE = {
    "sue": Person("kestrel.sue", "sue@example.edu"),
    "cora": Person("kestrel.cora", "cora@example.edu"),
    "nora": Person("kestrel.nora", "nora@example.edu"),  # no member
    "sol": Person("kestrel.sol", "sol@example.edu", is_verified=False),
}


@dataclass
class Program:
    url: str
    process: subprocess.Popen[bytes]

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """It is there and takes calls, and answers none."""
        os.killpg(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        """The program with its children, which are a group of their own."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)


def start(folder: Path, prepare: Callable[[int], list[str]], **environment: str) -> Program:
    """Start what `prepare(port)` says; another port if somebody took this one in between."""
    for _attempt in range(3):
        port = free_port()
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                prepare(port),
                stdout=said,
                stderr=said,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        program = Program(f"http://127.0.0.1:{port}", process)
        if _answers(program):
            return program
        program.stop()
    raise RuntimeError(f"It did not start: {(folder / 'said').read_text()[-2000:]}")


def _answers(program: Program) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and program.process.poll() is None:
        with suppress(requests.RequestException):
            requests.get(program.url, timeout=5, allow_redirects=False)
            return program.process.poll() is None
        time.sleep(0.05)
    return False


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
