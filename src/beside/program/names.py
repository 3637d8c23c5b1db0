"""What the program's groups, places and topics are called, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from beside.program.models import Policy
from beside.program.own_words import Said, say
from beside.rules.spelling import normalise


def called(row: Any, name: str = "name") -> Said:
    """The name of this row, which knows in which language it is."""
    return say(row, name, Policy.current().written_in)


def called_by(key: str, rows: QuerySet[Any]) -> dict[Any, Said]:
    """The name of each of these rows, by its number or its short name."""
    written_in = Policy.current().written_in
    return {getattr(row, key): say(row, "name", written_in) for row in rows}


def readings(row: Any) -> dict[str, Said]:
    """Its name as each reader meets it, by the language of the page."""
    written_in = Policy.current().written_in
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = say(row, "name", written_in)
    return found


def every_name(row: Any) -> list[str]:
    """As it was written and as it is read in each language, to know it by whichever is typed."""
    return list(dict.fromkeys((row.name, *map(str, readings(row).values()))))


def by_every_name(rows: Iterable[Any]) -> dict[str, Any]:
    """Each of these rows by all its names; a name that two of them have says neither."""
    found: dict[str, Any] = {}
    for row in rows:
        for name in {normalise(one) for one in every_name(row)}:
            found[name] = None if name in found else row
    return {name: row for name, row in found.items() if row is not None}


def read_alike(row: Any, others: Iterable[Any]) -> str:
    """In which language somebody would read one name for two of these; empty where in none."""
    mine = {code: normalise(name) for code, name in readings(row).items()}
    for other in others:
        for code, name in readings(other).items():
            if mine[code] == normalise(name):
                return code
    return ""
