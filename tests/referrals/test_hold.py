"""Under a legal hold nothing in its scope is forgotten; nobody opens it; it is counted later."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from beside.events import due as events_due
from beside.events.coverage import coverage_of
from beside.events.models import Event
from beside.events.models import load as load_event
from beside.notices.models import Notice
from beside.program import actions as program
from beside.program import due as program_due
from beside.referrals import actions, due, forgetting
from beside.referrals.change import NotNow, change
from beside.referrals.models import Referral, load
from beside.rules.stages import OPEN, Actor, Stage
from beside.vault import actions as vault
from beside.vault import holds
from tests.cast import NOW, TODAY, Cast
from tests.events.telling import choose, names, reach, tell
from tests.referrals.making import at_stage, hold, waiting

LATER = NOW + timedelta(minutes=10)
DAY = timedelta(days=1)
AfterCommit = Callable[[], AbstractContextManager[list[object]]]


def end(cast: Cast, at: datetime = LATER) -> None:
    for held in holds.standing(at.date()):
        program.end_hold(held.identifier, by=cast.lea, at=at)


def test_a_close_that_a_hold_covers_goes_to_held_and_is_not_counted(cast: Cast) -> None:
    row = at_stage(cast, Stage.CLOSING)
    hold(cast)
    assert due.finish(LATER) == 0
    assert load(row.handle).stage == Stage.HELD
    assert vault.period("2026Q4") == {}


def test_once_no_hold_covers_it_any_more_it_is_forgotten_and_counted_once(cast: Cast) -> None:
    at_stage(cast, Stage.HELD)
    end(cast)
    assert due.finish(LATER) == 1
    assert due.finish(LATER) == 0
    assert not Referral.objects.exists()
    assert vault.period("2026Q4")["outcome"] == {"met": 1}


def test_it_ends_by_itself_after_ninety_days(cast: Cast) -> None:
    at_stage(cast, Stage.HELD)
    over = NOW + 91 * DAY
    assert program_due.end_holds(over - DAY) == 0
    assert due.finish(over - DAY) == 0
    assert program_due.end_holds(over) == 1
    assert due.finish(over) == 1
    assert vault.period("2027Q1")["outcome"] == {"met": 1}


def test_while_nothing_changes_a_round_reads_and_rotates_nothing(cast: Cast) -> None:
    row = at_stage(cast, Stage.HELD)
    before, sealed = vault.statistics().generation, bytes(load(row.handle).sealed_facts)
    for _round in range(3):
        due.finish(LATER)
    assert vault.statistics().generation == before
    assert bytes(load(row.handle).sealed_facts) == sealed


def test_what_comes_to_be_held_costs_no_rotation_either(cast: Cast) -> None:
    at_stage(cast, Stage.CLOSING)
    hold(cast)
    before = vault.statistics().generation
    due.finish(LATER)
    assert Referral.objects.get().stage == Stage.HELD
    assert vault.statistics().generation == before


def test_a_hold_that_comes_between_question_and_forgetting_is_kept_by_the_keyring(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.CLOSING)
    hold(cast)
    with monkeypatch.context() as patched:
        patched.setattr(
            forgetting.holds, "until", lambda closings, *, today: [None] * len(closings)
        )
        due.finish(LATER)
    assert load(row.handle).stage == Stage.HELD
    assert vault.period("2026Q4") == {}


def test_another_hold_that_still_covers_it_keeps_it(cast: Cast) -> None:
    row = at_stage(cast, Stage.HELD)
    everything = holds.standing(TODAY)[0]
    hold(cast, unit=str(cast.surgery.pk))
    program.end_hold(everything.identifier, by=cast.lea, at=LATER)
    assert due.finish(LATER) == 0
    assert load(row.handle).stage == Stage.HELD


def test_only_what_is_in_its_scope_is_held(cast: Cast) -> None:
    hold(cast, reason="litigation")
    held = waiting(cast, reason="litigation")
    free = waiting(cast, cast.faye, name="Faye Frost", contact="+15035550013")
    for row in (held, free):
        actions.close(row.handle, "signpost", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    assert due.finish(LATER) == 1
    assert [one.handle for one in Referral.objects.all()] == [held.handle]


def test_what_expires_under_a_hold_is_held_as_what_it_truly_was(cast: Cast) -> None:
    missed, talking = waiting(cast), at_stage(cast, Stage.TALKING)
    limit = NOW + 61 * DAY
    hold(cast, at=limit)
    due.expire(limit)
    assert {load(one.handle).stage for one in (missed, talking)} == {Stage.HELD}
    end(cast, limit)
    due.finish(limit)
    assert vault.period("2027Q1")["outcome"] == {"missed": 1, "met": 1}


def test_a_stop_under_a_hold_tells_the_supporter_not_to_call_and_is_opened_by_nobody(
    cast: Cast, after_commit: AfterCommit
) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    hold(cast)
    with after_commit():
        actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert load(row.handle).stage == Stage.HELD
    told = Notice.objects.get(slot=Notice.Slot.NO_LONGER_NEEDED)
    assert told.member == cast.sue.member
    assert not Referral.objects.all().visible_to(cast.sue.member)


def test_a_held_name_is_seen_and_opened_by_nobody(cast: Cast) -> None:
    row = at_stage(cast, Stage.HELD)
    for member in (cast.cora, cast.lea, cast.sue.member, cast.ann):
        assert Referral.objects.all().visible_to(member) == []
        assert actions.look_many([row.handle], by=member, at=LATER) == {}


@pytest.mark.parametrize("step", ["undo", "stop", "change", "met", "finish", "expire"])
def test_nothing_can_be_done_with_what_is_held(cast: Cast, step: str) -> None:
    row = at_stage(cast, Stage.HELD)
    actor = Actor.PROGRAM if step in ("finish", "expire") else Actor.COORDINATOR
    with pytest.raises(NotNow) as refused:
        change(row.handle, step, actor=actor, by=cast.cora, at=LATER)
    assert refused.value.stage is Stage.HELD


def test_the_code_of_one_that_was_joined_leads_to_the_one_that_goes_on(cast: Cast) -> None:
    one, other = waiting(cast), waiting(cast)
    code = "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF"
    vault.set_code(one.handle, code)
    hold(cast)
    actions.merge(one.handle, other.handle, by=cast.cora, at=NOW)
    due.finish(LATER)
    assert load(one.handle).stage == Stage.HELD
    assert vault.find_code(code) == other.handle
    assert load(other.handle).stage == Stage.WAITING


def test_who_is_held_can_ask_again_and_is_reached_anew(cast: Cast) -> None:
    at_stage(cast, Stage.HELD)
    again = waiting(cast)
    assert load(again.handle).stage in OPEN
    assert [row.handle for row in Referral.objects.all().visible_to(cast.cora)] == [again.handle]


def test_a_crash_between_refusal_and_held_is_mended_by_the_next_round(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.CLOSING)
    hold(cast)
    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "_suspend", lambda handle, at: None)
        due.finish(LATER)
    assert load(row.handle).stage == Stage.FORGETTING
    assert not Referral.objects.all().visible_to(cast.cora)
    due.finish(LATER)
    assert load(row.handle).stage == Stage.HELD


def test_while_any_hold_stands_nothing_is_forgotten_of_which_nobody_can_say_what_covers_it(
    cast: Cast,
) -> None:
    """Her reason is what counsel asked about, and her facts do not open any more."""
    row = waiting(cast, reason="litigation")
    actions.close(row.handle, "signpost", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    change(row.handle, "finish", actor=Actor.PROGRAM, by=None, at=LATER)
    hold(cast, reason="litigation")
    Referral.objects.update(sealed_facts=b"\1" + bytes(4127))
    assert due.finish(LATER) == 0
    assert vault.holds([row.handle]) == [True]
    end(cast)
    assert due.finish(LATER) == 1
    assert vault.period("2026Q4")["outcome"] == {"lost": 1}


def test_a_crash_after_a_held_key_is_gone_leaves_no_row_behind(cast: Cast) -> None:
    row = at_stage(cast, Stage.HELD)
    end(cast)
    vault.forget([forgetting._closing(row.handle, load(row.handle).facts, LATER)], today=TODAY)
    assert Referral.objects.get().stage == Stage.HELD
    due.finish(LATER)
    assert due.drop_forgotten(LATER) == 1
    assert not Referral.objects.exists()
    assert vault.period("2026Q4")["total"] == {"all": 1}


def test_a_hold_agreed_to_in_the_very_moment_of_letting_go_holds(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.HELD)
    with monkeypatch.context() as patched:
        patched.setattr(
            forgetting.holds, "until", lambda closings, *, today: [None] * len(closings)
        )
        due.finish(LATER)
    assert load(row.handle).stage == Stage.HELD


def test_the_coverage_of_an_event_is_exact_while_it_is_held_and_after(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\nFaye Frost\n")
    choose(cast, event, rosa=cast.rosa, faye=cast.faye)
    rows = names(event)
    hold(cast, event=event.handle)
    reach(cast, rows["Rosa Reyes"].handle)
    reach(cast, rows["Faye Frost"].handle, end="was_not_there")
    covered = coverage_of(load_event(event.handle))
    assert (covered.exposed, covered.reached, covered.outside, covered.open) == (1, 1, 1, 0)
    assert vault.event_coverage(event.handle) == {}
    end(cast)
    assert due.finish(LATER) == 2
    assert coverage_of(load_event(event.handle)) == covered
    assert vault.event_coverage(event.handle) == {
        "exposed": 1, "offered": 1, "reached": 1, "outside": 1,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["died", "violence"])
def test_an_event_that_is_covered_stays_as_it_is(cast: Cast, kind: str) -> None:
    event = tell(cast, "", code="CODE", completeness="others", call_back="5-1234")
    hold(cast, kind=kind, at=NOW + 30 * DAY)
    before = vault.statistics().generation
    for day in (30, 31, 61, 62):
        events_due.forget(NOW + day * DAY)
    if kind == "violence":  # not this one
        assert not Event.objects.exists()
        return
    assert load_event(event.handle).stage == Event.Stage.OVER
    assert vault.find_code("CODE") == event.handle
    assert vault.statistics().generation == before
    kept = vault.open_identity(
        "event", event.handle, bytes(load_event(event.handle).sealed_identity)
    )
    assert kept.asides == {"call_back": "5-1234"}
    end(cast, NOW + 62 * DAY)
    assert events_due.forget(NOW + 62 * DAY) == 1


def test_while_any_hold_stands_an_event_whose_facts_do_not_open_stays(cast: Cast) -> None:
    event = tell(cast, "", completeness="others", kind="legal")
    hold(cast, reason="litigation")
    Event.objects.update(stage=Event.Stage.OVER, sealed_facts=b"\1" + bytes(4127))
    assert events_due.forget(LATER) == 0
    assert vault.holds([event.handle]) == [True]
    end(cast)
    assert events_due.forget(LATER) == 1
    assert not Event.objects.exists()


def test_what_was_reported_in_error_is_held_too_and_contacts_nobody(cast: Cast) -> None:
    from beside.events import actions as events

    event = tell(cast, "Rosa Reyes\n", call_back="5-1234")
    hold(cast, event=event.handle)
    events.take_back(event.handle, actor=Actor.REPORTER, by=None, at=NOW)
    due.finish(LATER)
    events_due.forget(LATER)
    row = load_event(event.handle)
    assert row.stage == Event.Stage.VOIDED
    asides = vault.open_identity("event", event.handle, bytes(row.sealed_identity)).asides
    assert asides == {"call_back": "5-1234"}
    assert Referral.objects.get().stage == Stage.HELD
    end(cast)
    due.finish(LATER)
    assert events_due.forget(LATER) == 1
    assert vault.period("2026Q4")["outcome"] == {"in_error": 1}


def test_letting_go_of_many_is_one_act(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """One look at the keyring, one transaction, one rotation: two hundred wait for nobody."""
    rows = [at_stage(cast, Stage.CLOSING) for _one in range(7)]
    hold(cast)
    due.finish(LATER)
    assert Referral.objects.filter(stage=Stage.HELD.value).count() == len(rows)
    end(cast)
    before, seals, sealed = vault.statistics().generation, [], vault.seal_facts

    def counted(name: str, items: list[tuple[UUID, bytes]]) -> list[bytes]:
        seals.append(len(items))
        return sealed(name, items)

    monkeypatch.setattr(vault, "seal_facts", counted)
    assert due.finish(LATER) == len(rows)
    assert seals == [len(rows)]
    assert vault.statistics().generation == before + 1
    assert vault.period("2026Q4")["outcome"] == {"met": len(rows)}


def test_one_that_moves_on_while_many_are_let_go_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [at_stage(cast, Stage.CLOSING) for _one in range(3)]
    hold(cast)
    due.finish(LATER)
    end(cast)
    until = forgetting.held_until

    def another_worker(found: list[Referral], *, at: datetime) -> list[object]:
        change(rows[1].handle, "let_go", actor=Actor.PROGRAM, by=None, at=at)
        monkeypatch.setattr(forgetting, "held_until", until)
        return [None] * len(found)

    monkeypatch.setattr(forgetting, "held_until", another_worker)
    assert due.finish(LATER) == len(rows)
    assert not Referral.objects.exists()


def test_events_that_are_over_together_are_forgotten_in_one_act(cast: Cast) -> None:
    for kind in ("died", "violence", "legal"):
        tell(cast, "", completeness="others", kind=kind)
    Event.objects.update(stage=Event.Stage.OVER)
    before = vault.statistics().generation
    assert events_due.forget(LATER) == 3
    assert vault.statistics().generation == before + 1
    assert not Event.objects.exists()
