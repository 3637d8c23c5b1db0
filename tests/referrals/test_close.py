"""A close can be undone for ten minutes; then the name exists nowhere and one was counted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from beside.desk.names import open_names
from beside.outreach import actions as outreach
from beside.outreach import showing
from beside.program.models import Policy
from beside.referrals import actions, due, forgetting
from beside.referrals.change import NotNow, NotYours, change, edit_many
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from beside.vault import codes, rows
from beside.vault.actions import Closing, Receipt
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage, waiting

LATER = NOW + timedelta(minutes=10)
AfterCommit = Callable[[], AbstractContextManager[list[object]]]
Delete = Callable[[list[UUID]], object]


def test_a_close_can_be_undone_and_everything_is_as_before(cast: Cast) -> None:
    row = at_stage(cast, Stage.TALKING)
    before = load(row.handle).facts
    who = {"actor": Actor.SUPPORTER, "by": cast.sue.member}
    outreach.end(row.handle, "met", at=NOW, **who)  # type: ignore[arg-type]
    outreach.undo(row.handle, at=NOW + timedelta(minutes=9), **who)  # type: ignore[arg-type]
    after = load(row.handle)
    assert after.stage == Stage.TALKING
    assert after.facts == before


def test_after_ten_minutes_there_is_no_undo(cast: Cast) -> None:
    hers = {"actor": Actor.SUPPORTER, "by": cast.sue.member}
    row = at_stage(cast, Stage.CLOSING)
    with pytest.raises(NotNow):
        actions.undo(row.handle, at=LATER, **hers)  # type: ignore[arg-type]
    in_time = LATER - timedelta(seconds=1)
    assert actions.undo(row.handle, at=in_time, **hers).stage == Stage.CONFIRMED  # type: ignore[arg-type]


def test_a_closing_name_is_opened_by_nobody(cast: Cast) -> None:
    """Neither in bulk nor singly, nor by her who closed it, nor by who had it open today."""
    row = at_stage(cast, Stage.TALKING)
    for member in (cast.cora, cast.sue.member):
        actions.look(row.handle, by=member, at=NOW)
    outreach.end(row.handle, "met", actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)
    row = load(row.handle)
    for member in (cast.cora, cast.dan, cast.sue.member):
        assert actions.look_many([row.handle], by=member, at=NOW) == {}
        assert open_names([row], by=member, at=NOW) == {}
    assert showing.show(row, by=cast.sue.member, at=NOW) is None
    assert load(row.handle).facts.looks == row.facts.looks


def test_before_ten_minutes_nothing_is_forgotten(cast: Cast) -> None:
    row = at_stage(cast, Stage.CLOSING)
    assert due.finish(LATER - timedelta(seconds=1)) == 0
    assert load(row.handle).stage == Stage.CLOSING


def test_after_ten_minutes_the_row_and_its_key_are_gone_and_one_is_counted(cast: Cast) -> None:
    row = at_stage(cast, Stage.CLOSING)
    sealed = bytes(row.sealed_identity)
    known, code = actions.fingerprints(actions.peek(row), None), codes.write(b"1" * codes.BYTES)
    vault.set_code(row.handle, code)
    assert vault.claimed([known]) == [{row.handle}]
    assert due.finish(LATER) == 1
    assert not Referral.objects.exists()
    assert vault.open_identities("referral", [(row.handle, sealed)]) == [None]
    assert vault.claimed([known]) == [frozenset()]
    assert vault.find_code(code) is None
    held = vault.statistics()
    assert (held.referrals, held.claims, held.codes) == (0, 0, 0)
    counted = vault.period("2026Q4")
    assert counted["total"] == {"all": 1}
    assert counted["outcome"] == {"met": 1}
    assert counted["pool"] == {"resident": 1}
    assert counted["first contact"] == {"in time": 1}


def test_every_table_of_the_period_sums_up_to_the_same_total(cast: Cast) -> None:
    for stage in (Stage.CLOSING, Stage.TALKING, Stage.OFFERED):
        row = at_stage(cast, stage)
        if stage is Stage.TALKING:
            actions.close(row.handle, "decline", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
        if stage is Stage.OFFERED:
            actions.close(row.handle, "not_reached", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    due.finish(LATER)
    tables = vault.period("2026Q4")
    assert {sum(cells.values()) for cells in tables.values()} == {3}


def test_forgetting_asked_again_counts_nothing(cast: Cast) -> None:
    row = at_stage(cast, Stage.CLOSING)
    due.finish(LATER)
    assert due.finish(LATER) == 0
    assert forgetting.complete([row.handle], at=LATER) == 0
    assert vault.period("2026Q4")["total"] == {"all": 1}


class Crash(BaseException):
    """The machine stops: nothing that follows is done, and nobody mends anything."""


@pytest.mark.parametrize("place", ["before the act", "before the key goes", "after it is gone"])
def test_a_crash_anywhere_counts_once_and_the_next_round_finishes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    row = at_stage(cast, Stage.CLOSING)
    forget = vault.forget

    def crash(*_args: object, **_more: object) -> list[Receipt]:
        raise Crash

    def forget_and_crash(closings: list[Closing], *, today: date, delete: object) -> None:
        forget(closings, today=today)
        raise Crash

    with monkeypatch.context() as patched:
        if place == "before the act":
            patched.setattr(forgetting, "complete", crash)
        else:
            broken = crash if place == "before the key goes" else forget_and_crash
            patched.setattr(forgetting.vault, "forget", broken)
        with pytest.raises(Crash):
            due.finish(LATER)
    assert Referral.objects.get().stage == Stage.FORGETTING, "the row goes last, on the receipt"
    assert vault.holds([row.handle]) == [place != "after it is gone"]
    assert due.finish(LATER) == 1
    assert not Referral.objects.exists()
    assert vault.holds([row.handle]) == [False]
    assert vault.period("2026Q4")["total"] == {"all": 1}


def test_two_workers_who_forget_the_same_one_count_it_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both had read its facts before either was done."""
    at_stage(cast, Stage.CLOSING)
    forget = vault.forget

    def by_both(closings: list[Closing], *, today: date, delete: Delete) -> list[Receipt]:
        forget(closings, today=today)
        return forget(closings, today=today, delete=delete)

    monkeypatch.setattr(forgetting.vault, "forget", by_both)
    assert due.finish(LATER) == 1
    assert vault.period("2026Q4")["total"] == {"all": 1}
    assert vault.period("2026Q4")["outcome"] == {"met": 1}


def test_a_row_whose_handle_the_keyring_never_knew_is_kept(cast: Cast) -> None:
    row = at_stage(cast, Stage.CLOSING)
    stranger = Referral.objects.get(handle=row.handle)
    Referral.objects.all().delete()
    stranger.handle = uuid4()
    stranger.stage = Stage.FORGETTING.value
    stranger.save(force_insert=True)
    assert due.finish(LATER) == 0
    assert Referral.objects.count() == 1


def test_a_recipients_stop_is_immediate(cast: Cast, after_commit: AfterCommit) -> None:
    row = at_stage(cast, Stage.TALKING)
    with after_commit():
        actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert not Referral.objects.exists()
    assert vault.holds([row.handle]) == [False]
    assert vault.period("2026Q4")["outcome"] == {"stopped": 1}


def test_a_stop_during_the_ten_minutes_keeps_what_was_said_and_forgets_at_once(
    cast: Cast, after_commit: AfterCommit
) -> None:
    row = at_stage(cast, Stage.CLOSING)
    with after_commit():
        actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert not Referral.objects.exists()
    assert vault.period("2026Q4")["outcome"] == {"met": 1}


def test_what_is_still_open_at_the_limit_expires_as_what_it_truly_was(cast: Cast) -> None:
    missed, talking = waiting(cast), at_stage(cast, Stage.TALKING)
    assert load(talking.handle).facts.offered
    due.expire(NOW + timedelta(days=52))
    assert Referral.objects.count() == 2
    due.expire(NOW + timedelta(days=61))
    assert not Referral.objects.exists()
    assert vault.holds([missed.handle, talking.handle]) == [False, False]
    assert vault.period("2027Q1")["outcome"] == {"missed": 1, "met": 1}


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("keep_days", [60, 400])
def test_on_the_sixtieth_day_nothing_is_left_of_anybody(
    cast: Cast, weekday: int, keep_days: int
) -> None:
    """Whatever day they came on, and whatever the policy says."""
    Policy.objects.update(keep_days=keep_days)
    opened = NOW + timedelta(days=weekday)
    row = waiting(cast, at=opened)
    due.expire(opened + timedelta(days=60))
    assert not Referral.objects.exists()
    assert vault.holds([row.handle]) == [False]


def test_a_rest_ends_on_its_day_and_an_introduction_after_72_hours(cast: Cast) -> None:
    resting, introduced = at_stage(cast, Stage.RESTING), at_stage(cast, Stage.INTRODUCED)
    due.wake(NOW + timedelta(hours=71))
    assert load(introduced.handle).stage == Stage.INTRODUCED
    due.wake(NOW + timedelta(hours=73))
    assert load(introduced.handle).stage == Stage.CLOSING
    assert load(resting.handle).stage == Stage.RESTING
    due.wake(NOW + timedelta(weeks=2, minutes=1))
    assert load(resting.handle).stage == Stage.OFFERED


def test_a_supporter_undoes_only_what_she_closed_herself(cast: Cast) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    desk, hers = (Actor.COORDINATOR, cast.cora), (Actor.SUPPORTER, cast.sue.member)
    actions.close(row.handle, "report_in_error", actor=desk[0], by=desk[1], at=NOW)
    with pytest.raises(NotYours):
        actions.undo(row.handle, actor=hers[0], by=hers[1], at=NOW)
    assert load(row.handle).stage == Stage.CLOSING
    assert actions.undo(row.handle, actor=desk[0], by=desk[1], at=NOW).stage == Stage.CONFIRMED


def test_an_introduction_that_is_opened_again_has_72_hours_again(cast: Cast) -> None:
    row, over = at_stage(cast, Stage.INTRODUCED), NOW + timedelta(hours=73)
    due.wake(over)
    row = actions.undo(row.handle, actor=Actor.COORDINATOR, by=cast.cora, at=over)
    assert row.stage == Stage.INTRODUCED
    due.wake(over + timedelta(hours=71))
    assert load(row.handle).stage == Stage.INTRODUCED
    due.wake(over + timedelta(hours=73))
    assert load(row.handle).stage == Stage.CLOSING


def test_one_that_cannot_be_forgotten_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = at_stage(cast, Stage.CLOSING), at_stage(cast, Stage.CLOSING)
    forget = vault.forget

    def fail(closings: list[Closing], *, today: date, delete: Delete) -> list[Receipt]:
        if broken.handle in [one.handle for one in closings]:
            raise ValueError("Rosa Reyes")
        return forget(closings, today=today, delete=delete)

    monkeypatch.setattr(forgetting.vault, "forget", fail)
    assert due.finish(LATER) == 1
    assert [one.handle for one in Referral.objects.all()] == [broken.handle]
    assert not vault.holds([whole.handle])[0]
    assert "Rosa" not in caplog.text


def break_facts(row: Referral) -> None:
    """Somebody, or a disk, has put something else where its facts stood."""
    Referral.objects.filter(pk=row.pk).update(sealed_facts=b"\1" + bytes(4127))


def final(cast: Cast) -> Referral:
    """Closed for good, and not forgotten yet."""
    row = at_stage(cast, Stage.CLOSING)
    return change(row.handle, "finish", actor=Actor.PROGRAM, by=None, at=LATER)


def test_one_whose_facts_do_not_open_any_more_is_forgotten_and_counted_as_lost(cast: Cast) -> None:
    row = final(cast)
    break_facts(row)
    for gone in (1, 0):
        assert due.finish(LATER) == gone
    assert not Referral.objects.exists()
    assert vault.holds([row.handle]) == [False]
    assert vault.period("2026Q4") == {"total": {"all": 1}, "outcome": {"lost": 1}}


def test_one_that_comes_to_be_final_while_others_are_opened_is_counted_as_what_it_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker lets it go in the moment between the look at the facts and the act."""
    row = at_stage(cast, Stage.CLOSING)
    open_facts = vault.open_facts

    def open_slowly(name: str, items: list[tuple[UUID, bytes]]) -> list[bytes | None]:
        opened = open_facts(name, items)
        Referral.objects.filter(pk=row.pk).update(stage=Stage.FORGETTING)
        return opened

    with monkeypatch.context() as patched:
        patched.setattr(rows.vault, "open_facts", open_slowly)
        forgetting.complete([row.handle], at=LATER)
    due.finish(LATER)
    assert not Referral.objects.exists()
    assert vault.period("2026Q4")["outcome"] == {"met": 1}


@pytest.mark.parametrize("place", ["its facts", "its name"])
def test_one_that_another_worker_forgets_in_this_very_moment_is_gone_and_no_failure(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    row = at_stage(cast, Stage.TALKING)
    seal = vault.seal_facts

    def forgotten_meanwhile(name: str, items: list[tuple[UUID, bytes]]) -> list[bytes]:
        vault.forget([Closing(row.handle)], today=NOW.date())
        return seal(name, items)

    monkeypatch.setattr(vault, "seal_facts", forgotten_meanwhile)
    if place == "its name":
        assert edit_many([row], lambda facts: None, {row.handle: lambda known: known}) == []
        return
    with pytest.raises(NotNow) as refused:
        change(row.handle, "stop", actor=Actor.RECIPIENT, by=None, at=NOW)
    assert refused.value.stage is None


def test_a_close_whose_facts_do_not_open_does_not_wait_for_an_undo_that_cannot_be(
    cast: Cast,
) -> None:
    broken, well = at_stage(cast, Stage.CLOSING), waiting(cast)
    actions.close(well.handle, "signpost", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    Referral.objects.filter(handle=broken.handle).update(sealed_facts=b"\1" + bytes(4127))
    soon = NOW + timedelta(minutes=1)
    assert due.finish(soon) == 1
    assert vault.holds([broken.handle, well.handle]) == [False, True]
    assert load(well.handle).stage == Stage.CLOSING, "hers can still be undone"
    assert vault.period("2026Q4")["outcome"] == {"lost": 1}


def test_who_was_not_meant_is_forgotten_even_if_the_name_does_not_open(cast: Cast) -> None:
    row, other = waiting(cast), waiting(cast, cast.faye, name="Faye Frost", contact="f@example.edu")
    actions.close(row.handle, "report_in_error", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    Referral.objects.filter(pk=row.pk).update(sealed_identity=bytes(other.sealed_identity))
    assert due.finish(LATER) == 1
    assert vault.holds([row.handle, other.handle]) == [False, True]
    assert vault.period("2026Q4")["outcome"] == {"in_error": 1}
