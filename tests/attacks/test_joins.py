"""Every pair of tables joined by everything that could join them: no member meets a handle.

What can join two rows is a value that only a few rows have: any column that is not a mere day, word
or small number; the transaction that wrote them (`xmin`, and neighbours are counted beside); on
SQLite the place in the file. Rows joined are joined further, through any third table.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import surroundings
from tests.attacks.ledger import Ledger
from tests.attacks.lives import Lived
from tests.attacks.restoring import database

DISPATCH = ("referrals_referral", "events_event")
# Columns by which a row says which member, or which supporter, it belongs to.
NAMES_MEMBER = {"member_id", "supporter_id", "by_id"}
OF_THE_PROGRAM = ("program_", "supporters_", "directory_", "auth_", "django_content")
FEWEST_SIGNS, SMALL = 6, 100_000
FEW = 3
Row = dict[str, Any]


@dataclass
class Joined:
    """Rows that belong together, by union."""

    over: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)

    def top(self, one: tuple[str, int]) -> tuple[str, int]:
        while self.over.get(one, one) != one:
            one = self.over[one]
        return one

    def join(self, rows: Iterable[tuple[str, int]]) -> None:
        first, *others = rows
        for one in others:
            self.over[self.top(one)] = self.top(first)


def tables(where: str) -> dict[str, list[Row]]:
    """Every row of every table, with what the database itself knows of it."""
    if surroundings.ON_POSTGRES:
        with psycopg.connect(where) as connection:
            names = [name for (name,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]  # fmt: skip
            return {name: _rows(connection.execute(_with_xmin(name))) for name in sorted(names)}
    with sqlite3.connect(where) as file:
        found = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: _rows(file.execute(_select(name, sql))) for name, sql in sorted(found)}


def _with_xmin(name: str) -> bytes:
    return f'SELECT xmin::text AS "@xmin", * FROM "{name}"'.encode()  # noqa: S608 - a table's name


def _select(name: str, sql: str) -> str:
    hidden = "" if "WITHOUT ROWID" in sql else 'rowid AS "@rowid", '
    return f'SELECT {hidden}* FROM "{name}"'  # noqa: S608 - a table's own name


def _rows(cursor: Any) -> list[Row]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _is_fine(name: str, value: Any) -> bool:
    """Whether a value could single out a row: no day, no fixed word, no small number."""
    if name in ("@xmin", "@rowid"):
        return False  # looked at apart
    if isinstance(value, int):
        return abs(value) >= SMALL
    if isinstance(value, float):
        return True
    text = value.hex() if isinstance(value, bytes | memoryview) else str(value)
    is_day = len(text) == 10 and text[4:8:3] == "--"
    is_word = text.replace("_", "").isalpha() and text.islower()
    return len(text) >= FEWEST_SIGNS and not is_day and not is_word


def _texts(value: Any) -> Iterator[str]:
    """A value as it could stand in another column: as it is, and without its dashes."""
    text = value.hex() if isinstance(value, bytes | memoryview) else str(value)
    yield text.lower().replace("-", "")


def join_all(found: dict[str, list[Row]]) -> Joined:
    """Join by equal fine values and by transaction."""
    by_value: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for table, rows in found.items():
        for number, row in enumerate(rows):
            for name, value in row.items():
                if value is not None and _is_fine(name, value):
                    for text in _texts(value):
                        by_value[f"value {text}"].add((table, number))
                if name == "@xmin":
                    by_value[f"transaction {value}"].add((table, number))
    joined = Joined()
    for why, rows in by_value.items():
        if len(rows) > 1 and (why.startswith("transaction") or len(rows) <= FEW):
            joined.join(sorted(rows))
    return joined


def _names_a_member(table: str, row: Row) -> bool:
    is_own = table in ("program_member", "supporters_supporter")
    return is_own or any(row.get(name) is not None for name in NAMES_MEMBER)


def meetings(found: dict[str, list[Row]]) -> list[tuple[str, str]]:
    """Dispatch rows that are joined with a row which names a member."""
    joined = join_all(found)
    groups: dict[tuple[str, int], set[str]] = defaultdict(set)
    for table, rows in found.items():
        for number, row in enumerate(rows):
            top = joined.top((table, number))
            if table in DISPATCH:
                groups[top].add(f"handle in {table}")
            elif _names_a_member(table, row):
                groups[top].add(f"member in {table}")
    return [
        (one, other)
        for group in groups.values()
        for one in sorted(group)
        for other in sorted(group)
        if one.startswith("handle") and other.startswith("member")
    ]


def neighbours(found: dict[str, list[Row]]) -> int:
    """Transactions next to each other of which one wrote a handle and one a member's notice."""
    handles = {int(row["@xmin"]) for name in DISPATCH for row in found[name] if "@xmin" in row}
    notices = {int(row["@xmin"]) for row in found["notices_notice"] if "@xmin" in row}
    return len({one for one in notices if {one - 1, one + 1} & handles})


def _by_a_column(where: str) -> None:
    """A careless column: the notice says which request it is about."""
    _do(where, "UPDATE notices_notice SET dedupe_key = (SELECT CAST(handle AS text) "
               "FROM referrals_referral LIMIT 1) WHERE dedupe_key = "
               "(SELECT min(dedupe_key) FROM notices_notice)")  # fmt: skip


def _by_a_transaction(where: str) -> None:
    """A careless verb: the roster and the request change in one transaction."""
    _do(where,
        "UPDATE supporters_supporter SET cap = cap WHERE id = "
        "(SELECT min(id) FROM supporters_supporter)",
        "UPDATE referrals_referral SET due_on = due_on WHERE handle = "
        "(SELECT handle FROM referrals_referral LIMIT 1)")  # fmt: skip


def _do(where: str, *statements: str) -> None:
    if surroundings.ON_POSTGRES:
        with psycopg.connect(where) as connection:
            for one in statements:
                connection.execute(one.encode())
        return
    with sqlite3.connect(where) as file:
        for one in statements:
            file.execute(one)


WAYS: list[tuple[str, Callable[[str], None]]] = [
    ("every column", _by_a_column),
    *([("xmin", _by_a_transaction)] if surroundings.ON_POSTGRES else []),
]


@pytest.mark.parametrize(("way", "careless"), WAYS, ids=[way for way, _act in WAYS])
@pytest.mark.parametrize("moment", ["early", "middle"])
def test_nothing_joins_a_member_with_a_handle(
    moment: str,
    way: str,
    careless: Callable[[str], None],
    whole: Lived,
    tmp_path: Path,
    ledger: Ledger,
) -> None:
    with database(whole, moment, tmp_path) as where:
        found = tables(where)
        assert found["referrals_referral"]
        assert found["notices_notice"], "there are notices to be joined with"
        met = meetings(found)
        near = neighbours(found)
        careless(where)
        control = meetings(tables(where))
    pairs = len(found) * (len(found) - 1) // 2
    ledger.record(
        f"every pair of tables joined by {way}, {moment}",
        canaries=len(found["referrals_referral"]),
        places=pairs,
        hits=len(met),
        control=len(control),
        remark=f"neighbouring transactions: {near}" if way == "xmin" else "",
    )


@pytest.mark.parametrize("table", DISPATCH)
def test_no_dispatch_row_tells_when_it_came(table: str, whole: Lived, tmp_path: Path) -> None:
    """Neither a sequence, nor SQLite's hidden place in the file, nor anything finer than a day."""
    with database(whole, "early", tmp_path) as where:
        rows = tables(where)[table]
    assert rows
    for row in rows:
        assert "@rowid" not in row
        for name, value in row.items():
            fine = not name.startswith("@") and _is_fine(name, value)
            assert not fine or name in ("handle", "identity", "facts"), name
