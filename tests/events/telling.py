"""Telling the program of an event, and what becomes of its people, in one line each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from beside.directory.people import read_people
from beside.events import actions
from beside.events.coverage import open_of
from beside.events.models import Event
from beside.events.people import Named, named
from beside.matching import actions as matching
from beside.matching.actions import Conflict
from beside.outreach import actions as outreach
from beside.referrals import actions as referrals
from beside.referrals.due import finish
from beside.referrals.models import Referral
from beside.rules.clocks import UNDO
from beside.rules.stages import Actor
from tests.cast import NOW, TODAY, Cast

DESK = Actor.COORDINATOR
FOUR = """\
Rosa Reyes\trosa.reyes11@example.edu\tresident\tSurgery
Dr. Remy Roth\t+1 503 555 0012\tresident\tSurgery
Frost, Faye\t\tfaculty\tMedicine
Uma Unlisted\tuma@example.org
"""


def people(text: str) -> list[Named]:
    return named(read_people(text).people)


def tell(cast: Cast, text: str = FOUR, *, at: datetime = NOW, code: str = "", **more: Any) -> Event:
    """An event in Surgery yesterday, told by an unknown reporter."""
    said: dict[str, Any] = {
        "day": date(2026, 11, 23),
        "unit": cast.surgery.pk,
        "kind": "died",
        "urgency": "today",
        "people": people(text),
        "completeness": "all",
        **more,
    }
    return actions.report(actions.Draft(**said), code=code, actor=Actor.REPORTER, by=None, at=at)


def names(*events: Event) -> dict[str, Referral]:
    """Whoever is open for these events, by the name as typed."""
    rows = open_of(*(one.handle for one in events))
    found = {row.handle: referrals.peek(row) for row in rows}
    return {found[row.handle].called or found[row.handle].name: row for row in rows}


def choose(cast: Cast, event: Event, **who: Any) -> actions.Resolved:
    """Resolve by the first name: `rosa=cast.rosa`, `uma=None`."""
    rows = {name.split()[0].lower(): row for name, row in names(event).items()}
    choices = {rows[name].handle: one.pk if one else None for name, one in who.items()}
    return actions.resolve_exposed(event.handle, choices, by=cast.cora, at=NOW)


def reach(cast: Cast, handle: UUID, *, end: str = "met", at: datetime = NOW) -> None:
    """Ask, take, confirm, talk and close, by the telephone, until it is forgotten."""
    by = cast.cora
    matching.ask(handle, cast.sue, by=by, at=at)
    matching.take(handle, actor=DESK, by=by, at=at)
    matching.answer_conflict(handle, Conflict.NONE, actor=DESK, by=by, at=at)
    outreach.talk(handle, actor=DESK, by=by, at=at)
    referrals.close(handle, end, actor=DESK, by=by, at=at)
    finish(at + UNDO)


__all__ = ["DESK", "FOUR", "NOW", "TODAY", "choose", "names", "people", "reach", "tell"]
