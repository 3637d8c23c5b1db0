"""Is anything we ship known to be broken? `make audit`, and an answer only when all was asked.

`pip-audit` leaves out a package of which it could learn nothing, and ends well. That is a green
light nobody has switched on, so its report is judged here: every package of the lock must stand in
it, looked up. (Its own --strict ends at the first such package without saying which were asked.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.locked import ROOT, RUN, pins

CLEAN, BROKEN, NOT_ASKED = 0, 1, 2
PATIENCE = 600  # seconds until a data base that does not answer counts as not reached


@dataclass(frozen=True)
class Verdict:
    """How it ends, and what is said."""

    code: int
    says: tuple[str, ...]


def judge(report: str, wanted: Mapping[str, str]) -> Verdict:
    """What a report of `pip-audit` is worth for these packages and versions."""
    asked = {one["name"]: one for one in _dependencies(report)}
    unasked = [name for name in sorted(wanted) if not _was_asked(asked.get(name), wanted[name])]
    broken = tuple(_broken(asked))
    if len(unasked) == len(wanted):
        return Verdict(NOT_ASKED, ("The data could not be reached, nothing was checked.",))
    if unasked:
        says = f"Not checked, because nothing could be learned of them: {', '.join(unasked)}."
        return Verdict(BROKEN if broken else NOT_ASKED, (*broken, says))
    if broken:
        return Verdict(BROKEN, broken)
    return Verdict(CLEAN, (f"{len(wanted)} packages were checked; nothing is known against them.",))


def _dependencies(report: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return []
    return found if isinstance(found, list) else []


def _was_asked(entry: Mapping[str, Any] | None, version: str) -> bool:
    return entry is not None and entry.get("version") == version and "skip_reason" not in entry


def _broken(asked: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, entry in sorted(asked.items()):
        for one in entry.get("vulns", ()):
            mended = ", ".join(one.get("fix_versions", ())) or "nothing yet"
            yield f"{name} {entry['version']}: {one['id']}; mended in {mended}."


def ask(lock: Path) -> str:
    """The report of `pip-audit`, or nothing when it has none to give."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", str(lock)),
        *("--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"),
    ]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def main(lock: Path = RUN) -> int:
    wanted = {pin.name: pin.version for pin in pins(lock.read_text())}
    verdict = judge(ask(lock), wanted)
    print("\n".join(verdict.says), file=sys.stderr if verdict.code else sys.stdout)
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
