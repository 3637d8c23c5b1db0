"""The words of every language: taken out of the sources, compiled, and what is missing said.

`make messages` writes `src/beside/locale/<language>/LC_MESSAGES/django.po` and `.mo`. What stands
translated stays; what no source says any more goes; nothing is guessed. Then every message that has
no translation yet is listed with the file it is from, and the end is not a good one.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.locked import ROOT

SOURCES = ROOT / "src" / "beside"
LOCALE = SOURCES / "locale"
NOT_TAKEN = shutil.ignore_patterns("locale", "static", "migrations", "__pycache__")


@dataclass(frozen=True, order=True)
class Message:
    """What is said in English: in which sense, the words, and the words for many."""

    sense: str
    words: str
    many: str


def languages() -> list[str]:
    return sorted(one.name for one in LOCALE.iterdir() if (one / "LC_MESSAGES").is_dir())


def catalogue(language: str) -> Path:
    """The text; what is compiled from it stands beside it as `.mo`."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def gettext(program: str, *given: str) -> str:
    done = subprocess.run([program, *given], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{program}: {done.stderr.strip()}")
    return done.stdout


def taken_out(into: Path) -> Path:
    """Every message of the sources as they are now, in a template without translations."""
    copy = into / "beside"
    shutil.copytree(SOURCES, copy, ignore=NOT_TAKEN)
    (copy / "locale").mkdir()
    extract = (sys.executable, "-m", "django", "makemessages", "--locale=en", "--no-wrap")
    environment = {**os.environ, "BESIDE_HOME": str(into), "PYTHONPATH": str(SOURCES.parent)}
    environment |= {"BESIDE_MODE": "test", "DJANGO_SETTINGS_MODULE": "beside.settings"}
    done = subprocess.run(
        [*extract, "--add-location=file"], cwd=copy, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr.strip())
    return copy / "locale" / "en" / "LC_MESSAGES" / "django.po"


def compiled(path: Path, into: Path) -> Path:
    """As the program reads it. A placeholder that is not the same is refused."""
    gettext("msgfmt", "--check", f"--output-file={into}", str(path))
    return into


def read(path: Path) -> dict[Message, tuple[str, ...]]:
    """What a compiled catalogue says: a message without a translation is not in it."""
    data = path.read_bytes()
    count, originals, translations = struct.unpack_from("<3I", data, 8)
    found = {}
    for number in range(count):
        said, meant = (
            _text(data, *struct.unpack_from("<2I", data, table + 8 * number))
            for table in (originals, translations)
        )
        sense, _mark, words = said.rpartition("\x04")
        one, _mark, many = words.partition("\0")
        found[Message(sense, one, many)] = tuple(meant.split("\0"))
    found.pop(Message("", "", ""), None)  # its head
    return found


def _text(data: bytes, length: int, begins: int) -> str:
    return data[begins : begins + length].decode()


def of_the_sources(folder: Path) -> set[Message]:
    """Each message that the sources say now."""
    template, filled = taken_out(folder), folder / "filled.po"
    filled.write_text(gettext("msgen", str(template)))
    return set(read(compiled(filled, folder / "filled.mo")))


def bring_up_to_date(language: str, template: Path) -> None:
    path = catalogue(language)
    keep = ("--no-wrap", "--add-location=file")
    merged = gettext("msgmerge", "--quiet", "--no-fuzzy-matching", *keep, str(path), str(template))
    path.write_text(merged)
    current = gettext("msgattrib", "--no-obsolete", *keep, str(path))
    path.write_text(re.sub(r'^"POT-Creation-Date: .*\n', "", current, flags=re.MULTILINE))
    compiled(path, path.with_suffix(".mo"))


def missing(language: str) -> str:
    """What has no translation yet, or one that somebody has to look at."""
    path, keep = str(catalogue(language)), ("--no-wrap", "--add-location=file")
    found = [gettext("msgattrib", one, *keep, path) for one in ("--untranslated", "--only-fuzzy")]
    return "\n".join(one.partition("\n\n")[2] for one in found if one.partition("\n\n")[2])


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        template = taken_out(Path(folder))
        for language in languages():
            bring_up_to_date(language, template)
    lacking = {one: missing(one) for one in languages()}
    for language, messages in lacking.items():
        where = catalogue(language).relative_to(ROOT)
        if messages:
            print(f"{messages}\nNot translated yet; write them into {where}, then once more.")
        else:
            print(f"{where}: everything is translated.")
    return 1 if any(lacking.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
