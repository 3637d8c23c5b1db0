"""Asking a supporter from the page: ranked with reasons, refused with reasons, one tap."""

from __future__ import annotations

from datetime import timedelta

from beside.matching import actions as matching
from beside.referrals.models import load
from beside.supporters.models import Supporter
from tests.cast import NOW, TODAY, Cast
from tests.desk import matters
from tests.desk.pages import Clock, Desk


def test_who_fits_is_offered_with_reasons_and_asked_with_one_tap(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    page = cora.one(row.handle)
    assert "nobody else just now" in page
    page = cora.send("/ask/", press="Ask", supporter=str(cast.sam.pk))
    assert "Asked. You will see here what they answer." in page
    assert "Waiting for Sam Silva" in page
    saved = load(row.handle)
    assert (saved.stage, saved.facts.supporter) == ("asked", cast.sam.pk)


def test_who_cannot_be_asked_is_told_with_the_reason(cast: Cast, cora: Desk) -> None:
    Supporter.objects.filter(pk=cast.sue.pk).update(away_on=TODAY)
    row = matters.waiting(cast.rosa, cast.cora)
    page = cora.one(row.handle)
    assert "Sol Stone: not for this person" in page
    assert "Sue Sato: away or pausing" in page


def test_when_nobody_fits_it_says_so_in_words(cast: Cast, cora: Desk) -> None:
    Supporter.objects.update(away_on=TODAY)
    row = matters.waiting(cast.faye, cast.cora)
    page = cora.one(row.handle)
    assert "Nobody on the roster can be asked for this person just now." in page
    assert 'name="supporter"' not in page.text


def test_a_barred_supporter_is_not_asked_even_by_a_made_up_form(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    cora.one(row.handle)
    page = cora.send("/ask/", supporter=str(cast.sol.pk))
    assert "They cannot be asked for this person." in page
    assert load(row.handle).stage == "waiting"


def test_somebody_who_is_no_supporter_cannot_be_asked(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    cora.one(row.handle)
    assert cora.send("/ask/", supporter="999999").status == 404
    assert load(row.handle).stage == "waiting"


def test_of_two_who_ask_at_once_the_second_is_told(cast: Cast, cora: Desk, dan: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    cora.one(row.handle)
    dan.one(row.handle)
    cora.send("/ask/", supporter=str(cast.sam.pk))
    page = dan.send("/ask/", supporter=str(cast.sol.pk))
    assert "Somebody else was here in the meantime. This is how it stands now." in page
    assert load(row.handle).facts.supporter == cast.sam.pk


def test_the_same_tap_sent_twice_asks_once(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    cora.one(row.handle)
    data = {**cora.form("/ask/").fields, "supporter": str(cast.sam.pk)}
    cora.post(f"/desk/{row.handle}/ask/", data)
    matching.recall(row.handle, by=cast.cora, at=NOW)
    page = cora.post(f"/desk/{row.handle}/ask/", data)
    assert "That was already done." in page
    assert load(row.handle).stage == "waiting"


def test_a_page_that_was_open_for_two_days_asks_nobody(
    cast: Cast, cora: Desk, clock: Clock
) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    cora.one(row.handle)
    clock.at += timedelta(days=2)
    cora.client.force_login(cast.cora)
    page = cora.send("/ask/", supporter=str(cast.sam.pk))
    assert "Please do it once more." in page
    assert load(row.handle).stage == "waiting"


def test_asking_can_be_taken_back(cast: Cast, cora: Desk) -> None:
    row = matters.asked(cast.faye, cast.sam, cast.cora)
    page = cora.step(row.handle, "recall")
    assert "Taken back. Nobody is being asked now." in page
    assert load(row.handle).stage == "waiting"


def test_whom_they_chose_stands_first_and_says_so(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora, preferred=cast.sol.pk, or_another=False)
    page = cora.one(row.handle)
    assert "Sol Stone, and nobody else" in page
    offers = page.text.partition('id="ask"')[2]
    assert offers.index("Sol Stone") < offers.index("Sam Silva")
    assert "chosen by them" in page
