"""What a legal hold covers, and whose word it takes."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules import holds
from beside.rules.holds import About, Subject

EVENT, OTHER = uuid4(), uuid4()
ABOUT = About(frozenset({EVENT}), frozenset({"died"}), "adverse_event", frozenset({"3", "7"}))


@pytest.mark.parametrize(
    ("subject", "is_covered"),
    [
        (Subject(), True),
        (Subject(event=EVENT), True),
        (Subject(event=OTHER), False),
        (Subject(kind="died"), True),
        (Subject(kind="violence"), False),
        (Subject(reason="adverse_event"), True),
        (Subject(reason="litigation"), False),
        (Subject(unit="3"), True),
        (Subject(unit="7"), True),
        (Subject(unit="33"), False),
        (Subject(kind="died", unit="7"), True),
        (Subject(kind="died", unit="8"), False),
        (Subject(event=EVENT, reason="litigation"), False),
    ],
)
def test_a_hold_covers_what_all_its_words_fit(subject: Subject, is_covered: bool) -> None:
    assert holds.covers(subject, ABOUT) is is_covered


def test_what_belongs_to_no_event_is_covered_only_by_everything_its_reason_or_its_unit() -> None:
    alone = About(reason="litigation", units=frozenset({"3"}))
    for subject in (Subject(), Subject(reason="litigation"), Subject(unit="3")):
        assert holds.covers(subject, alone)
    for subject in (Subject(event=EVENT), Subject(kind="died"), Subject(unit="4")):
        assert not holds.covers(subject, alone)


def test_a_hold_can_speak_of_no_person() -> None:
    assert [one.name for one in fields(Subject)] == ["event", "kind", "reason", "unit"]


def test_the_shape_of_a_hold_tells_no_more_than_which_it_is() -> None:
    assert Subject().shape == "everything"
    assert Subject(event=EVENT).shape == "event"
    assert Subject(kind="died", unit="3").shape == "kind, unit"


@pytest.mark.parametrize(
    ("asker", "agreer", "may"),
    [
        ("lead", "lead", True),
        ("lead", "administrator", True),
        ("administrator", "lead", True),
        ("administrator", "administrator", False),
        ("lead", "coordinator", False),
        ("lead", "supporter", False),
        ("administrator", "coordinator", False),
    ],
)
def test_one_of_the_two_is_a_lead_and_the_second_a_lead_or_an_administrator(
    asker: str, agreer: str, may: bool
) -> None:
    assert holds.may_agree(frozenset({asker}), frozenset({agreer})) is may


@given(some.frozensets(some.sampled_from(["lead", "administrator", "coordinator", "supporter"])))
def test_only_a_lead_or_an_administrator_asks_and_only_a_lead_ends(roles: frozenset[str]) -> None:
    assert holds.may_ask(roles) == bool(roles & {"lead", "administrator"})
    assert holds.may_end(roles) == ("lead" in roles)


DAY_ONE = date(2026, 11, 24)
VERBS = {"ask": holds.ASK, "agree": holds.AGREE, "end": holds.END, "over": holds.OVER}


@pytest.mark.parametrize(
    ("acts", "stands"),
    [
        ("ask", False),
        ("ask agree", True),
        ("ask end", False),  # taken back before anybody agreed
        ("ask agree end", False),
        ("ask agree over", False),
        ("ask agree ask agree", True),  # renewed
        ("ask agree ask end", True),  # the wish to renew it was taken back
        ("ask agree ask agree end", False),
        ("ask agree end ask agree", True),
    ],
)
def test_what_the_audit_tells_of_a_hold(acts: str, stands: bool) -> None:
    told = [(VERBS[act], "court: unit", DAY_ONE) for act in acts.split()]
    found = holds.told_of(told, DAY_ONE + timedelta(days=90))
    assert found == ({"court: unit": DAY_ONE} if stands else {})
    assert holds.told_of(told, DAY_ONE + timedelta(days=91)) == {}


def test_a_wish_that_nobody_agreed_to_within_a_week_takes_nothing_back() -> None:
    told = [
        (holds.AGREE, "court: unit", DAY_ONE),
        (holds.ASK, "court: unit", DAY_ONE),
        (holds.END, "court: unit", DAY_ONE + timedelta(days=8)),
    ]
    assert holds.told_of(told, DAY_ONE + timedelta(days=9)) == {}
