"""The command `beside`: what an administrator does, each in a word.

Nothing of Django is loaded before the configuration has been read, so that a refusal is one
sentence and not a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from beside import __doc__ as WHAT_IT_IS  # noqa: N812
from beside import configuration, installing
from beside.configuration import Refused

REFUSED = 2
COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command; the answer is the exit code. A refusal is one sentence and a 2."""
    asked = _parser().parse_args(arguments)
    os.umask(0o077)  # whatever we write is ours alone
    try:
        return COMMANDS[asked.command](asked)
    except Refused as refused:
        return _say_no(str(refused))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if sentence := _known(error):
            return _say_no(sentence)
        raise


def _known(error: Exception) -> str:
    """What the vault and the database say plainly; neither is imported before it is needed."""
    if type(error).__name__ == "KeyringProblem":
        return str(error)
    if type(error).__name__ == "OperationalError":
        return f"The database does not answer ({str(error).splitlines()[0]}). See DATABASE_URL."
    return ""


def _say_no(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED


def commands() -> list[str]:
    """Every command there is."""
    return sorted(COMMANDS)


def command(function: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    COMMANDS[function.__name__.strip("_").replace("_", "-")] = function
    return function


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beside",
        description=WHAT_IT_IS,
        epilog="Settings come from the environment; docs/running.md lists them.",
    )
    offer = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands"
    )

    def add(name: str, says: str) -> argparse.ArgumentParser:
        return offer.add_parser(name, help=says, description=says)

    add("run", "start here: set up, load the demo school if new, serve and work")
    add("setup", "make or update the database and the keyring; may be run again at any time")
    add("serve", "the web server, until it is stopped")
    add("work", "the background worker, until it is stopped")
    add("demo", "load the invented demo school, once; only in demo mode")
    one = add("sweep", "forget and tidy what is due; safe to run twice")
    one.add_argument(
        "--at", type=_moment, metavar="TIME", help="as if it were then: 2026-12-24T17:00"
    )
    one = add("import-directory", "read a personnel export into the staff directory")
    one.add_argument("file", type=Path, metavar="FILE", help="the export, a CSV file")
    one.add_argument(
        "--allow-shrink", action="store_true", help="even if most people are gone from it"
    )
    one = add("invite", "make a member and print the one-time link by which they come in")
    one.add_argument("email", metavar="EMAIL")
    one.add_argument("--name", required=True, help="as colleagues know them")
    one.add_argument(
        "--role", required=True, action="append", choices=ROLES, help="may be repeated"
    )
    one = add("holdings", "everything held right now, in numbers; no names")
    one.add_argument("--json", action="store_true", help="the same for a program to read")
    add("verify", "check audit, stages, planes and keyring; 1 when something is wrong")
    add("doctor", "what is wrong with this installation, and how to mend it")
    one = add("diagram", "write docs/stages.md from the table of stages")
    one.add_argument("--check", action="store_true", help="only compare; 1 when it is out of step")
    return parser


ROLES = ("supporter", "coordinator", "lead", "administrator")


def _moment(text: str) -> datetime:
    """A time as a person types it; without a zone it is the machine's own."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no time; write 2026-12-24T17:00") from None


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def _progress(says: str) -> None:
    """A line for whoever watches; nothing in a pipe."""
    if sys.stderr.isatty():
        print(says, file=sys.stderr)


def _ready() -> None:
    """Django, and a database that is up to date."""
    installing.start_django()
    installing.refuse_unready()


@command
def setup(asked: argparse.Namespace) -> int:
    installing.prepare_home(os.environ)
    installing.start_django()
    _progress("Setting up the database and the keyring.")
    installing.setup(at=_now())
    print(f"Beside is set up in {configuration.read().home}.")
    return 0


@command
def run(asked: argparse.Namespace) -> int:
    from beside import serving

    os.environ.setdefault("BESIDE_MODE", "demo")
    site = configuration.read()
    serving.refuse_taken_port(site)  # before anything is written
    installing.prepare_home(os.environ)
    installing.start_django()
    installing.setup(at=_now())
    if site.is_demo:
        _load_demo()
    return serving.run(site)


@command
def serve(asked: argparse.Namespace) -> int:
    from beside import serving

    _ready()
    _refuse_wrong_keyring()
    return serving.serve(configuration.read())


@command
def work(asked: argparse.Namespace) -> int:
    _ready()
    _refuse_wrong_keyring()
    from beside import worker

    return worker.work()


def _refuse_wrong_keyring() -> None:
    from beside.vault import actions as vault

    if trouble := vault.problem():
        raise Refused(trouble)


@command
def demo(asked: argparse.Namespace) -> int:
    if not configuration.read().is_demo:
        raise Refused("The demo school is for demo mode only: set BESIDE_MODE=demo.")
    _ready()
    if not _load_demo():
        print("The demo school is here already; nothing was changed.")
    return 0


def _load_demo() -> bool:
    from beside import demo as school

    return school.load(at=_now(), progress=_progress)


@command
def sweep(asked: argparse.Namespace) -> int:
    _ready()
    _refuse_wrong_keyring()
    from beside.sweep import sweep as whole

    done = whole(asked.at or _now())
    width = max(len(name) for name, _count in done)
    for name, count in done:
        print(f"{name:<{width}}  {'failed' if count is None else count:>6}")
    return 1 if any(count is None for _name, count in done) else 0


@command
def import_directory(asked: argparse.Namespace) -> int:
    _ready()
    from beside.directory.actions import import_directory as read_export
    from beside.directory.export import NotAnExport

    def progress(lines: int) -> None:
        _progress(f"{lines} lines read")

    try:
        report = read_export(
            asked.file, by=None, at=_now(), allow_shrink=asked.allow_shrink, progress=progress
        )
    except NotAnExport as refused:
        raise Refused(f"{asked.file} was not read. {refused}") from None
    except OSError as trouble:
        raise Refused(f"{asked.file} cannot be opened: {trouble.strerror}.") from None
    print(report.as_text())
    return 0


@command
def invite(asked: argparse.Namespace) -> int:
    _ready()
    from beside.doors import invitations

    if trouble := invitations.trouble(asked.email, asked.name):
        raise configuration.Refused(trouble)
    secret = invitations.invite(asked.email, asked.name, tuple(asked.role), by=None, at=_now())
    print(f"{configuration.read().site_url}/sign-in/invitation/{secret}/")
    _progress(f"Good once, for {invitations.DAYS} days. Hand it over yourself; nothing was sent.")
    return 0


@command
def holdings(asked: argparse.Namespace) -> int:
    _ready()
    from beside import holdings as held

    found = held.holdings()
    print(held.as_json(found) if asked.json else held.as_text(found))
    return 0


@command
def verify(asked: argparse.Namespace) -> int:
    _ready()
    from beside import verifying

    return _tell(verifying.problems(at=_now()), "Everything agrees.")


@command
def doctor(asked: argparse.Namespace) -> int:
    from beside import doctor as house_call

    return house_call.tell(at=_now)


def _tell(problems: Sequence[str], all_well: str) -> int:
    print("\n".join(problems) or all_well)
    return 1 if problems else 0


@command
def diagram(asked: argparse.Namespace) -> int:
    from beside import drawing

    return drawing.diagram(check=asked.check)
