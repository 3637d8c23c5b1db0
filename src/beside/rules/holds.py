"""Legal holds: what they cover, who may ask for one and who may agree. Never a person.

A hold suspends some forgetting for ninety days. It speaks of everything, of one event, or of a
kind of event, a reason or a unit; there is no field in which a person could stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

DAYS = 90
ASKED_DAYS = 7  # what nobody agrees to within a week is no hold

_PAIR = frozenset({"lead", "administrator"})


class Why(StrEnum):
    """Why forgetting is suspended: a code, and no word more."""

    LAWSUIT = "lawsuit"  # one is filed, or to be expected
    COURT = "court"  # a court asks that things be kept
    AUTHORITY = "authority"  # an authority or a board looks into something
    INSTITUTION = "institution"  # the institution does
    COUNSEL = "counsel"  # counsel asks, and did not say why


@dataclass(frozen=True)
class Subject:
    """What a legal hold speaks of: never a person. Nothing said means everything."""

    event: UUID | None = None
    kind: str = ""
    reason: str = ""
    unit: str = ""

    @property
    def shape(self) -> str:
        """Which of the five it is, in a word that tells no more."""
        said = {"event": self.event, "kind": self.kind, "reason": self.reason, "unit": self.unit}
        return ", ".join(name for name, value in said.items() if value) or "everything"


@dataclass(frozen=True)
class About:
    """What one forgetting is about: its events with their kinds and units, its reason and unit."""

    events: frozenset[UUID] = frozenset()
    kinds: frozenset[str] = frozenset()
    reason: str = ""
    units: frozenset[str] = frozenset()


def covers(subject: Subject, about: About) -> bool:
    """Whether a hold that speaks of this covers this forgetting: all that it says must fit."""
    if subject.event is not None and subject.event not in about.events:
        return False
    if subject.kind and subject.kind not in about.kinds:
        return False
    if subject.reason and subject.reason != about.reason:
        return False
    return not subject.unit or subject.unit in about.units


def as_audited(why: str, subject: Subject) -> str:
    """What the audit keeps of a hold: the word why, and of which shape it is."""
    return f"{why}: {subject.shape}"


ASK, AGREE, END, OVER = "ask_hold", "agree_hold", "end_hold", "hold_over"


def told_of(acts: Iterable[tuple[str, str, date]], today: date) -> dict[str, date]:
    """What the audit says is in force, by `as_audited`, and since which day.

    `acts`: verb, what it speaks of and day, in their order. To take back what nobody has agreed to
    is told with the same word as to end it; who cannot tell them apart takes it for standing.
    """
    asked: dict[str, date] = {}
    since: dict[str, date] = {}
    for verb, about, day in acts:
        waits = about in asked and (day - asked[about]).days <= ASKED_DAYS
        if verb == ASK:
            asked[about] = day
        elif verb == AGREE:
            asked.pop(about, None)
            since[about] = day
        elif verb == END and waits:
            del asked[about]
        elif verb in (END, OVER):
            since.pop(about, None)
    return {about: day for about, day in since.items() if (today - day).days <= DAYS}


def may_ask(roles: frozenset[str]) -> bool:
    """Whether somebody with these roles may ask for a hold."""
    return bool(roles & _PAIR)


def may_agree(asker: frozenset[str], roles: frozenset[str]) -> bool:
    """Whether these two may agree: the second a lead or an administrator, one of them a lead."""
    return bool(roles & _PAIR) and "lead" in asker | roles


def may_end(roles: frozenset[str]) -> bool:
    """Ending needs one lead."""
    return "lead" in roles
