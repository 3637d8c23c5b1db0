"""Installations of their own, and the command `beside` as an administrator types it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Machine:
    """A folder that is BESIDE_HOME, and nothing of ours else in the environment."""

    home: Path
    mode: str = "demo"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return {
            **kept,
            "PYTHONPATH": str(ROOT / "src"),
            "BESIDE_HOME": str(self.home),
            "BESIDE_MODE": self.mode,
            **more,
        }

    def beside(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "beside", *arguments],
            env=self.environment(**more),
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "beside", *arguments],
            env=self.environment(**more),
            cwd=self.home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which nothing has been set up."""
    return Machine(tmp_path / "home")


@pytest.fixture
def production(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "home", "production")


@pytest.fixture(scope="session")
def demo_school(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """The demo school, loaded once; only to be looked at."""
    school = Machine(tmp_path_factory.mktemp("school") / "home")
    for command in ("setup", "demo"):
        done = school.beside(command)
        assert done.returncode == 0, done.stderr
    return school


@pytest.fixture
def school(demo_school: Machine, tmp_path: Path) -> Machine:
    """A copy of the demo school that a test may change."""
    shutil.copytree(demo_school.home, tmp_path / "home")
    return Machine(tmp_path / "home")


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port: int = other.getsockname()[1]
        return port
