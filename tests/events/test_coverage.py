"""Coverage is exact at every moment: against a list that the test keeps by itself."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from beside.events import actions
from beside.events.coverage import coverage_of, open_of
from beside.events.models import load
from beside.matching import actions as matching
from beside.matching.actions import Conflict
from beside.outreach import actions as outreach
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals import forgetting
from beside.referrals.change import NotNow
from beside.referrals.due import expire, finish
from beside.referrals.models import Referral
from beside.rules.stages import STEPS, Actor, Outcome, Stage
from beside.supporters.models import Supporter
from tests.cast import NOW, Cast, supporter
from tests.events.telling import DESK, tell

CLOSES = ("met", "decline", "not_now", "not_reached", "signpost", "was_not_there", "wrong_person")
OUTSIDE = {"signpost", "was_not_there", "wrong_person"}


@dataclass
class Known:
    """What the test itself knows of one person."""

    events: set[UUID]
    found: bool = False
    offered: bool = False
    reached: bool = False
    outside: bool = False
    merged: bool = False
    missed: bool = False
    before: tuple[bool, bool, bool] = (False, False, False)  # the close
    answered_from: tuple[bool, bool] = (False, False)  # offered and reached, before the last answer


def recount(people: dict[UUID, Known], event: UUID) -> Counter[str]:
    """The coverage as somebody would count it on their fingers."""
    counted: Counter[str] = Counter()
    for one in people.values():
        if event not in one.events:
            continue
        if one.outside or one.merged:
            counted["outside" if one.outside else "merged"] += 1
        elif one.found:
            counted["exposed"] += 1
            counted["offered"] += one.offered
            counted["reached"] += one.reached
            counted["missed"] += one.missed
        else:
            counted["unresolved"] += 1
    return +counted


def counted_by_us(event: UUID) -> Counter[str]:
    whole = coverage_of(load(event))
    names = ("exposed", "offered", "reached", "outside", "merged", "missed", "unresolved")
    return +Counter({name: getattr(whole, name) for name in names})


@pytest.mark.parametrize("seed", range(6))
def test_after_every_single_step_the_coverage_is_what_a_naive_recount_says(
    cast: Cast, seed: int
) -> None:
    chance = random.Random(seed)
    helper = supporter("Hal Helper")
    Supporter.objects.filter(pk=helper.pk).update(cap=99)
    both = "Nora Bothson\tnora@both.example\n"
    events = [
        tell(cast, _list("A", 4) + both, completeness="all"),
        tell(cast, both + _list("B", 4), unit=cast.medicine.pk, completeness="others"),
    ]
    known: dict[UUID, Known] = {}
    for event in events:
        for row in open_of(event.handle):
            known.setdefault(row.handle, Known(set())).events.add(event.handle)
    assert sorted(len(one.events) for one in known.values()) == [1] * 8 + [2]
    at = NOW
    for _round in range(80):
        at += timedelta(minutes=chance.choice((1, 3, 11)))
        rows = list(Referral.objects.order_by("handle").with_facts())
        if rows:
            _step(cast, helper, chance, chance.choice(rows), known, at)
        for event in events:
            assert counted_by_us(event.handle) == recount(known, event.handle)
    finish(at + timedelta(hours=1))
    for row in Referral.objects.all():
        one = known[row.handle]
        one.found, one.missed = True, not one.offered
    expire(NOW + timedelta(days=61))
    assert not Referral.objects.exists()
    for event in events:
        assert counted_by_us(event.handle) == recount(known, event.handle)
        whole = coverage_of(load(event.handle))
        assert whole.open == whole.unresolved == 0
        assert whole.exposed + whole.outside + whole.merged == sum(
            event.handle in one.events for one in known.values()
        )


def _list(letter: str, number: int) -> str:
    return "".join(f"Nora {letter}{'abcdefgh'[n]}son\n" for n in range(number))


def _step(
    cast: Cast,
    helper: Supporter,
    chance: random.Random,
    row: Referral,
    known: dict[UUID, Known],
    at: datetime,
) -> None:
    """One thing that may happen to one person, done for real and noted by hand."""
    one, handle, by = known[row.handle], row.handle, cast.cora
    stage = Stage(row.stage)
    if chance.random() < 0.1:
        finish(at)
    elif stage is Stage.RECEIVED and chance.random() < 0.7:
        event = next(UUID(name) for name in row.facts.events)
        actions.resolve_exposed(event, {handle: None}, by=by, at=at)
        one.found = True
    elif stage is Stage.WAITING and chance.random() < 0.8:
        matching.ask(handle, helper, by=by, at=at)
    elif stage is Stage.ASKED:
        matching.take(handle, actor=DESK, by=by, at=at)
    elif stage is Stage.TAKEN:
        matching.answer_conflict(handle, Conflict.NONE, actor=DESK, by=by, at=at)
    elif row.facts.before and stage in STEPS["retract"].sources and chance.random() < 0.3:
        outreach.retract(handle, actor=DESK, by=by, at=at)
        one.offered, one.reached = one.answered_from
    elif stage in (Stage.CONFIRMED, Stage.REACHING) and chance.random() < 0.5:
        one.answered_from = (one.offered, one.reached)
        outreach.offer(handle, actor=DESK, by=by, at=at)
        one.offered = True
    elif stage in (Stage.CONFIRMED, Stage.OFFERED) and chance.random() < 0.5:
        one.answered_from = (one.offered, one.reached)
        outreach.talk(handle, actor=DESK, by=by, at=at)
        one.offered = one.reached = True
    elif stage is Stage.CLOSING and chance.random() < 0.7:
        _undo(row, one, at, by=by)
    elif stage not in (Stage.CLOSING, Stage.FORGETTING):
        _close(chance, row, one, at, cast)


def _undo(row: Referral, one: Known, at: datetime, *, by: Member) -> None:
    try:
        referrals.undo(row.handle, actor=DESK, by=by, at=at)
    except NotNow:
        return
    one.outside = False
    one.found, one.offered, one.reached = one.before


def _close(chance: random.Random, row: Referral, one: Known, at: datetime, cast: Cast) -> None:
    step = chance.choice(CLOSES)
    if Stage(row.stage) not in STEPS[step].sources:
        return
    referrals.close(row.handle, step, actor=DESK, by=cast.cora, at=at)
    one.before = (one.found, one.offered, one.reached)
    one.outside = step in OUTSIDE
    one.found = True  # whoever is closed was somebody
    if STEPS[step].outcome in (Outcome.MET, Outcome.DECLINED, Outcome.NOT_NOW):
        one.offered = one.reached = True


def test_a_stop_counts_as_what_it_was(cast: Cast) -> None:
    event = tell(cast, "Uma Unlisted\n")
    [row] = open_of(event.handle)
    actions.resolve_exposed(event.handle, {row.handle: None}, by=cast.cora, at=NOW)
    referrals.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert counted_by_us(event.handle) == Counter(exposed=1)
    forgetting.complete([row.handle], at=NOW)
    assert counted_by_us(event.handle) == Counter(exposed=1)


def test_whoever_is_never_reached_is_missed_by_us(cast: Cast) -> None:
    event = tell(cast, "Uma Unlisted\nKim Park\n")
    expire(NOW + timedelta(days=61))
    assert counted_by_us(event.handle) == Counter(exposed=2, missed=2)


def test_somebody_in_two_events_counts_for_both(cast: Cast) -> None:
    one = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n", unit=cast.medicine.pk)
    two = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n")
    [row] = open_of(one.handle)
    actions.resolve_exposed(one.handle, {row.handle: cast.rosa.pk}, by=cast.cora, at=NOW)
    for event in (one, two):
        assert counted_by_us(event.handle) == Counter(exposed=1)
    referrals.close(row.handle, "signpost", actor=DESK, by=cast.cora, at=NOW)
    finish(NOW + timedelta(minutes=10))
    for event in (one, two):
        assert counted_by_us(event.handle) == Counter(outside=1)
