"""Words to begin with: who is writing, nothing about why, and only the person's own wish."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from beside.outreach import openers
from beside.vault.identity import Contact, Identity
from tests.cast import Cast

CARD = "What stays between us"


def ways(cast: Cast, *contacts: Contact, channel: str = "") -> tuple[openers.Way, ...]:
    return openers.ways(Identity("Rosa Reyes", contacts), cast.sue, channel, CARD)


def test_every_opener_says_who_writes_and_none_says_why(cast: Cast) -> None:
    texts = openers.openers(cast.sue)
    assert len(texts) == 3
    for text in texts:
        assert text.startswith("Hello, this is Sue Sato from Medicine.")
        assert not re.search("Rosa|event|happened|worried|concern|hard|died", text)


def test_a_mail_opens_with_the_neutral_subject_and_words_to_change(cast: Cast) -> None:
    (way,) = ways(cast, Contact("rosa@example.edu", "directory"))
    assert way.first
    parts = urlsplit(way.first.href)
    assert (parts.scheme, parts.path) == ("mailto", "rosa@example.edu")
    said = parse_qs(parts.query)
    assert said["subject"] == ["Touching base"]
    assert said["body"] == [way.first.text]
    assert way.call == ""


def test_a_number_can_be_called_and_texted(cast: Cast) -> None:
    (way,) = ways(cast, Contact("+1 (503) 555-0011", "recipient"))
    assert way.call == "tel:+15035550011"
    assert way.first
    assert way.first.href.startswith("sms:+15035550011?body=Hello%2C%20this")
    assert way.is_own


def test_who_wants_text_only_is_not_offered_a_call(cast: Cast) -> None:
    (way,) = ways(cast, Contact("503 555 0011", "recipient"), channel="text_only")
    assert way.call == ""
    assert way.first


def test_who_wants_an_email_has_it_first(cast: Cast) -> None:
    both = (Contact("503 555 0011", "directory"), Contact("rosa@example.edu", "directory"))
    assert [one.is_email for one in ways(cast, *both)] == [False, True]
    assert [one.is_email for one in ways(cast, *both, channel="email")] == [True, False]


def test_once_one_contact_is_their_own_no_other_is_shown(cast: Cast) -> None:
    both = (Contact("503 555 0011", "directory"), Contact("503 555 0099", "recipient"))
    assert [one.value for one in ways(cast, *both)] == ["503 555 0099"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+1 503 555 0011", "+15035550011"),
        ("503.555.0011", "5035550011"),
        ("4-2211", "42211"),
        ("503 555 0011 ext. 12", "5035550011,12"),
        ("pager 12345", ""),
        ("12", ""),
        ("the front desk", ""),
    ],
)
def test_what_can_be_dialled(typed: str, number: str) -> None:
    assert openers.dialled(typed) == number


def test_an_extension_can_be_called_but_not_texted(cast: Cast) -> None:
    (way,) = ways(cast, Contact("503 555 0011 x12", "event"))
    assert way.call == "tel:5035550011,12"
    assert way.first is None


def test_a_contact_never_shows_itself_where_it_is_printed(cast: Cast) -> None:
    (way,) = ways(cast, Contact("503 555 0011", "recipient"))
    assert "503" not in repr(way)
    assert "503" not in repr(way.first)


def test_the_card_can_be_sent_by_every_way_that_carries_words(cast: Cast) -> None:
    found = ways(cast, Contact("503 555 0011", "event"), Contact("rosa@example.edu", "event"))
    assert all("What%20stays%20between%20us" in one.card for one in found)
