"""The search of a journey's installation: every byte of it, and all it can open.

Bytes are searched in every spelling (`tests/searching.py`). Then everything the installation's own
keyring still opens is opened and searched too: a seal hides a name from the first search, and only
forgetting hides it from the second.
"""

from __future__ import annotations

from tests.journeys.house import House
from tests.searching import files, find

__all__ = ["all_it_can_open", "dump", "files", "find"]

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
