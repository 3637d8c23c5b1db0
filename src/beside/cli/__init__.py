"""The command `beside`: what an administrator does, each in a word.

Nothing of Django is loaded before the configuration has been read, so that a refusal is one
sentence and not a traceback.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

# isort: off - the order in which the commands are offered
from beside.cli import checking, keeping, running  # noqa: F401 - they bring their commands

# isort: on
from beside.cli.registry import COMMANDS, parser
from beside.configuration import Refused

REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command; the answer is the exit code. A refusal is one sentence and a 2."""
    asked = parser().parse_args(arguments)
    os.umask(0o077)  # whatever we write is ours alone
    try:
        return COMMANDS[asked.command].do(asked)
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
        return _say_where(error)


def _known(error: Exception) -> str:
    """What the vault and the database say plainly; neither is imported before it is needed."""
    if type(error).__name__ == "KeyringProblem":
        return str(error)
    if _is_full(error):
        return "There is no room left on the disk. Nothing was lost; make room, and do it again."
    if type(error).__name__ == "OperationalError":
        return f"The database does not answer ({str(error).splitlines()[0]}). See DATABASE_URL."
    return ""


def _is_full(error: Exception) -> bool:
    """Whether a disk takes nothing in any more: ours, or the database's."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    said = str(error).lower()
    is_databases = type(error).__name__ == "OperationalError"
    return is_databases and ("is full" in said or "no space left" in said)


def _say_no(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED


def _say_where(error: Exception) -> int:
    """A failure nobody foresaw: its kind and its place; its message may hold a name."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})"
    print(f"failure {type(error).__name__} in {place}", file=sys.stderr)
    return 1


def commands() -> list[str]:
    """Every command there is."""
    return sorted(COMMANDS)
