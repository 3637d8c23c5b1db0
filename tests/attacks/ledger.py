"""What the attacks came to: a line each in a table at the end of the run.

Every attack says how many canaries it looked for, in how many places and bytes, what it found, and
what its control found: the same attack with the protection off. A control that finds nothing makes
the attack worthless, so it fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.searching import Found

PROPERTY = "attack"
LONG = 110  # people who come one by one, where there is time
FOLDER = "BESIDE_ATTACKS"  # where the lives of this run are, shared by its processes


@dataclass(frozen=True)
class Line:
    attack: str
    canaries: int
    places: int
    searched: int
    hits: int
    control: str  # what the control found
    remark: str = ""


class Ledger:
    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._item = request.node

    def record(
        self,
        attack: str,
        *,
        hits: int,
        control: int,
        canaries: int = 0,
        places: int = 1,
        searched: int = 0,
        remark: str = "",
    ) -> None:
        """Write the line; the attack must have failed, and its control must have succeeded."""
        line = Line(attack, canaries, places, searched, hits, str(control), remark)
        self._item.user_properties.append((PROPERTY, json.dumps(asdict(line))))
        assert control > 0, f"{attack}: the control finds nothing, so the attack proves nothing"
        assert hits == 0, f"{attack}: found"

    def record_search(
        self, attack: str, found: Found, *, canaries: int, control: int, remark: str = ""
    ) -> None:
        """The line of an attack that is a search for bytes."""
        self.record(
            attack,
            canaries=canaries,
            places=found.places,
            searched=found.searched,
            hits=len(found.hits),
            control=control,
            remark=remark,
        )

    def cannot(self, attack: str, why: str) -> None:
        """An attack that cannot be made on this machine is said to be so, never left out."""
        line = Line(f"{attack}: not possible here ({why})", 0, 0, 0, 0, "-")
        self._item.user_properties.append((PROPERTY, json.dumps(asdict(line))))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long-attacks", action="store_true", help="also the attacks that take their time"
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and FOLDER not in os.environ:
        folder = tempfile.mkdtemp(prefix="beside-attacks-")
        os.chmod(folder, 0o711)  # the database server has an account of its own  # noqa: S103
        os.environ[FOLDER] = folder
        if config.getoption("--long-attacks"):
            os.environ["BESIDE_ATTACKS_SIZE"] = str(LONG)
        config.add_cleanup(lambda: _remove(Path(folder)))


def _remove(folder: Path) -> None:
    for device in folder.glob("*/device"):
        if os.path.ismount(device):
            subprocess.run(["umount", device], check=False)
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(FOLDER, None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long-attacks"):
        return
    later = [item for item in items if item.get_closest_marker("attack_long")]
    items[:] = [item for item in items if item not in later]
    config.hook.pytest_deselected(items=later)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = sorted(_lines(terminalreporter), key=lambda one: one["attack"])
    if not lines:
        return
    terminalreporter.section("attacks")
    width = max(len(one["attack"]) for one in lines)
    terminalreporter.line(
        f"{'attack':<{width}} {'canaries':>8} {'places':>7} {'MB':>8} {'hits':>5} {'control':>8}"
    )
    for one in lines:
        terminalreporter.line(
            f"{one['attack']:<{width}} {one['canaries']:>8} {one['places']:>7} "
            f"{one['searched'] / 1e6:>8.1f} {one['hits']:>5} {one['control']:>8}  {one['remark']}"
        )


def _lines(reporter: pytest.TerminalReporter) -> Iterator[dict[str, str]]:
    for reports in reporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY and getattr(report, "when", "") == "call":
                    yield json.loads(value)
