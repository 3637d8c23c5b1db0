"""Every button of the supporter's screen does what it says, once, and says what it forgets."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from beside.directory.models import DirectoryStamp
from beside.matching import actions as matching
from beside.program.promised import CLOSING
from beside.referrals import due
from beside.referrals.change import NotYours, edit_facts
from beside.referrals.models import Referral, load
from beside.rules.stages import OVER, Actor, Stage
from tests.cast import Cast
from tests.outreach.pressing import now_at, page_of, phone_of

LEADS = [
    (Stage.ASKED, "yes", Stage.TAKEN),
    (Stage.ASKED, "no", Stage.WAITING),
    (Stage.TAKEN, "conflict-none", Stage.CONFIRMED),
    (Stage.TAKEN, "conflict-there", Stage.WAITING),
    (Stage.TAKEN, "conflict-party", Stage.WAITING),
    (Stage.TAKEN, "conflict-evaluates", Stage.WAITING),
    (Stage.TAKEN, "conflict-close", Stage.WAITING),
    (Stage.CONFIRMED, "talk", Stage.TALKING),
    (Stage.CONFIRMED, "not_yet", Stage.REACHING),
    (Stage.REACHING, "not_yet", Stage.REACHING),
    (Stage.REACHING, "offer", Stage.OFFERED),
    (Stage.OFFERED, "offer", Stage.OFFERED),
    (Stage.OFFERED, "talk", Stage.TALKING),
    (Stage.CONFIRMED, "contact_fails", Stage.CONTACT),
    (Stage.TALKING, "talk", Stage.TALKING),
    (Stage.TALKING, "introduce", Stage.INTRODUCED),
    (Stage.TALKING, "rest-2", Stage.RESTING),
    (Stage.TALKING, "rest-4", Stage.RESTING),
    (Stage.RESTING, "talk", Stage.TALKING),
    (Stage.CONFIRMED, "someone_else", Stage.WAITING),
    (Stage.TALKING, "met", Stage.CLOSING),
    (Stage.TALKING, "not_now", Stage.CLOSING),
    (Stage.TALKING, "decline", Stage.CLOSING),
    (Stage.RESTING, "decline", Stage.CLOSING),
    (Stage.RESTING, "not_now", Stage.CLOSING),
    (Stage.REACHING, "not_reached", Stage.CLOSING),
    (Stage.CONTACT, "not_reached", Stage.CLOSING),
    (Stage.INTRODUCED, "introduced", Stage.CLOSING),
    (Stage.INTRODUCED, "met", Stage.CLOSING),
    (Stage.CONFIRMED, "wrong_person", Stage.CLOSING),
    (Stage.OFFERED, "was_not_there", Stage.CLOSING),
    (Stage.TALKING, "not_voluntary", Stage.CLOSING),
    (Stage.TALKING, "retract", Stage.CONFIRMED),
]
THEN = {"met": "?then=meet", "introduce": "?then=meet", "rest-2": "?then=later",
        "rest-4": "?then=later", "not_now": "?then=later"}  # fmt: skip
_BUTTON = re.compile(
    r'<button[^>]*name="answer" value="([^"]*)"[^>]*>(.*?)(?=<button|</form>)', re.DOTALL
)


def buttons(page: str) -> dict[str, str]:
    return {value: html.unescape(words) for value, words in _BUTTON.findall(page)}


@pytest.mark.parametrize(("stage", "pressed", "leads_to"), LEADS)
def test_a_button_leads_where_it_says(
    cast: Cast, stage: Stage, pressed: str, leads_to: Stage
) -> None:
    row = now_at(cast, stage)
    phone = phone_of(cast.sue.member)
    then = THEN.get(pressed, "") if stage is Stage.TALKING else ""
    if not (stage is Stage.TALKING and pressed == "talk"):
        shown = buttons(phone.open(page_of(row.handle) + then))
        assert pressed in shown
        assert (str(CLOSING) in shown[pressed]) == (leads_to is Stage.CLOSING)
    response = phone.press(page_of(row.handle), answer=pressed)
    assert response.status_code == 302
    assert load(row.handle).stage == leads_to
    on_list = leads_to is Stage.WAITING
    assert response["Location"].startswith("/outreach/?" if on_list else page_of(row.handle))
    assert phone.client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("stage", [one for one in Stage if one not in OVER])
def test_every_button_a_page_shows_is_one_the_table_allows(cast: Cast, stage: Stage) -> None:
    if stage in (Stage.RECEIVED, Stage.WAITING):
        return
    page = phone_of(cast.sue.member).open(page_of(now_at(cast, stage).handle))
    for pressed in buttons(page):
        row = now_at(cast, stage)
        response = phone_of(cast.sue.member).press(page_of(row.handle), answer=pressed)
        assert response.status_code == 302
        assert "said=moved" not in response["Location"], (stage, pressed)


def test_pressed_twice_it_happens_once(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    phone = phone_of(cast.sue.member)
    token = re.search(r'name="once" value="([^"]+)"', phone.open(page_of(row.handle)))
    assert token
    for said in ("not_yet", "twice"):
        sent = phone.client.post(page_of(row.handle), {"once": token[1], "answer": "not_yet"})
        assert sent["Location"].endswith(f"said={said}")
    assert load(row.handle).facts.attempts == 1


def test_a_page_that_was_open_too_long_does_nothing_and_says_so(cast: Cast) -> None:
    row = now_at(cast, Stage.TALKING)
    phone = phone_of(cast.sue.member)
    sent = phone.client.post(page_of(row.handle), {"once": "old", "answer": "met"})
    assert sent["Location"].endswith("said=old")
    assert load(row.handle).stage == Stage.TALKING


def test_a_button_that_is_not_there_does_nothing(cast: Cast) -> None:
    row = now_at(cast, Stage.TALKING)
    response = phone_of(cast.sue.member).press(page_of(row.handle), answer="forget-everyone")
    assert response.status_code == 404
    assert load(row.handle).stage == Stage.TALKING


def test_an_answer_that_does_not_fit_any_more_is_told_so(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    phone = phone_of(cast.sue.member)
    phone.open(page_of(row.handle))
    response = phone.press(page_of(row.handle), answer="introduced")
    assert response["Location"] == f"{page_of(row.handle)}?said=moved"
    assert "Somebody else was here" in phone.open(response["Location"])


def test_an_answer_after_the_coordinator_asked_another_changes_nothing_for_the_other(
    cast: Cast,
) -> None:
    row = now_at(cast, Stage.ASKED)
    phone = phone_of(cast.sue.member)
    token = re.search(r'name="once" value="([^"]+)"', phone.open(page_of(row.handle)))
    assert token
    now = timezone.now()
    matching.recall(row.handle, by=cast.cora, at=now)
    edit_facts(load(row.handle), lambda facts: setattr(facts, "barred", ""))
    matching.ask(row.handle, cast.sam, by=cast.cora, at=now)
    response = phone.client.post(page_of(row.handle), {"once": token[1], "answer": "yes"})
    assert response.status_code == 404
    after = load(row.handle)
    assert (after.stage, after.facts.supporter) == (Stage.ASKED, cast.sam.pk)


def test_a_supporter_cannot_step_for_another(cast: Cast) -> None:
    """The same, should she get past the page."""
    row = now_at(cast, Stage.ASKED)
    with pytest.raises(NotYours):
        matching.take(row.handle, actor=Actor.SUPPORTER, by=cast.sam.member, at=timezone.now())
    assert load(row.handle).stage == Stage.ASKED


def test_who_came_to_evaluate_them_since_is_thanked_and_it_passes_on(cast: Cast) -> None:
    row = now_at(cast, Stage.ASKED)
    cast.rosa.supervisor_employee_id = "T0003"  # Sue supervises Rosa since this morning
    cast.rosa.save()
    DirectoryStamp.objects.update(version=2)
    phone = phone_of(cast.sue.member)
    response = phone.press(page_of(row.handle), answer="yes")
    assert response["Location"] == "/outreach/?said=not_for_you"
    assert "Somebody else should reach this person" in phone.open(response["Location"])
    after = load(row.handle)
    assert after.stage == Stage.WAITING
    assert cast.sue.pk in after.facts.barred_supporters


def test_a_close_is_undone_from_its_page_and_from_the_list(cast: Cast) -> None:
    for where in ("one", "list"):
        row = now_at(cast, Stage.TALKING)
        phone = phone_of(cast.sue.member)
        here = page_of(row.handle)
        phone.press(here, answer="met")
        source = here if where == "one" else "/outreach/"
        assert "minutes to undo" in phone.open(source)
        phone.press(source, at=here, answer="undo")
        assert load(row.handle).stage == Stage.TALKING


def test_after_ten_minutes_undo_says_that_it_is_forgotten(cast: Cast) -> None:
    row = now_at(cast, Stage.CLOSING)
    past = (timezone.now() - timedelta(minutes=10)).isoformat()
    edit_facts(row, lambda facts: setattr(facts, "closed_at", past))
    phone = phone_of(cast.sue.member)
    page = phone.open(page_of(row.handle))
    assert "Closed and forgotten" in page
    assert 'value="undo"' not in page
    token = re.search(r'name="once" value="([^"]+)"', phone.open("/outreach/availability/"))
    assert token
    late = phone.client.post(page_of(row.handle), {"once": token[1], "answer": "undo"})
    assert late["Location"] == "/outreach/?said=gone"
    assert "This is over, and nobody can open it any more." in phone.open(late["Location"])


def test_once_it_is_gone_its_page_is_not_there_and_says_so_calmly(cast: Cast) -> None:
    row = now_at(cast, Stage.CLOSING)
    due.finish(timezone.now() + timedelta(minutes=11))
    assert not Referral.objects.exists()
    client = Client()
    client.force_login(cast.sue.member)
    gone = client.get(page_of(row.handle))
    assert gone.status_code == 404
    assert "what it led to is over" in gone.content.decode()


def test_handing_back_takes_two_ticks(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    phone = phone_of(cast.sue.member)
    phone.press(f"{page_of(row.handle)}hand-back/", reached="on", expecting="on")
    after = load(row.handle)
    assert after.stage == Stage.WAITING
    assert (after.facts.reached, after.facts.expecting) == (True, True)
    assert cast.sue.pk in after.facts.barred_supporters


def test_handing_back_without_a_tick_counts_nobody_as_reached(cast: Cast) -> None:
    row = now_at(cast, Stage.REACHING)
    phone_of(cast.sue.member).press(f"{page_of(row.handle)}hand-back/")
    after = load(row.handle).facts
    assert (after.offered, after.reached, after.expecting) == (False, False, False)


def test_what_cannot_be_handed_back_leads_to_its_page(cast: Cast) -> None:
    row = now_at(cast, Stage.INTRODUCED)
    client = Client()
    client.force_login(cast.sue.member)
    response = client.get(f"{page_of(row.handle)}hand-back/")
    assert response["Location"] == f"{page_of(row.handle)}?said=moved"


def test_who_takes_over_is_told_that_a_call_is_expected(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    edit_facts(row, lambda facts: setattr(facts, "expecting", True))
    assert "They expect a call" in phone_of(cast.sue.member).open(page_of(row.handle))
