"""What the program's groups, places and topics are called, in the language of the page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from beside.program.models import Policy
from beside.program.own_words import Said, say


def called(row: Any, name: str = "name") -> Said:
    """The name of this row, which knows in which language it is."""
    return say(row, name, Policy.current().written_in)


def called_by(key: str, rows: QuerySet[Any]) -> dict[Any, Said]:
    """The name of each of these rows, by its number or its short name."""
    written_in = Policy.current().written_in
    return {getattr(row, key): say(row, "name", written_in) for row in rows}


def every_name(row: Any) -> list[str]:
    """Its name as it was written and in each other language, to know it by whichever is typed."""
    translations = (said.get("name", "") for said in row.translated.values())
    return [row.name, *(name for name in translations if name)]
