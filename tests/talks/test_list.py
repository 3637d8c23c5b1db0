"""The list: what waits for a day first, then what is to be counted, then what comes next."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from beside.talks import actions
from beside.talks.models import Audience
from tests.cast import NOW, TODAY, Cast
from tests.desk.pages import AsMember, Desk
from tests.talks.making import (
    LAST_WEEK,
    NEXT_WEEK,
    asked_for,
    given,
    held_group,
    planned,
    planned_group,
)


def whos(desk: Desk, query: str = "") -> list[str]:
    page = desk.go(f"/desk/talks/{query}")
    return re.findall(r'class="reach-who" href="[^"]+">([^<]+)<', page.text)


def test_by_what_is_due_with_its_one_next_act(cast: Cast, cora: Desk) -> None:
    planned(cast, NEXT_WEEK + timedelta(days=1), title="Later")
    planned_group(cast, NEXT_WEEK)
    planned(cast, TODAY, title="Today")
    planned(cast, LAST_WEEK, title="Past")
    planned(cast, NEXT_WEEK, title="Nobody gives", giver=None)
    actions.ask_group(cast.medicine, by=cast.cora, at=NOW)
    asked_for(cast)
    assert whos(cora) == [
        "What peer support is", "Group conversation", "Past", "Today", "Nobody gives",
        "Group conversation", "Later",
    ]  # fmt: skip
    page = cora.page
    assert "2 wait for a day. Of one we do not know yet how many came. 4 are planned." in page
    acts = re.findall(r'class="button quiet small" href="([^"]+)">([^<]+)<', page.text)
    assert [says for _href, says in acts] == [
        "Find a day", "Find a day", "How many came on Tue 17 Nov?", "Who gives it?",
    ]  # fmt: skip
    assert all(cora.go(href).status == 200 for href, _says in acts)


def test_what_is_late_is_a_word_and_a_weight(cast: Cast, cora: Desk) -> None:
    planned(cast, LAST_WEEK)
    page = cora.go("/desk/talks/")
    assert 'class="reach late"' in page.text
    assert "It was Tue 17 Nov" in page


def test_the_first_who_asked_stands_first(cast: Cast, cora: Desk) -> None:
    second = asked_for(cast, wished="second")
    asked_for(cast, wished="first")
    type(second).objects.filter(wished="first").update(asked_on=TODAY - timedelta(days=3))
    page = cora.go("/desk/talks/").words
    assert page.index("first") < page.index("second")


def test_when_nothing_waits_it_says_so_and_where_to_look(cast: Cast, cora: Desk) -> None:
    page = cora.go("/desk/talks/")
    assert "Nothing waits here." in page
    assert "The year shows where nobody has been." in page


def test_what_is_over_stands_apart_the_newest_first(cast: Cast, cora: Desk) -> None:
    given(cast, TODAY - timedelta(days=20), title="Earlier")
    given(cast, TODAY - timedelta(days=10), title="Lately", came=1)
    held_group(cast, TODAY - timedelta(days=15))
    given(cast, TODAY - timedelta(days=400), title="Long ago")
    assert whos(cora) == []
    assert whos(cora, "?show=over") == ["Lately", "Group conversation", "Earlier"]
    assert "1 came" in cora.page
    assert "Sue Sato" not in cora.page


def test_for_the_whole_house_or_another_group(cast: Cast, cora: Desk) -> None:
    asked_for(cast, audience=Audience.HOUSE, department=None)
    asked_for(cast, audience=Audience.OTHER, department=None)
    page = cora.go("/desk/talks/")
    assert "The whole house" in page
    assert "Another group" in page


@pytest.mark.parametrize("name", ["list", "year", "topics", "talk_new", "group_new"])
def test_the_lead_opens_every_page_too_and_nobody_else(
    cast: Cast, as_member: AsMember, name: str
) -> None:
    address = reverse(f"talks:{name}")
    assert as_member(cast.lea).go(address).status == 200
    assert as_member(cast.sue.member).go(address).status == 404
    assert as_member(cast.ann).go(address).status == 404


def test_talks_stands_once_among_the_links_of_who_coordinates_and_leads(
    cast: Cast, as_member: AsMember
) -> None:
    cast.lea.held.create(role="coordinator")
    assert as_member(cast.lea).go("/desk/talks/").text.count('<a href="/desk/talks/"') >= 1
    head = as_member(cast.lea).go("/desk/talks/").text.split("</header>")[0]
    assert head.count('href="/desk/talks/"') == 1


def test_no_page_says_in_its_title_what_it_is_about(cast: Cast, cora: Desk) -> None:
    talk = planned(cast, title="Seven words")
    assert "<title>Talk</title>" in cora.go(f"/desk/talks/{talk.pk}/").text
