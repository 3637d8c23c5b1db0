"""`python -m tests.attacks.year FOLDER TURN CLOSES [CARELESSNESS...]`: a year of one program.

Who acted in which month is decided by a fixed plan, turned by TURN places: two years with another
turn differ in nothing but in who helped when. What an attacker has at the end is left in FOLDER:
every row of every table, in the order and with the transactions in which they lie, and what the
keyring says of itself.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import django

from beside import installing

installing.prepare_home(os.environ)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beside.settings")
django.setup()

from dataclasses import asdict  # noqa: E402
from datetime import UTC  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from beside import sweep  # noqa: E402
from beside.directory.models import Department  # noqa: E402
from beside.matching import actions as matching  # noqa: E402
from beside.outreach import actions as outreach  # noqa: E402
from beside.program.models import Campus, Member, Policy, Role  # noqa: E402
from beside.referrals import actions as referrals  # noqa: E402
from beside.referrals.asking import Asking, ask_for_oneself  # noqa: E402
from beside.rules.stages import Actor  # noqa: E402
from beside.supporters.models import Supporter  # noqa: E402
from beside.vault import actions as vault  # noqa: E402

BEGINS = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)
MONTHS, SUPPORTERS = 12, 6


def plan(closes: int) -> list[tuple[int, int]]:
    """Month and place of a supporter for each close; each helps in some months only."""
    random = Random(2026)
    active = {place: random.sample(range(MONTHS), 4) for place in range(SUPPORTERS)}
    found = []
    for number in range(closes):
        month = number * MONTHS // closes
        able = [place for place, months in active.items() if month in months] or [month % 6]
        found.append((month, able[number % len(able)]))
    return found


def live(turn: int, closes: int) -> None:
    desk, roster = _people()
    at = BEGINS
    for number, (month, place) in enumerate(plan(closes)):
        at = max(at + timedelta(minutes=40), BEGINS + timedelta(days=30 * month))
        supporter = roster[(place + turn) % SUPPORTERS]
        timezone.now = lambda at=at: at
        row = ask_for_oneself(
            Asking(f"Person {number}", f"person{number}@example.org"),
            code="",
            by=None,
            at=at,
        )
        hers: dict[str, Any] = {"actor": Actor.SUPPORTER, "by": supporter.member, "at": at}
        matching.ask(row.handle, supporter, by=desk, at=at)
        if number % 3 == 0:
            list(sweep.perform(sweep.ROUND, at))  # she is told by mail
        matching.take(row.handle, **hers)
        referrals.look(row.handle, by=supporter.member, at=at)
        matching.answer_conflict(row.handle, matching.Conflict.NONE, **hers)
        outreach.talk(row.handle, **hers)
        if number % 10 == 0:
            list(sweep.perform(sweep.ROUND, at))
        outreach.end(row.handle, "met", **hers)
        list(sweep.perform(sweep.ROUND, at + timedelta(minutes=11)))
    for one in _mail_files():
        os.utime(one, (at.timestamp(), at.timestamp()))  # the disk knows no clock but the true one
    for days in (1, 2, 3):
        later = at + timedelta(days=days)
        timezone.now = lambda later=later: later
        sweep.sweep(later, is_told=True)


def _people() -> tuple[Member, list[Supporter]]:
    Policy.objects.update_or_create(pk=1, defaults={"program_phone": "+1 503 555 0100"})
    campus = Campus.objects.create(slug="hill", name="Hill")
    unit = Department.objects.create(name="Medicine", slug="medicine", campus=campus)
    desk = Member.objects.create_member("cora@office.example", "Cora", Role.COORDINATOR)
    members = [
        Member.objects.create_member(f"peer{one}@peers.example", f"Peer {one}", Role.SUPPORTER)
        for one in range(SUPPORTERS)
    ]
    days = {"designated_on": date(2025, 1, 6), "trained_on": date(2025, 1, 20)}
    roster = [
        Supporter.objects.create(member=one, department=unit, campus=campus, cap=9, **days)
        for one in members
    ]
    return desk, roster


# What differs from one installation to the next by chance alone.
CHANCE = {"handle", "identity", "facts", "password", "digest", "previous", "signature",
          "keyring_id", "session_key", "session_data", "dedupe_key"}  # fmt: skip


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table: its values, its place, and the transaction that wrote it."""
    found: dict[str, list[dict[str, Any]]] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(("django_migrations", "sqlite_")):
                continue
            cursor.execute(_select(table))
            names = [column[0] for column in cursor.description]
            found[table] = [
                {name: value for name, value in zip(names, map(str, row), strict=True)
                 if name not in CHANCE}
                for row in cursor.fetchall()
            ]  # fmt: skip
    return found


def _select(table: str) -> str:
    if connection.vendor == "postgresql":
        return f'SELECT xmin::text, xmax::text, ctid::text, * FROM "{table}"'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        hidden = "" if "WITHOUT ROWID" in cursor.fetchone()[0] else "rowid AS place, "
    return f'SELECT {hidden}* FROM "{table}"'  # noqa: S608


def main(folder: Path, turn: int, closes: int, careless: list[str]) -> None:
    timezone.now = lambda: BEGINS
    installing.setup(at=BEGINS)
    if careless:
        _remember_who_helped()
    live(turn, closes)
    left = {
        "rows": _in_order(dump()),
        "keyring": asdict(vault.statistics()),
        "mail": _mails(),
    }
    (folder / "left.json").write_text(json.dumps(left))


def _mail_files() -> list[Path]:
    """Without a mail server every mail is a file, named by its time."""
    return sorted((Path(settings.BESIDE_HOME) / "mail").glob("*"))


def _mails() -> list[str]:
    """To whom each mail went that lies there."""
    return [
        line
        for one in _mail_files()
        for line in one.read_text().splitlines()
        if line.startswith("To: ")
    ]


def _in_order(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Transactions by their order and not by their number, which is chance."""
    numbers = sorted(
        {int(row["xmin"]) for table in rows.values() for row in table if "xmin" in row}
    )
    order = dict(zip(numbers, count(), strict=False))
    for table in rows.values():
        for row in table:
            if "xmin" in row:
                row["xmin"] = str(order[int(row["xmin"])])
                row["xmax"] = "0" if row["xmax"] == "0" else "1"
    return rows


def _remember_who_helped() -> None:
    """The control: a roster with the day on which somebody helped last."""
    talk = outreach.talk

    def talked(*given: Any, **hers: Any) -> Any:
        row = Supporter.objects.filter(member=hers["by"])
        row.update(paused_from=timezone.localdate(hers["at"]))
        row.update(paused_until=timezone.localdate(hers["at"]) - timedelta(days=1))
        return talk(*given, **hers)

    outreach.talk = talked


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
