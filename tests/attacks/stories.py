"""What becomes of each person, step by step, through the real verbs; a supporter acts herself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from beside.matching import actions as matching
from beside.matching.actions import Conflict
from beside.outreach import actions as outreach
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals import by_code
from beside.referrals.asking import Concern, refer_colleague
from beside.referrals.models import load
from beside.rules.stages import Actor, Stage
from beside.supporters.models import Supporter
from tests.attacks.canaries import Canary

Step = Callable[["Way", datetime], Any]


@dataclass
class Way:
    """One person's request on its way, with whoever helps."""

    canary: Canary
    handle: UUID
    desk: Member
    supporter: Supporter
    others: Iterator[Supporter]
    find: Callable[[Canary], list[UUID]]  # their requests, as they stand now

    def hers(self, at: datetime) -> dict[str, Any]:
        return {"actor": Actor.SUPPORTER, "by": self.supporter.member, "at": at}

    def told(self, at: datetime) -> dict[str, Any]:
        """The desk records what somebody said by telephone."""
        return {"actor": Actor.COORDINATOR, "by": self.desk, "at": at}


def found(way: Way, at: datetime) -> None:
    """The desk looks at the name and says who is meant."""
    referrals.look(way.handle, by=way.desk, at=at)
    if load(way.handle).stage == Stage.RECEIVED:
        referrals.resolve(way.handle, None, by=way.desk, at=at)


def asked(way: Way, at: datetime) -> None:
    if load(way.handle).stage == Stage.WAITING:
        matching.ask(way.handle, way.supporter, by=way.desk, at=at)


def taken(way: Way, at: datetime) -> None:
    """She says yes, sees the name, says that nothing stands between them, sees the contact."""
    hers = way.hers(at)
    matching.take(way.handle, **hers)
    referrals.look(way.handle, by=way.supporter.member, at=at)
    matching.answer_conflict(way.handle, Conflict.NONE, **hers)


def in_conflict(way: Way, at: datetime) -> None:
    """She knows them too well: back to the desk without a reason, and another one goes on."""
    matching.take(way.handle, **way.hers(at))
    matching.answer_conflict(way.handle, Conflict.CLOSE, **way.hers(at))
    way.supporter = next(way.others)
    asked(way, at)
    taken(way, at)


def passed(way: Way, at: datetime) -> None:
    matching.pass_on(way.handle, **way.hers(at))
    way.supporter = next(way.others)
    asked(way, at)
    taken(way, at)


def _end(how: str, *before: Callable[[Way, datetime], Any]) -> Step:
    def ends(way: Way, at: datetime) -> None:
        for one in before:
            one(way, at)
        outreach.end(way.handle, how, **way.hers(at))

    return ends


def _talk(way: Way, at: datetime) -> None:
    outreach.talk(way.handle, **way.hers(at))


def _try(way: Way, at: datetime) -> None:
    outreach.not_yet(way.handle, **way.hers(at))


def _leave_words(way: Way, at: datetime) -> None:
    outreach.offer(way.handle, **way.hers(at))


def _rest(way: Way, at: datetime) -> None:
    outreach.rest(way.handle, 2, **way.hers(at))


def _is_mended(way: Way, at: datetime) -> None:
    """The number is dead; the desk finds another."""
    outreach.contact_fails(way.handle, **way.hers(at))
    referrals.mend_contact(
        way.handle, way.canary.phone, actor=Actor.COORDINATOR, by=way.desk, at=at
    )
    _talk(way, at)


def _is_undone(way: Way, at: datetime) -> None:
    _talk(way, at)
    outreach.end(way.handle, "not_now", **way.hers(at))
    outreach.undo(way.handle, **way.hers(at + timedelta(minutes=9)))


def _wants_another(way: Way, at: datetime) -> None:
    _talk(way, at)
    outreach.someone_else(way.handle, **way.hers(at))
    _second_goes_on(way, at)


def _is_handed_back(way: Way, at: datetime) -> None:
    outreach.hand_back(way.handle, reached=True, expecting=True, **way.hers(at))
    _second_goes_on(way, at)


def _second_goes_on(way: Way, at: datetime) -> None:
    way.supporter = next(way.others)
    asked(way, at)
    taken(way, at)
    _talk(way, at)


def is_introduced(way: Way, at: datetime) -> None:
    """To counselling; nobody confirms it, and after 72 hours it closes by itself."""
    outreach.introduce(way.handle, **way.hers(at))


def stops(way: Way, at: datetime) -> None:
    """By the code, where there is one; else by telephone."""
    if way.canary.code:
        row = by_code.find(way.canary.code)
        assert row is not None
        by_code.give_contact(row, way.canary.spoken_phone, by=None, at=at)
        referrals.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=at)
    else:
        referrals.stop(way.handle, **way.told(at))


def is_named_again(way: Way, at: datetime) -> None:
    """A colleague is worried too, under another spelling; the desk joins the two."""
    name = f"{way.canary.last}, {way.canary.first}-Marie"
    refer_colleague(Concern(name, way.canary.email), by=None, at=at)
    others = [one for one in way.find(way.canary) if one != way.handle]
    for one in others:
        referrals.merge(one, way.handle, by=way.desk, at=at)
    _talk(way, at)
    outreach.end(way.handle, "met", **way.hers(at))


def _desk_says(how: str) -> Step:
    return lambda way, at: referrals.close(way.handle, how, **way.told(at))


def nothing(way: Way, at: datetime) -> None:
    """Nobody does anything: the sweep will find them."""


# outcome -> what happens after the contact is open; everybody here is forgotten in the end
STORIES: dict[str, Step] = {
    "met": _end("met", _talk),
    "not_now": _end("not_now", _rest),
    "decline": _end("decline", _talk),
    "not_reached": _end("not_reached", _try, _leave_words),
    "mended": _end("met", _is_mended),
    "undone": _end("met", _is_undone),
    "another": _end("met", _wants_another),
    "handed_back": _end("met", _is_handed_back),
    "introduced": is_introduced,
    "stopped": stops,
    "named_again": is_named_again,
    "signpost": _desk_says("signpost"),
    "wrong_person": _desk_says("wrong_person"),
    "was_not_there": _desk_says("was_not_there"),
    "report_in_error": _desk_says("report_in_error"),
    "not_voluntary": _desk_says("not_voluntary"),
    "expired": nothing,
}
# What stays open, at another stage each.
STAYING: tuple[Step, ...] = (nothing, _try, _leave_words, _talk)
