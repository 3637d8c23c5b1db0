"""What the commands are made of: each says what it does and what it takes, beside its own code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beside import __doc__ as WHAT_IT_IS  # noqa: N812
from beside import installing
from beside.configuration import Refused

Do = Callable[[argparse.Namespace], int]
Argument = tuple[tuple[str, ...], dict[str, Any]]


@dataclass(frozen=True)
class Command:
    """One word an administrator can say. `do` gives the exit code."""

    name: str
    says: str
    arguments: tuple[Argument, ...]
    do: Do


COMMANDS: dict[str, Command] = {}


def command(says: str, *arguments: Argument) -> Callable[[Do], Do]:
    """Make a function the command of its name (`import_directory` is `import-directory`)."""

    def register(function: Do) -> Do:
        name = function.__name__.strip("_").replace("_", "-")
        COMMANDS[name] = Command(name, says, arguments, function)
        return function

    return register


def argument(*names: str, **options: Any) -> Argument:
    """One argument, as `argparse` takes it."""
    return names, options


def parser() -> argparse.ArgumentParser:
    """Every command with what it says and takes."""
    whole = argparse.ArgumentParser(
        prog="beside",
        description=WHAT_IT_IS,
        epilog="Settings come from the environment; docs/running.md lists them.",
    )
    offer = whole.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for one in COMMANDS.values():
        sub = offer.add_parser(one.name, help=one.says, description=one.says)
        for names, options in one.arguments:
            sub.add_argument(*names, **options)
    return whole


def moment(text: str) -> datetime:
    """A time as a person types it; without a zone it is the machine's own."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no time; write 2026-12-24T17:00") from None


def days(text: str) -> int:
    if not text.isdigit() or int(text) > 3650:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days")
    return int(text)


def now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def progress(says: str) -> None:
    """A line for whoever watches; nothing in a pipe."""
    if sys.stderr.isatty():
        print(says, file=sys.stderr)


def ready() -> None:
    """Django, and a database that is up to date."""
    installing.start_django()
    installing.refuse_unready()


def refuse_wrong_keyring() -> None:
    from beside.vault import actions as vault

    if trouble := vault.problem():
        raise Refused(trouble)


def agrees(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Refused(f"{question} Nobody can answer here: add --yes once you are sure.")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
