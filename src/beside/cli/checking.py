"""The commands that look and tell, and change nothing."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from beside.cli.registry import argument, command, now, ready


@command(
    "everything held right now, in numbers; no names",
    argument("--json", action="store_true", help="the same for a program to read"),
)
def holdings(asked: argparse.Namespace) -> int:
    ready()
    from beside import holdings as held

    found = held.holdings()
    print(held.as_json(found) if asked.json else held.as_text(found))
    return 0


@command("check audit, stages, planes and keyring; 1 when something is wrong")
def verify(asked: argparse.Namespace) -> int:
    ready()
    from beside import verifying

    return _tell(verifying.problems(at=now()), "Everything agrees.")


@command("what is wrong with this installation, and how to mend it")
def doctor(asked: argparse.Namespace) -> int:
    from beside import doctor as house_call

    return house_call.tell(at=now)


def _tell(problems: Sequence[str], all_well: str) -> int:
    print("\n".join(problems) or all_well)
    return 1 if problems else 0


@command(
    "write docs/stages.md from the table of stages",
    argument("--check", action="store_true", help="only compare; 1 when it is out of step"),
)
def diagram(asked: argparse.Namespace) -> int:
    from beside import drawing

    return drawing.diagram(check=asked.check)
