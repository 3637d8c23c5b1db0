"""Who asks twice is reached once, nothing better is replaced, and nobody is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from beside.audit.models import DayCount
from beside.referrals.actions import peek
from beside.referrals.asking import (
    MOST_CONTACTS,
    Asking,
    Concern,
    ask_for_oneself,
    refer_colleague,
)
from beside.referrals.models import Referral, load
from beside.rules.stages import Stage
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage, waiting

ROSA = Asking("Rosa Reyes", "503 555 0142")
CODE = "7777-7777-7777-7777-7777-7777"
OTHER = "8888-8888-8888-8888-8888-8888"


def ask(asking: Asking = ROSA, code: str = CODE) -> Referral:
    return ask_for_oneself(asking, code=code, by=None, at=NOW)


def test_a_name_that_is_in_the_directory_once_is_found_and_conflicts_are_checked(
    cast: Cast,
) -> None:
    facts = ask().facts
    assert (facts.match, facts.department, facts.campus, facts.pool) == (
        "confirmed", cast.surgery.pk, cast.hill.pk, "resident",
    )  # fmt: skip
    assert {cast.sam.pk, cast.sol.pk} <= facts.barred_supporters  # her supervisors
    assert cast.sue.pk not in facts.barred_supporters


@pytest.mark.parametrize(
    "asking",
    [
        Asking("Kim Park", "503 555 0142"),  # there are two
        Asking("Uma Unlisted", "503 555 0142"),
        Asking("K.", "503 555 0142"),
        replace(ROSA, pool="faculty"),  # not the Rosa of the directory
    ],
)
def test_who_is_not_found_or_twice_is_not_guessed(cast: Cast, asking: Asking) -> None:
    row = ask(asking)
    assert row.stage == Stage.WAITING
    assert row.facts.match == "outside"
    assert peek(row).person is None


def test_two_of_one_name_are_told_apart_by_a_contact_the_directory_knows(cast: Cast) -> None:
    row = ask(Asking("Park, Kim", cast.kim_two.email))
    assert peek(row).person == cast.kim_two.pk


def test_the_name_stays_as_it_was_typed_and_only_the_own_contact_is_held(cast: Cast) -> None:
    held = peek(ask(replace(ROSA, name="Dr. Rosa Reyes")))
    assert held.name == "Dr. Rosa Reyes"
    assert held.person == cast.rosa.pk
    assert [(one.value, one.source) for one in held.contacts] == [("503 555 0142", "recipient")]


def test_who_is_looked_after_already_has_still_one_request_now_with_their_own_contact(
    cast: Cast,
) -> None:
    row = waiting(cast, source="event")
    again = ask()
    assert again.handle == row.handle
    assert Referral.objects.count() == 1
    assert [one.value for one in peek(again).shown_contacts] == ["503 555 0142"]
    assert vault.find_code(CODE) == row.handle
    assert load(row.handle).facts.source == "event"


def test_who_was_named_but_not_yet_found_is_found_by_asking(cast: Cast) -> None:
    refer_colleague(Concern("Rosa Reyes"), by=None, at=NOW)
    again = ask()
    assert Referral.objects.count() == 1
    assert again.stage == Stage.WAITING
    assert again.facts.match == "confirmed"


def test_an_earlier_contact_of_their_own_is_never_replaced_by_a_second_request(
    cast: Cast,
) -> None:
    ask()
    row = ask(replace(ROSA, contact="503 555 0999"), OTHER)
    shown = [one.value for one in peek(row).shown_contacts]
    assert shown == ["503 555 0142", "503 555 0999"]
    assert vault.find_code(CODE) == vault.find_code(OTHER) == row.handle


def test_the_same_number_in_another_spelling_is_the_same_number(cast: Cast) -> None:
    ask()
    row = ask(replace(ROSA, contact="+1 (503) 555-0142"), OTHER)
    assert [one.value for one in peek(row).contacts] == ["503 555 0142"]
    assert row.facts.again_due == ""


def test_many_requests_in_one_name_neither_fail_nor_push_the_first_contact_out(
    cast: Cast,
) -> None:
    for number in range(8):
        row = ask(replace(ROSA, contact=f"503 555 014{number}"))
    contacts = [one.value for one in peek(row).contacts]
    assert len(contacts) == MOST_CONTACTS
    assert contacts[0] == "503 555 0140"
    assert contacts[-1] == "503 555 0147"


def test_a_telephone_shared_by_two_does_not_make_them_one(cast: Cast) -> None:
    first, second = ask(), ask(Asking("Faye Frost", "503 555 0142"), OTHER)
    assert first.handle != second.handle


def test_of_two_promises_the_earlier_is_kept(cast: Cast) -> None:
    ask()
    soon = ask(replace(ROSA, urgency="today"))
    assert soon.facts.due_at == NOW + timedelta(hours=24)
    assert ask().facts.due_at == NOW + timedelta(hours=24)


def test_wishes_left_open_do_not_undo_earlier_ones(cast: Cast) -> None:
    ask(replace(ROSA, when="evening", reason="board"))
    facts = ask(replace(ROSA, channel="text")).facts
    assert (facts.when, facts.channel, facts.reason) == ("evening", "text", "board")


def test_who_is_in_touch_and_asks_anew_is_seen_at_the_desk(cast: Cast) -> None:
    row = at_stage(cast, Stage.TALKING)
    again = ask()
    assert again.handle == row.handle
    assert again.stage == Stage.TALKING
    assert again.facts.waiting_on == "again"
    assert again.due_on.isoformat() == "2026-11-24"


def test_after_the_first_is_closed_a_second_request_is_a_new_one(cast: Cast) -> None:
    row = at_stage(cast, Stage.CLOSING)
    again = ask()
    assert again.handle != row.handle
    assert again.stage == Stage.WAITING


def test_a_coordinator_who_takes_the_call_is_counted_as_such(cast: Cast) -> None:
    row = ask_for_oneself(ROSA, code=CODE, by=cast.cora, at=NOW)
    assert row.stage == Stage.WAITING
    counted = DayCount.objects.get(verb="receive")
    assert (counted.role, counted.number) == ("coordinator", 1)
