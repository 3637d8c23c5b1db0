"""From a button on the supporter's screen to the verb it means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from beside.matching import actions as matching
from beside.matching.actions import Conflict
from beside.outreach import actions as outreach
from beside.program.models import Member
from beside.rules.clocks import REST_WEEKS
from beside.rules.stages import Actor

Verb = Callable[..., Any]


class NoSuchAnswer(Exception):
    """No button of ours says this."""


def _rest(weeks: int, handle: UUID, **who: Any) -> None:
    outreach.rest(handle, weeks, **who)


def _end(how: str, handle: UUID, **who: Any) -> None:
    outreach.end(handle, how, **who)


def _conflict(one: Conflict, handle: UUID, **who: Any) -> None:
    matching.answer_conflict(handle, one, **who)


# What is pressed -> the verb, and the sentence that is said afterwards.
_ANSWERS: dict[str, tuple[Verb, str]] = {
    "yes": (matching.take, "taken"),
    "no": (matching.pass_on, "passed"),
    "not_yet": (outreach.not_yet, "not_yet"),
    "offer": (outreach.offer, "offer"),
    "talk": (outreach.talk, "talk"),
    "introduce": (outreach.introduce, "introduce"),
    "contact_fails": (outreach.contact_fails, "contact_fails"),
    "someone_else": (outreach.someone_else, "someone_else"),
    "undo": (outreach.undo, "undone"),
    "retract": (outreach.retract, "retracted"),
    **{f"rest-{weeks}": (partial(_rest, weeks), "rest") for weeks in REST_WEEKS},
    **{how: (partial(_end, how), "closed") for how in outreach.ENDINGS},
    **{f"conflict-{one}": (partial(_conflict, one), "declared") for one in Conflict},
}
_LEAVES = frozenset({"passed", "declared", "someone_else", "not_for_you"})


def answer(handle: UUID, value: str, *, by: Member, at: datetime) -> str:
    """Do what the button says; the key of the sentence to say afterwards."""
    try:
        verb, said = _ANSWERS[value]
    except KeyError:
        raise NoSuchAnswer from None
    try:
        verb(handle, actor=Actor.SUPPORTER, by=by, at=at)
    except matching.CannotAsk:
        return "not_for_you"
    return "confirmed" if value == f"conflict-{Conflict.NONE}" else said


def leaves(said: str) -> bool:
    """Whether it is no longer hers after this."""
    return said in _LEAVES
