"""A change of stage is compare-and-set: every pair of stage and step, and two people at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest

from beside.audit.models import DayCount
from beside.matching import actions as matching
from beside.referrals import change as changing
from beside.referrals.actions import peek
from beside.referrals.change import Change, NotNow, NotYours, Overtaken, change, change_many
from beside.referrals.facts import Facts
from beside.referrals.models import Referral, load
from beside.rules.stages import OPEN, STEPS, Actor, Stage
from beside.vault.identity import Identity
from tests.cast import NOW, TODAY, Cast, supporter
from tests.referrals.making import at_stage

REACHABLE = [one for one in Stage if one is not Stage.FORGETTING]


@pytest.mark.parametrize("stage", REACHABLE)
def test_every_step_from_every_stage_does_what_the_table_says(cast: Cast, stage: Stage) -> None:
    for name, step in STEPS.items():
        actor = sorted(step.actors)[0]
        row = at_stage(cast, stage)
        if stage not in step.sources:
            with pytest.raises(NotNow) as refused:
                change(row.handle, name, actor=actor, by=cast.cora, at=NOW)
            assert refused.value.stage is stage
            assert load(row.handle).stage == stage
            continue
        after = change(row.handle, name, actor=actor, by=cast.cora, at=NOW)
        if step.target is not None:
            assert after.stage == step.target
        elif step.keeps_stage:
            assert after.stage == stage
        else:
            assert after.stage == Stage.CONFIRMED  # where the close of `at_stage` came from
        assert load(row.handle).stage == after.stage


@pytest.mark.parametrize(("stage", "name"), list(product([Stage.WAITING], sorted(STEPS))))
def test_nobody_takes_a_step_that_is_not_theirs(cast: Cast, stage: Stage, name: str) -> None:
    row = at_stage(cast, stage)
    for actor in set(Actor) - STEPS[name].actors:
        with pytest.raises(NotYours):
            change(row.handle, name, actor=actor, by=cast.cora, at=NOW)
    assert load(row.handle).stage == stage


Act = Callable[[], object]


def at_once(monkeypatch: pytest.MonkeyPatch, first: Act) -> None:
    """Somebody else acts after the next change has read the row and before it writes.

    They have a connection of their own, so what they did stays when the slower one is refused:
    here, where there is one connection, nothing is rolled back.
    """
    original, calls = changing.compare_and_set, []

    def interrupted(*args: object) -> bool:
        if not calls:
            calls.append(1)
            first()
        return original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(changing, "compare_and_set", interrupted)
    monkeypatch.setattr(changing, "transaction", SimpleNamespace(atomic=nullcontext))


@pytest.mark.parametrize("faster", ["the supporter", "the desk"])
def test_of_two_who_act_at_once_one_succeeds_and_the_other_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, faster: str
) -> None:
    row = at_stage(cast, Stage.ASKED)
    acts: list[Act] = [
        lambda: change(row.handle, "take", actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW),
        lambda: change(row.handle, "recall", actor=Actor.COORDINATOR, by=cast.cora, at=NOW),
    ]
    first, second = acts if faster == "the supporter" else acts[::-1]
    at_once(monkeypatch, first)
    with pytest.raises((NotNow, NotYours)) as told:
        second()
    after = load(row.handle)
    assert after.stage == (Stage.TAKEN if faster == "the supporter" else Stage.WAITING)
    assert after.facts.supporter == (cast.sue.pk if faster == "the supporter" else None)
    if isinstance(told.value, NotNow):
        assert told.value.stage is Stage(after.stage)


def test_whoever_was_asked_instead_in_the_meantime_is_not_overwritten(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stage is the one that was read; what it stands for is not."""
    row, other = at_stage(cast, Stage.ASKED), supporter("Noa New")

    def ask_another() -> None:
        matching.recall(row.handle, by=cast.cora, at=NOW)
        matching.ask(row.handle, other, by=cast.cora, at=NOW)

    at_once(monkeypatch, ask_another)
    with pytest.raises(NotYours):
        change(row.handle, "take", actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)
    after = load(row.handle)
    assert (after.stage, after.facts.supporter) == (Stage.ASKED, other.pk)


def test_whoever_comes_later_is_told_what_it_is_now(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    change(row.handle, "take", actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)
    with pytest.raises(NotNow) as refused:
        change(row.handle, "recall", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    assert refused.value.stage is Stage.TAKEN


def test_facts_changed_in_between_do_not_lose_either_change(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.ASKED)
    look: Act = lambda: changing.edit_facts(  # noqa: E731
        row, lambda facts: facts.look(cast.cora.pk, "2026-11-24")
    )
    at_once(monkeypatch, look)
    change(row.handle, "take", actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)
    after = load(row.handle)
    assert after.stage == Stage.TAKEN
    assert after.facts.looks == {str(cast.cora.pk): ["2026-11-24"]}


def test_one_who_is_always_overtaken_is_told_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.ASKED)
    monkeypatch.setattr(changing, "compare_and_set", lambda *args: False)
    with pytest.raises(Overtaken):
        change(row.handle, "take", actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)


# Many at once.


def many(cast: Cast, stage: Stage, number: int = 3) -> list[Referral]:
    return [at_stage(cast, stage) for _ in range(number)]


def test_many_change_together_each_in_its_own_way(cast: Cast) -> None:
    rows = many(cast, Stage.WAITING)
    wanted = [
        Change(row.handle, partial(_hold, member), partial(_called, f"Rosa {member}"))
        for member, row in enumerate(rows)
    ]
    after = change_many(wanted, "ask", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    assert [one.handle for one in after] == [row.handle for row in rows]
    for member, row in enumerate(rows):
        fresh = load(row.handle)
        assert (fresh.stage, fresh.facts.holder) == (Stage.ASKED, member)
        assert peek(fresh).name == f"Rosa {member}"
    assert DayCount.objects.get(verb="ask").number == 3


def _called(name: str, known: Identity) -> Identity:
    return replace(known, name=name)


def _hold(member: int, facts: Facts) -> None:
    facts.holder = member


def test_of_many_all_change_or_none(cast: Cast) -> None:
    fitting, other = at_stage(cast, Stage.WAITING), at_stage(cast, Stage.TALKING)
    before = DayCount.objects.get(verb="ask").number
    for handle in (other.handle, uuid4()):  # has moved on; is gone
        wanted = [Change(fitting.handle), Change(handle)]
        with pytest.raises(NotNow):
            change_many(wanted, "ask", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
        assert load(fitting.handle).stage == Stage.WAITING
    assert DayCount.objects.get(verb="ask").number == before
    assert change_many([], "ask", actor=Actor.COORDINATOR, by=cast.cora, at=NOW) == []


def test_one_of_many_that_somebody_else_has_changed_is_looked_at_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever is written first: its facts have changed since all of them were read."""
    rows = many(cast, Stage.WAITING)
    at_once(monkeypatch, lambda: changing.edit_many(rows, partial(_hold, 7)))
    wanted = [Change(row.handle) for row in rows]
    after = change_many(wanted, "ask", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    assert [(one.stage, one.facts.holder) for one in after] == [(Stage.ASKED, 7)] * 3
    assert DayCount.objects.get(verb="ask").number == 3


def test_an_edit_of_many_leaves_out_whichever_has_moved_on(cast: Cast) -> None:
    stays, moves, goes = many(cast, Stage.WAITING)
    matching.ask(moves.handle, cast.sue, by=cast.cora, at=NOW)
    Referral.objects.filter(handle=goes.handle).delete()
    saved = changing.edit_many([goes, moves, stays], partial(_hold, 7))
    assert [one.handle for one in saved] == [stays.handle]
    assert load(stays.handle).facts.holder == 7
    assert load(moves.handle).facts.holder is None
    for row, stage in ((moves, Stage.ASKED), (goes, None)):
        with pytest.raises(NotNow) as told:
            changing.edit_facts(row, partial(_hold, 7))
        assert told.value.stage is stage


def test_an_edit_that_is_always_overtaken_is_given_up_and_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.WAITING)
    monkeypatch.setattr(changing, "compare_and_set", lambda *args: False)
    assert changing.edit_many([row], partial(_hold, 7)) == []
    with pytest.raises(Overtaken):
        changing.edit_facts(row, partial(_hold, 7))


def test_a_change_is_counted_by_day_and_role_and_names_nobody(cast: Cast) -> None:
    at_stage(cast, Stage.TAKEN)
    counted = set(DayCount.objects.values_list("day", "role", "verb", "number"))
    assert (TODAY, "supporter", "take", 1) in counted
    assert (TODAY, "coordinator", "ask", 1) in counted


def test_a_step_that_fails_changes_nothing(cast: Cast) -> None:
    row = at_stage(cast, Stage.WAITING)
    before = Referral.objects.values().get()

    def broken(facts: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change(row.handle, "ask", actor=Actor.COORDINATOR, by=cast.cora, at=NOW, edit=broken)
    assert Referral.objects.values().get() == before


def test_a_closed_and_gone_referral_says_so(cast: Cast) -> None:
    row = at_stage(cast, Stage.WAITING)
    Referral.objects.all().delete()
    with pytest.raises(NotNow) as refused:
        change(row.handle, "ask", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    assert refused.value.stage is None


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_rows_show_dates_and_never_a_time_or_a_member(cast: Cast, stage: Stage) -> None:
    row = at_stage(cast, stage)
    shown = Referral.objects.values().get(handle=row.handle)
    assert set(shown) == {
        "handle", "stage", "opened_week", "expiry_week", "due_on",
        "sealed_identity", "sealed_facts",
    }  # fmt: skip
    assert shown["opened_week"].weekday() == 0
    assert shown["expiry_week"].weekday() == 0
    assert len(shown["sealed_identity"]) == 1024 + 29
    assert len(shown["sealed_facts"]) == 4096 + 29
