"""Publishing a year: small numbers are hidden, cannot be worked out, and are not kept."""

from __future__ import annotations

import pytest
from django.test import Client

from beside.demo.figures import YEARS
from beside.demo.figures import build as publish_demo_years
from beside.program.models import Pool
from beside.rules.disclosure import HIDDEN, SMALLEST_SHOWN
from beside.utilization.actions import AlreadyPublished, DoesNotAddUp, publish
from beside.utilization.models import Line, PublishedCell, PublishedYear, Table
from tests.cast import NOW, Cast

TABLES = {
    Table.TOTAL: {Line.ALL: 60},
    Table.SOURCE: {Line.EVENT: 38, Line.COLLEAGUE: 15, Line.SELF: 7},
}


def counts(year: int, table: Table) -> dict[str, int | None]:
    cells = PublishedCell.objects.filter(year=year, table=table)
    return dict(cells.values_list("line", "count"))


def test_a_small_number_and_one_that_would_give_it_away_are_not_kept(cast: Cast) -> None:
    publish(2025, TABLES, by=cast.lea, at=NOW)
    assert counts(2025, Table.TOTAL) == {"all": 60}
    assert counts(2025, Table.SOURCE) == {"event": 38, "colleague": None, "self": None}


def test_a_year_is_published_once(cast: Cast) -> None:
    publish(2025, TABLES, by=cast.lea, at=NOW)
    with pytest.raises(AlreadyPublished):
        publish(2025, {Table.TOTAL: {Line.ALL: 99}}, by=cast.lea, at=NOW)
    assert counts(2025, Table.TOTAL) == {"all": 60}


def test_tables_that_do_not_add_up_are_not_published(cast: Cast) -> None:
    with pytest.raises(DoesNotAddUp):
        publish(2025, {**TABLES, Table.TOTAL: {Line.ALL: 61}}, by=cast.lea, at=NOW)
    assert not PublishedYear.objects.exists()


def test_the_page_hides_with_one_symbol_and_says_what_it_shows(cast: Cast, client: Client) -> None:
    publish(2025, TABLES, by=cast.lea, at=NOW)
    page = client.get("/figures/").content.decode()
    assert "In 2025 we were asked to reach 60 colleagues, about 5 a month." in page
    assert "Most often in 2025, with 38 of 60: “We were told of an event”." in page
    assert page.count(f'<span aria-hidden="true">{HIDDEN}</span>') == 2
    assert "not published" in page


@pytest.mark.parametrize("language", ["", "/es"])
def test_a_large_figure_is_written_as_in_the_united_states(
    cast: Cast, client: Client, language: str
) -> None:
    tables = {Table.TOTAL: {Line.ALL: 2410}, Table.SOURCE: {Line.EVENT: 1380, Line.SELF: 1030}}
    publish(2025, tables, by=cast.lea, at=NOW)
    page = client.get(f"{language}/figures/").content.decode()
    for figure in ("2,410", "1,380", "1,030"):
        assert f'data-head="2025">{figure}</td>' in page
    assert "<b>2,410</b>" in page
    assert "2410" not in page.split("<main")[1]
    assert "2025" in page


def test_before_anything_is_published_the_page_says_so(cast: Cast, client: Client) -> None:
    page = client.get("/figures/")
    assert page.status_code == 200
    assert "No year has been published yet." in page.content.decode()
    assert not page.cookies


def test_a_year_too_small_to_publish_shows_nothing(cast: Cast, client: Client) -> None:
    publish(2025, {Table.TOTAL: {Line.ALL: 9}, Table.ROLE: {Line.FACULTY: 9}}, by=None, at=NOW)
    page = client.get("/figures/").content.decode()
    assert "In 2025 every number here was too small to publish." in page
    assert set(PublishedCell.objects.values_list("count", flat=True)) == {None}


def test_nothing_hidden_in_the_demo_years_follows_from_what_is_shown(cast: Cast) -> None:
    publish_demo_years(at=NOW)
    assert list(PublishedYear.objects.values_list("year", flat=True)) == [2023, 2024, 2025]
    for year, real in zip((2023, 2024, 2025), YEARS, strict=True):
        total = real[Table.TOTAL][Line.ALL]
        for table in real:
            shown = counts(year, table)
            hidden = [line for line, count in shown.items() if count is None]
            left = total - sum(count for count in shown.values() if count is not None)
            assert all(count is None or count >= SMALLEST_SHOWN for count in shown.values())
            assert not hidden or (len(hidden) > 1 and left >= SMALLEST_SHOWN)


def test_roles_are_called_as_the_site_calls_them_now(cast: Cast, client: Client) -> None:
    role = {Line.FACULTY: 60, Line.RESIDENT: 40}
    publish(2025, {Table.TOTAL: {Line.ALL: 100}, Table.ROLE: role}, by=cast.lea, at=NOW)
    Pool.objects.filter(slug="resident").update(name="House officers")
    page = client.get("/figures/").content.decode()
    assert '<th scope="row">House officers</th>' in page
    assert "Residents" not in page
