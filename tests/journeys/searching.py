"""The search for what should not be there: every byte of an installation, and all it can open.

Bytes are searched as they lie, in UTF-8 and UTF-16, base64 (at three offsets), hex, any case, and
reversed. Then everything the installation's own keyring still opens is opened and searched too: a
seal hides a name from the first search, and only forgetting hides it from the second.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.journeys.house import House


@dataclass(frozen=True)
class Hit:
    what: str
    where: str
    how: str


def spellings(text: str) -> Iterator[tuple[str, bytes]]:
    """The ways in which a text may lie in bytes, by name."""
    plain = {text, text.lower(), text.upper(), text.casefold()}
    for one in plain:
        for turned, way in ((one, ""), (one[::-1], " reversed")):
            yield f"utf-8{way}", turned.encode()
            yield f"utf-16{way}", turned.encode("utf-16-le")
            yield f"utf-16-be{way}", turned.encode("utf-16-be")
            yield f"hex{way}", turned.encode().hex().encode()
            yield f"escaped{way}", json.dumps(turned)[1:-1].encode()
            yield f"quoted{way}", quote(turned).encode()
            for offset in range(3):
                yield f"base64{way}", _base64_core(turned.encode(), offset)


def _base64_core(text: bytes, offset: int) -> bytes:
    """What stays the same of a text's base64 wherever it begins; only the certain signs."""
    coded = base64.b64encode(b"\0" * offset + text)
    return coded[(0, 2, 3)[offset] : len(coded) - 4]


def files(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.read_bytes()


def find(canaries: Iterable[str], sources: Iterable[tuple[Path | str, bytes]]) -> list[Hit]:
    """Every canary in every source, in every spelling; case is folded for plain text."""
    wanted = [
        (canary, how, pattern)
        for canary in canaries
        for how, pattern in spellings(canary)
        if len(pattern) >= 6
    ]
    hits = []
    for where, content in sources:
        texts = [content]
        if content[:2] == b"\x1f\x8b":
            texts.append(gzip.decompress(content))
        for text in texts:
            lowered = text.lower()
            for canary, how, pattern in wanted:
                exact = how.startswith("base64")
                if pattern in text or (not exact and pattern.lower() in lowered):
                    hits.append(Hit(canary, str(where), how))
    return hits


_OPEN_ALL = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "beside.settings"
django.setup()
from beside.referrals.models import Referral
from beside.events.models import Event
from beside.vault import actions as vault
from beside.vault import identity
for row, model in (("referral", Referral), ("event", Event)):
    for one in model.objects.all():
        for opened in (
            vault.open_facts(row, [(one.handle, one.sealed_facts)]),
            [None if who is None else identity.to_bytes(who)
             for who in vault.open_identities(row, [(one.handle, one.sealed_identity)])],
        ):
            for text in opened:
                if text is not None:
                    sys.stdout.buffer.write(text + b"\\n")
"""


def all_it_can_open(house: House) -> bytes:
    """Everything this installation could still open with its own keyring, in plain bytes."""
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", _OPEN_ALL], env=house.environment, capture_output=True, check=True
    )
    return done.stdout


_DUMP = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "beside.settings"
django.setup()
from django.apps import apps
from django.db import connection
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names()):
        cursor.execute(f'SELECT * FROM "{table}"')
        for values in cursor.fetchall():
            print(table, *(v.hex() if isinstance(v, (bytes, memoryview)) else v for v in values),
                  sep="\\t")
"""


def dump(house: House) -> list[str]:
    """Every row of every table of the database, a line each."""
    return house.python("-c", _DUMP).splitlines()
