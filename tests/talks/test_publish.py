"""What of talks stands in a published year: their numbers; of group conversations a safe total."""

from __future__ import annotations

from datetime import date

from django.test import Client

from beside.rules.disclosure import HIDDEN
from beside.talks.models import Audience
from beside.utilization.actions import publish
from beside.utilization.models import Line, PublishedCell, Table
from tests.cast import NOW, Cast
from tests.talks.making import given, held_group, planned

TABLES = {Table.TOTAL: {Line.ALL: 60}}


def cells(year: int) -> dict[str, int | None]:
    found = PublishedCell.objects.filter(year=year, table=Table.TALKS)
    return dict(found.values_list("line", "count"))


def a_year(cast: Cast, groups: int) -> None:
    given(cast, date(2025, 3, 4), came=9)
    given(cast, date(2025, 3, 5), came=31)
    given(cast, date(2025, 4, 5), came=12, department=cast.medicine)
    given(cast, date(2025, 5, 5), came=80, audience=Audience.HOUSE, department=None)
    given(cast, date(2026, 1, 2), came=999)  # another year
    planned(cast, date(2025, 12, 1))  # never counted
    for day in range(1, groups + 1):
        held_group(cast, date(2025, 6, day), came=7)


def test_talks_are_counted_as_they_were(cast: Cast, client: Client) -> None:
    a_year(cast, groups=11)
    publish(2025, TABLES, by=cast.lea, at=NOW)
    assert cells(2025) == {
        "talks_given": 4, "talks_came": 132, "departments": 2, "groups": 11, "groups_came": 77,
    }  # fmt: skip
    page = client.get("/figures/").content.decode()
    assert "In 2025: 4 talks given, in 2 departments, with 132 people in them." in page


def test_a_few_group_conversations_are_published_neither_with_their_number_nor_their_people(
    cast: Cast, client: Client
) -> None:
    a_year(cast, groups=10)
    publish(2025, TABLES, by=cast.lea, at=NOW)
    assert (cells(2025)["groups"], cells(2025)["groups_came"]) == (None, None)
    page = client.get("/figures/").content.decode()
    assert page.count(f'<span aria-hidden="true">{HIDDEN}</span>') == 2
    assert ">70<" not in page


def test_no_department_stands_in_what_is_published(cast: Cast, client: Client) -> None:
    a_year(cast, groups=11)
    publish(2025, TABLES, by=cast.lea, at=NOW)
    page = client.get("/figures/").content.decode()
    assert "Surgery" not in page
    assert "Medicine" not in page


def test_a_year_without_any_says_nothing_of_talks(cast: Cast, client: Client) -> None:
    publish(2025, TABLES, by=cast.lea, at=NOW)
    assert cells(2025) == {}
    assert "Talks in the house" not in client.get("/figures/").content.decode()


def test_published_it_does_not_change_when_a_number_is_put_right(cast: Cast) -> None:
    a_year(cast, groups=0)
    publish(2025, TABLES, by=cast.lea, at=NOW)
    given(cast, date(2025, 3, 6), came=500)
    assert cells(2025)["talks_came"] == 132
