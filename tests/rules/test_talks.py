"""Talks: who may plan them, what a plan needs, what is next, and what is cleared when."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from beside.rules import talks
from beside.rules.roles import ROLES
from beside.rules.talks import Act, Due, Lack, Status

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("role", "may"),
    [("coordinator", True), ("lead", True), ("supporter", False), ("administrator", False)],
)
def test_who_may_plan(role: str, may: bool) -> None:
    assert talks.may_plan({role}) is may


def test_every_role_was_thought_of_and_none_gives_no_right() -> None:
    assert set(ROLES) == {"coordinator", "lead", "supporter", "administrator"}
    assert not talks.may_plan(frozenset())
    assert talks.may_plan({"supporter", "lead"})


def test_the_keeper_of_the_machine_gives_no_talk() -> None:
    assert set(ROLES) - talks.SPEAKERS == {"administrator"}


AFTER = {
    (Status.REQUESTED, Act.PLAN): Status.PLANNED,
    (Status.REQUESTED, Act.COUNT): None,
    (Status.REQUESTED, Act.CALL_OFF): Status.CALLED_OFF,
    (Status.PLANNED, Act.PLAN): Status.PLANNED,
    (Status.PLANNED, Act.COUNT): Status.GIVEN,
    (Status.PLANNED, Act.CALL_OFF): Status.CALLED_OFF,
    (Status.GIVEN, Act.PLAN): None,
    (Status.GIVEN, Act.COUNT): Status.GIVEN,
    (Status.GIVEN, Act.CALL_OFF): None,
    (Status.CALLED_OFF, Act.PLAN): None,
    (Status.CALLED_OFF, Act.COUNT): None,
    (Status.CALLED_OFF, Act.CALL_OFF): None,
}


@pytest.mark.parametrize(("status", "act"), list(product(Status, Act)))
def test_each_act_in_each_status(status: Status, act: Act) -> None:
    assert talks.after(status, act) == AFTER[status, act]


@pytest.mark.parametrize(
    ("status", "of_a_talk", "of_a_group"),
    [
        (Status.REQUESTED, set(), set()),
        (Status.PLANNED, set(), set()),
        (Status.GIVEN, {"contact", "wished"}, {"first", "second"}),
        (Status.CALLED_OFF, {"contact", "wished"}, {"first", "second"}),
    ],
)
def test_what_is_cleared_when(status: Status, of_a_talk: set[str], of_a_group: set[str]) -> None:
    assert talks.cleared(status, is_group=False) == of_a_talk
    assert talks.cleared(status, is_group=True) == of_a_group


@pytest.mark.parametrize(
    ("asked_on", "on", "until"),
    [
        (date(2026, 1, 1), None, date(2027, 1, 1)),
        (date(2026, 1, 1), date(2026, 2, 1), date(2027, 1, 1)),
        (date(2026, 1, 1), date(2027, 1, 1), date(2027, 3, 2)),
    ],
)
def test_until_when_whoever_asked_can_be_reached(
    asked_on: date, on: date | None, until: date
) -> None:
    assert talks.contact_until(asked_on, on) == until


@pytest.mark.parametrize(
    ("status", "on", "has_time", "has_place", "lacks"),
    [
        (Status.REQUESTED, None, False, False, ()),
        (Status.REQUESTED, TUESDAY, False, False, (Lack.TIME, Lack.PLACE)),
        (Status.REQUESTED, TUESDAY, True, False, (Lack.PLACE,)),
        (Status.REQUESTED, TUESDAY, True, True, ()),
        (Status.PLANNED, None, True, True, (Lack.DAY,)),
        (Status.PLANNED, TUESDAY, True, True, ()),
    ],
)
def test_what_a_talk_lacks(
    status: Status, on: date | None, has_time: bool, has_place: bool, lacks: tuple[Lack, ...]
) -> None:
    assert talks.talk_lacks(status, on=on, has_time=has_time, has_place=has_place) == lacks


@pytest.mark.parametrize(
    ("offered", "on", "first", "second", "lacks"),
    [
        (True, TUESDAY, 1, 2, ()),
        (False, TUESDAY, 1, 2, (Lack.ONE_TO_ONE,)),
        (True, None, 1, 2, (Lack.DAY,)),
        (True, TUESDAY, None, 2, (Lack.FIRST,)),
        (True, TUESDAY, 1, None, (Lack.SECOND,)),
        (True, TUESDAY, 1, 1, (Lack.TWO_DIFFERENT,)),
        (False, None, None, None, (Lack.DAY, Lack.ONE_TO_ONE, Lack.FIRST, Lack.SECOND)),
    ],
)
def test_what_a_group_conversation_lacks(
    offered: bool, on: date | None, first: int | None, second: int | None, lacks: tuple[Lack, ...]
) -> None:
    found = talks.group_lacks(offered_one_to_one=offered, on=on, first=first, second=second)
    assert set(found) == set(lacks)


@pytest.mark.parametrize(
    ("status", "on", "has_speaker", "due"),
    [
        (Status.REQUESTED, None, False, Due.DATE),
        (Status.REQUESTED, MONDAY, True, Due.DATE),
        (Status.PLANNED, MONDAY, True, Due.COUNT),
        (Status.PLANNED, MONDAY, False, Due.COUNT),
        (Status.PLANNED, TUESDAY, True, Due.WAIT),
        (Status.PLANNED, WEDNESDAY, False, Due.SPEAKER),
        (Status.PLANNED, WEDNESDAY, True, Due.WAIT),
        (Status.GIVEN, MONDAY, True, Due.OVER),
        (Status.CALLED_OFF, None, False, Due.OVER),
    ],
)
def test_what_is_due_on_a_tuesday(
    status: Status, on: date | None, has_speaker: bool, due: Due
) -> None:
    assert talks.due(status, on=on, today=TUESDAY, has_speaker=has_speaker) is due


@pytest.mark.parametrize(
    ("status", "on", "may"),
    [
        (Status.PLANNED, MONDAY, True),
        (Status.PLANNED, TUESDAY, True),
        (Status.PLANNED, WEDNESDAY, False),
        (Status.GIVEN, MONDAY, True),
        (Status.CALLED_OFF, MONDAY, False),
        (Status.REQUESTED, None, False),
    ],
)
def test_how_many_came_is_asked_from_the_day_itself_on(
    status: Status, on: date | None, may: bool
) -> None:
    assert talks.may_count(status, on=on, today=TUESDAY) is may


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/learn/first-days/", True),
        ("https://www.example.edu/slides", True),
        ("https://example.edu", True),
        ("http://example.edu/", False),
        ("//example.edu/", False),
        ("/\\example.edu/", False),
        ("javascript:alert(1)", False),
        ("https://nora@example.edu/", False),
        ("https://localhost/", False),
        ("https://", False),
        ("slides", False),
        ('https://example.edu/"onclick', False),
        ("https://example.edu/a b", False),
        ("", False),
    ],
)
def test_what_may_stand_as_material(address: str, may: bool) -> None:
    assert talks.is_own_or_secure(address) is may


@pytest.mark.parametrize(
    ("held", "came", "published"),
    [
        (0, 0, (None, None)),
        (1, 40, (None, None)),
        (10, 90, (None, None)),
        (11, 90, (11, 90)),
        (11, 10, (None, None)),
    ],
)
def test_of_group_conversations_both_numbers_are_published_or_neither(
    held: int, came: int, published: tuple[int | None, int | None]
) -> None:
    assert talks.published_of_groups(held, came) == published


def test_a_year_begins_in_january_or_in_july() -> None:
    assert talks.year_of(2026, academic=False) == (date(2026, 1, 1), date(2026, 12, 31))
    assert talks.year_of(2026, academic=True) == (date(2026, 7, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("day", "began"),
    [(date(2026, 6, 30), 2025), (date(2026, 7, 1), 2026), (date(2027, 1, 1), 2026)],
)
def test_in_which_academic_year_a_day_is(day: date, began: int) -> None:
    assert talks.academic_year(day) == began
