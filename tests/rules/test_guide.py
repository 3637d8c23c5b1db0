"""The guide between peer support and counselling: short ways, and a door at the end of each."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from beside.rules import guide
from beside.rules.guide import QUESTIONS, Door, Step

WAYS = list(guide.ways())


def test_every_way_ends_at_a_door_after_four_questions_at_most() -> None:
    assert len(WAYS) >= 8
    for way in WAYS:
        *asked, end = way
        assert isinstance(end, Door)
        assert all(isinstance(one, Step) for one in asked)
        assert 1 <= len(asked) <= guide.LONGEST == 4
        assert len(set(asked)) == len(asked), "no question comes twice"


@given(st.integers())
def test_whoever_answers_as_they_like_arrives(seed: int) -> None:
    choose, place, asked = random.Random(seed), Step.START, 0
    while isinstance(place, Step):
        _key, place = choose.choice(QUESTIONS[place])  # type: ignore[assignment]
        asked += 1
    assert asked <= guide.LONGEST


def test_every_question_is_met_and_every_door_reached() -> None:
    met = {one for way in WAYS for one in way}
    assert met == {*Step, *Door}
    assert set(QUESTIONS) == set(Step)


def test_the_first_question_offers_help_at_once_before_anything_else() -> None:
    assert QUESTIONS[Step.START][0][1] is Door.CRISIS


def test_no_question_has_one_answer_only_or_more_than_a_screen_holds() -> None:
    for answers in QUESTIONS.values():
        assert 2 <= len(answers) <= 4
        assert len({key for key, _to in answers}) == len(answers)


def test_no_address_says_anything_about_anybody() -> None:
    telling = ("crisis", "suicid", "therap", "counsel", "clinic", "harm", "danger", "worr", "error")
    for one in (*Step, *Door):
        assert one.value.isalpha()
        assert not any(word in one.value for word in telling)


def test_the_question_before_is_known_where_only_one_leads_here() -> None:
    assert guide.before(Step.START) is None
    assert guide.before(Step.WHILE) is Step.KIND
    assert guide.before(Door.COLLEAGUE) is Step.PEOPLE
    assert guide.before(Door.PEER) is None, "two questions lead there"
