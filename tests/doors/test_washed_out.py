"""Whoever asks in the names of very many strangers washes nobody's count out of memory.

What was tried too often, and which codes were used, stands in the memory of the process; it must
have room for more than can come while any of it counts.
"""

from __future__ import annotations

from django.conf import settings
from django.core import mail
from django.core.cache import cache

from beside.doors import sent_codes
from beside.serving import BLOCKING_THREADS
from tests.cast import Cast
from tests.doors.conftest import Browser, code_sent_to, shown_by

STRANGERS = 150  # three entries each: more than Django would keep by itself
BEAT = 0.2  # seconds an answer of the sign-in takes at least, as in production
EACH = 3  # entries that one form leaves there: its count, its code, how often it was asked for


def flood() -> None:
    for number in range(STRANGERS):
        assert Browser().ask_for_code(f"nobody{number}@elsewhere.example").status_code == 302


def test_wrong_codes_are_counted_all_the_same(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.cora)
    secret = browser.make_app()
    cache.clear()
    thief = Browser()
    thief.come_in(cast.cora)
    for number in range(6):
        thief.client.post("/sign-in/second/", {"code": f"{number:06}"})
    flood()
    answer = thief.client.post("/sign-in/second/", {"code": shown_by(secret)})
    assert not thief.client.session.get("_auth_user_id")
    assert "wait 5 minutes" in answer.content.decode()


def test_a_mailbox_gets_five_codes_all_the_same(cast: Cast) -> None:
    for _time in range(5):
        Browser().ask_for_code(cast.sue.member.email)
    flood()
    Browser().ask_for_code(cast.sue.member.email)
    assert len([one for one in mail.outbox if one.to == [cast.sue.member.email]]) == 5


def test_a_code_that_was_used_opens_nothing_all_the_same(cast: Cast) -> None:
    browsers = [Browser() for _time in range(7)]
    for one in browsers:
        one.ask_for_code(cast.sue.member.email)
    code = code_sent_to(cast.sue.member.email)
    browsers[5].type_code(code)
    flood()
    browsers[6].type_code(code)
    assert [one.is_in for one in browsers[5:]] == [True, False]


def test_there_is_room_for_all_that_can_come_while_anything_counts() -> None:
    """Two thirds stay when it is full; the longest that anything counts is a used code."""
    forms_a_second = BLOCKING_THREADS / BEAT
    kept = settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] * 2 / 3
    assert kept > forms_a_second * EACH * sent_codes.USED


def test_a_form_leaves_as_many_entries_as_was_reckoned(cast: Cast) -> None:
    cache.clear()
    Browser().ask_for_code("nobody@elsewhere.example")
    assert len(cache._cache) == EACH  # type: ignore[attr-defined]
