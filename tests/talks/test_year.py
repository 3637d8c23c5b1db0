"""A year by department: where nobody has been, first and in words; and how many came."""

from __future__ import annotations

from datetime import date

import pytest

from beside.directory.models import Department
from beside.talks import actions, years
from beside.talks.models import Audience
from beside.talks.years import Year
from tests.cast import NOW, TODAY, Cast
from tests.desk.pages import Desk
from tests.talks.making import asked_for, given, held_group, planned

ACADEMIC = Year(2026, True)


def test_where_nobody_has_been_is_said_first(cast: Cast, cora: Desk) -> None:
    given(cast, date(2026, 9, 1))
    page = cora.go("/desk/talks/year/")
    assert "Nobody has been to Medicine and Pediatrics." in page
    assert page.words.index("Nobody has been to") < page.words.index("Where we have been")


def test_a_talk_that_is_planned_is_told_apart_from_none(cast: Cast) -> None:
    given(cast, date(2026, 9, 1))
    planned(cast, department=cast.medicine)
    shown = years.show(ACADEMIC)
    assert shown.where_nobody_has_been() == (
        "Nobody has been to Pediatrics. Not yet, though a talk is planned: Medicine."
    )


def test_everywhere(cast: Cast) -> None:
    for one in (cast.surgery, cast.medicine, cast.pediatrics):
        given(cast, date(2026, 9, 1), department=one)
    assert years.show(ACADEMIC).where_nobody_has_been() == "Every department has had a talk."


def test_many_are_named_by_a_few_and_a_number(cast: Cast) -> None:
    for number in range(8):
        Department.objects.create(name=f"D{number}", slug=f"d{number}")
    words = years.show(ACADEMIC).where_nobody_has_been()
    assert words == "Nobody has been to D0, D1, D2, D3, D4, D5 and 5 other departments."


def test_each_department_with_its_talks_and_how_many_came(cast: Cast, cora: Desk) -> None:
    given(cast, date(2026, 9, 1), came=20)
    given(cast, date(2026, 10, 6), came=31)
    given(cast, date(2026, 8, 4), came=100, audience=Audience.HOUSE, department=None)
    given(cast, date(2026, 8, 5), came=12, department=cast.medicine)
    given(cast, date(2026, 6, 30), came=999, department=cast.pediatrics)  # the year before
    off = planned(cast, date(2026, 9, 9))
    actions.call_off(off, edition=off.edition, by=cast.cora, at=NOW)
    shown = years.show(ACADEMIC)
    assert [(row.label, row.given, row.came) for row in shown.rows] == [
        ("Surgery", 2, 51), ("Medicine", 1, 12), ("The whole house", 1, 100),
    ]  # fmt: skip
    assert shown.rows[0].last == date(2026, 10, 6)
    assert years.says(shown.counts) == ("4 talks were given in 2 departments; 163 people came.")
    assert "6 October 2026" in cora.go("/desk/talks/year/")


def test_group_conversations_are_a_total_for_the_house_and_in_no_row(
    cast: Cast, cora: Desk
) -> None:
    held_group(cast, date(2026, 9, 1), came=8)
    held_group(cast, date(2026, 9, 2), came=5, department=cast.medicine)
    shown = years.show(ACADEMIC)
    assert shown.rows == []
    assert years.says(shown.counts) == "2 group conversations were held; 13 came."
    assert "2 group conversations were held; 13 came." in cora.go("/desk/talks/year/")


def test_what_was_only_asked_for_is_in_no_year(cast: Cast) -> None:
    asked_for(cast)
    shown = years.show(ACADEMIC)
    assert shown.rows == []
    assert years.says(shown.counts) == "No talk has been given."


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("2026-2027", "2026–27"), ("2025-2026", "2025–26"), ("2026", "2026"), ("2025", "2025"),
        ("", "2026–27"), ("1900", "2026–27"), ("none", "2026–27"),
    ],
)  # fmt: skip
def test_which_years_can_be_looked_at(key: str, label: str) -> None:
    assert years.find(key, TODAY).label == label


def test_the_page_shows_the_year_that_was_chosen(cast: Cast, cora: Desk) -> None:
    given(cast, date(2026, 6, 30), came=44)
    assert "No talk has been given." in cora.go("/desk/talks/year/")
    assert "44 people came" in cora.go("/desk/talks/year/?year=2025-2026")
    assert "44 people came" in cora.go("/desk/talks/year/?year=2026")
