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


def by_every_name(rows: Iterable[Any]) -> dict[str, Any]:
    """Each of these rows by all its names; a name that two of them have says neither."""
    rows = list(rows)
    found: dict[str, Any] = {}
    for row, readings in zip(rows, _readings(rows), strict=True):
        for name in set(map(normalise, (row.name, *readings.values()))):
            found[name] = None if name in found else row
    return {name: row for name, row in found.items() if row is not None}


def read_alike(row: Any, others: Iterable[Any]) -> str:
    """In which language somebody would read one name for two of these; empty where in none."""
    mine, *theirs = _readings([row, *others])
    for code, name in mine.items():
        if normalise(name) in {normalise(one[code]) for one in theirs}:
            return code
    return ""


def _readings(rows: list[Any]) -> list[dict[str, Said]]:
    """The name of each as its readers meet it, by the language of the page."""
    written_in = Policy.current().written_in
    found: list[dict[str, Said]] = [{} for _row in rows]
    for code, _language in settings.LANGUAGES:
        with override(code):
            for row, readings in zip(rows, found, strict=True):
                readings[code] = say(row, "name", written_in)
    return found
