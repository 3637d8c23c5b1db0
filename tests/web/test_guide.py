"""The guide as it is walked: only links, nothing stored, help at once from the start on."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from beside.program.models import Policy
from beside.rules import guide
from beside.rules.guide import QUESTIONS, Door, Step
from beside.web import guide as pages
from tests.cast import Cast
from tests.referrals.visitor import Visitor, words

LINK = re.compile(r'<a class="answer" href="([^"]+)"')


@pytest.fixture
def visitor(cast: Cast) -> Visitor:
    return Visitor()


def test_every_question_and_every_answer_has_its_words() -> None:
    assert set(pages.ASKED) == set(Step)
    asked = {(step, key) for step, answers in QUESTIONS.items() for key, _to in answers}
    assert set(pages.ANSWERS) == asked


def test_every_way_can_be_walked_by_links_alone(visitor: Visitor) -> None:
    for way in guide.ways():
        address = pages.address(way[0])
        for step, to in pairwise(way):
            assert isinstance(step, Step)
            page = visitor.open(address)
            assert page.status_code == 200
            links = LINK.findall(page.content.decode())
            assert links == [pages.address(to) for _key, to in QUESTIONS[step]]
            address = pages.address(to)
        end = visitor.open(address)
        assert end.status_code == 200, address


def test_help_at_once_is_the_first_answer_and_stands_at_the_head_of_each(visitor: Visitor) -> None:
    assert LINK.findall(visitor.open("/guide/").content.decode())[0] == "/help-now/"
    for step in (*Step, Door.PEER, Door.COUNSELLING, Door.READ):
        page = visitor.open(pages.address(step)).content.decode()
        assert 'class="crisis"' in page
        assert 'href="/help-now/"' in page


def test_nothing_is_asked_sent_or_kept(visitor: Visitor) -> None:
    for step in (*Step, Door.PEER, Door.COUNSELLING, Door.READ):
        page = visitor.open(pages.address(step))
        body = page.content.decode()
        assert "<form" not in body
        assert "<input" not in body
        assert "?" not in "".join(LINK.findall(body)), "what was answered stands in no address"
        assert page["Cache-Control"] == "no-store"
        assert not page.cookies


def test_it_leads_to_the_clinic_by_name_and_number(visitor: Visitor) -> None:
    body = visitor.open("/guide/steady/")
    assert "The clinic" in words(body)
    assert 'href="tel:+15035550101"' in body.content.decode()
    Policy.objects.update(counselling_phone="")
    without = words(visitor.open("/guide/steady/"))
    assert "Its number has not been entered here yet. Call us" in without
    assert "+1 503 555 0100" in without


def test_it_leads_to_a_peer_supporter_by_the_first_door(visitor: Visitor) -> None:
    body = visitor.open("/guide/beside/").content.decode()
    assert '<a class="button" href="/for-me/">' in body


def test_where_there_is_more_to_read_is_said_only_if_it_is_there(visitor: Visitor) -> None:
    assert "side by side" in words(visitor.open("/guide/page/"))


@pytest.mark.parametrize("place", ["start", "now", "another", "several", "none"])
def test_an_address_that_is_no_page_of_the_guide_does_not_exist(
    visitor: Visitor, place: str
) -> None:
    assert visitor.open(f"/guide/{place}/").status_code == 404


def test_it_is_offered_on_the_first_page(visitor: Visitor) -> None:
    home = visitor.open("/").content.decode()
    assert '<a href="/guide/">Peer support or counselling?</a>' in home
