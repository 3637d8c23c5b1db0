"""Whoever installs Beside gets what was looked at, and can see what each thing is for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = (ROOT / "pyproject.toml").read_text()
RUN = (ROOT / "requirements" / "run.txt").read_text()
DEV = (ROOT / "requirements" / "dev.txt").read_text()


def pins(lock: str) -> dict[str, set[str]]:
    """Each pinned line of a lock, with its hashes."""
    found: dict[str, set[str]] = {}
    for line in lock.splitlines():
        if match := re.match(r"([a-z0-9-]+==\S+)", line):
            found[match[1]] = hashes = set()
        elif match := re.search(r"--hash=(\S+)", line):
            hashes.add(match[1])
    return found


def test_every_dependency_says_what_it_is_for():
    lines = [line.strip() for line in PROJECT.splitlines()]
    wanted = tomllib.loads(PROJECT)
    for name in [*wanted["project"]["dependencies"], *wanted["dependency-groups"]["dev"]]:
        above = lines[lines.index(f'"{name}",') - 1]
        assert above.startswith("# "), name
        assert above.endswith("."), name


def test_every_dependency_is_locked():
    def locked(lock: str) -> set[str]:
        return {pin.split("==")[0] for pin in pins(lock)}

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[^A-Za-z0-9-]", one)[0].lower() for one in wanted}

    wanted = tomllib.loads(PROJECT)
    assert names(wanted["project"]["dependencies"]) <= locked(RUN)
    assert names(wanted["dependency-groups"]["dev"]) <= locked(DEV)


def test_every_locked_package_has_its_hashes():
    assert [pin for pin, hashes in pins(DEV).items() if not hashes] == []


def test_the_tests_run_on_exactly_what_is_shipped():
    assert pins(RUN).items() <= pins(DEV).items()


def test_a_lock_names_no_address():
    assert "://" not in RUN + DEV
