"""Who asks twice is reached once, nothing better is replaced, and nobody is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from beside.audit.models import DayCount
from beside.referrals import actions, by_code, due
from beside.referrals.actions import peek
from beside.referrals.asking import (
    Asking,
    ask_for_oneself,
)
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage

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


def test_a_telephone_shared_by_two_does_not_make_them_one(cast: Cast) -> None:
    first, second = ask(), ask(Asking("Faye Frost", "503 555 0142"), OTHER)
    assert first.handle != second.handle


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


@pytest.mark.parametrize("contact", ["503 555 0142", "503 555 0999"])
def test_who_asks_again_has_a_second_request_that_the_desk_joins(cast: Cast, contact: str) -> None:
    first = ask()
    second = ask(replace(ROSA, contact=contact), OTHER)
    assert second.handle != first.handle
    assert second.facts.waiting_on == "again", "the desk sees that these may be one person"
    assert vault.find_code(CODE) == first.handle
    assert vault.find_code(OTHER) == second.handle
    assert [one.value for one in peek(first).contacts] == ["503 555 0142"]
    actions.merge(second.handle, first.handle, by=cast.cora, at=NOW)
    found = by_code.find(OTHER)
    assert found is not None
    assert found.handle == first.handle, "both codes lead to the one that lives on"
    due.finish(NOW + timedelta(minutes=10))
    assert vault.find_code(OTHER) == first.handle, "and go on to do so"


def test_who_was_named_by_others_and_asks_is_seen_at_the_desk_and_nothing_is_shown(
    cast: Cast,
) -> None:
    row = at_stage(cast, Stage.TALKING)
    again = ask()
    assert again.handle != row.handle
    assert again.stage == Stage.WAITING
    assert again.facts.waiting_on == "again"


def test_who_asks_again_for_somebody_is_not_asked_for_twice_at_once(cast: Cast) -> None:
    ask()
    second = ask(replace(ROSA, chosen=cast.sue), OTHER)
    assert second.stage == Stage.WAITING
    assert second.facts.preferred == cast.sue.pk
