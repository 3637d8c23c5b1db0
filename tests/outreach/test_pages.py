"""What a supporter sees at each stage, and what she does not."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from beside.program.models import Role
from beside.program.week import spoken
from beside.referrals.change import edit_facts
from beside.referrals.facts import Facts
from beside.referrals.models import load
from beside.rules.stages import Stage
from tests.cast import Cast
from tests.outreach.pressing import now_at, page_of, phone_of
from tests.referrals.making import NAME, PHONE, hold

HERS = [
    Stage.ASKED, Stage.TAKEN, Stage.CONFIRMED, Stage.REACHING, Stage.OFFERED, Stage.TALKING,
    Stage.RESTING, Stage.INTRODUCED, Stage.CONTACT, Stage.CLOSING,
]  # fmt: skip
NAMED = set(HERS) - {Stage.ASKED, Stage.CONTACT, Stage.CLOSING}
WITH_CONTACT = NAMED - {Stage.TAKEN}


@pytest.mark.parametrize("stage", HERS)
def test_each_stage_shows_the_name_and_the_contact_exactly_where_it_may(
    cast: Cast, stage: Stage
) -> None:
    row = now_at(cast, stage)
    page = phone_of(cast.sue.member).open(page_of(row.handle))
    assert (NAME in page) == (stage in NAMED)
    assert (PHONE in page) == (stage in WITH_CONTACT)
    assert cast.rosa.email not in page or stage in WITH_CONTACT
    for where in ("Surgery", "Hill", "Resident"):
        assert where not in page, "a supporter is told neither department nor role"
    looked = str(cast.sue.member.pk) in load(row.handle).facts.looks
    assert looked == (stage in NAMED), "nothing is opened that is not shown"


@pytest.mark.parametrize("stage", HERS)
def test_the_list_names_nobody(cast: Cast, stage: Stage) -> None:
    now_at(cast, stage)
    page = phone_of(cast.sue.member).open("/outreach/")
    assert NAME not in page
    assert PHONE not in page


@pytest.mark.parametrize("stage", HERS)
def test_titles_say_nothing_and_safety_is_always_there(cast: Cast, stage: Stage) -> None:
    row = now_at(cast, stage)
    page = phone_of(cast.sue.member).open(page_of(row.handle))
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    assert not re.search("Rosa|peer|support|safety|counsel", title[1], re.IGNORECASE)
    assert f'href="/outreach/{row.handle}/safety/"' in page
    assert "I am worried about their safety" in page


@pytest.mark.parametrize("stage", [Stage.ASKED, *sorted(WITH_CONTACT)])
def test_nothing_is_told_of_the_event_and_the_reason_only_if_it_is_their_own(
    cast: Cast, stage: Stage
) -> None:
    row = now_at(cast, stage)

    def given_by_another(facts: Facts) -> None:
        facts.reason, facts.events = "litigation", ["3f2c4d1e-0000-4000-8000-000000000001"]

    edit_facts(row, given_by_another)
    phone = phone_of(cast.sue.member)
    page = phone.open(page_of(row.handle))
    assert "a lawsuit" not in page
    assert "3f2c4d1e" not in page
    assert "after a hard event" in page

    def their_own(facts: Facts) -> None:
        facts.reason_is_own = True

    edit_facts(load(row.handle), their_own)
    assert "a lawsuit" in phone.open(page_of(row.handle))


def test_she_is_asked_by_when_and_how(cast: Cast) -> None:
    row = now_at(cast, Stage.ASKED)

    def wish(facts: Facts) -> None:
        facts.channel, facts.when, facts.language = "text_only", "evening", "Spanish"

    edit_facts(row, wish)
    page = phone_of(cast.sue.member).open(page_of(row.handle))
    due = load(row.handle).facts.due_at
    assert due
    assert f"Can you reach a colleague by {spoken(due, timezone.now())}?" in page
    for said in ("Text messages only", "In the evening", "Spanish"):
        assert said in page


def test_a_look_is_recorded_once_a_day_and_only_where_a_name_is_shown(cast: Cast) -> None:
    row = now_at(cast, Stage.ASKED)
    phone = phone_of(cast.sue.member)
    phone.open(page_of(row.handle))
    phone.open("/outreach/")
    assert load(row.handle).facts.looks == {}
    phone.press(page_of(row.handle), answer="yes")
    phone.open(page_of(row.handle))
    phone.open(page_of(row.handle))
    days = load(row.handle).facts.looks[str(cast.sue.member.pk)]
    assert len(days) == 1


def test_who_is_not_in_the_directory_was_not_checked_and_she_is_told(cast: Cast) -> None:
    row = now_at(cast, Stage.TAKEN)
    unchecked = "nobody could check this for you"
    phone = phone_of(cast.sue.member)
    assert unchecked not in phone.open(page_of(row.handle))
    edit_facts(load(row.handle), lambda facts: setattr(facts, "match", "outside"))
    assert unchecked in phone.open(page_of(row.handle))


def test_what_is_not_hers_does_not_exist(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    for member in (cast.sam.member, cast.cora, cast.lea, cast.ann):
        client = Client()
        client.force_login(member)
        for address in (page_of(row.handle), f"{page_of(row.handle)}hand-back/"):
            assert client.get(address).status_code == 404
            assert client.post(address, {"answer": "met"}).status_code in (302, 404)
    assert load(row.handle).stage == Stage.CONFIRMED


def without_tokens(page: bytes) -> bytes:
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", page)


def test_not_hers_and_not_there_look_the_same(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    client = Client()
    client.force_login(cast.sam.member)
    hidden = client.get(page_of(row.handle))
    nowhere = client.get("/outreach/3f2c4d1e-0000-4000-8000-000000000009/")
    assert hidden.status_code == nowhere.status_code == 404
    assert without_tokens(hidden.content) == without_tokens(nowhere.content)


def test_a_coordinator_who_is_a_supporter_too_sees_here_only_what_is_hers(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    cast.sam.member.held.create(role=Role.COORDINATOR)
    client = Client()
    client.force_login(cast.sam.member)
    assert client.get(page_of(row.handle)).status_code == 404
    assert "Nothing waits for you." in client.get("/outreach/").content.decode()


def test_nobody_comes_in_without_signing_in(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    for address in ("/outreach/", page_of(row.handle), f"{page_of(row.handle)}safety/"):
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")


def test_pages_are_not_kept_by_the_browser(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    client = Client()
    client.force_login(cast.sue.member)
    assert client.get(page_of(row.handle))["Cache-Control"] == "no-store"


def test_the_list_is_calm_when_nothing_waits(cast: Cast) -> None:
    assert "Nothing waits for you." in phone_of(cast.sue.member).open("/outreach/")


def test_what_is_late_says_so_in_a_word(cast: Cast) -> None:
    row = now_at(cast, Stage.ASKED)
    edit_facts(row, lambda facts: setattr(facts, "due", "2026-01-05T17:00:00+00:00"))
    phone = phone_of(cast.sue.member)
    assert "<b>Late</b>" in phone.open("/outreach/")
    assert "as soon as you can" in phone.open(page_of(row.handle))


@pytest.mark.parametrize("stage", HERS)
def test_nothing_can_be_typed_anywhere(cast: Cast, stage: Stage) -> None:
    row = now_at(cast, stage)
    phone = phone_of(cast.sue.member)
    addresses = ["/outreach/", "/outreach/availability/", "/outreach/safety/", "/outreach/limits/"]
    addresses += [page_of(row.handle), f"{page_of(row.handle)}safety/"]
    addresses += [f"{page_of(row.handle)}?then={one}" for one in ("meet", "later")]
    if stage in NAMED - {Stage.INTRODUCED}:
        addresses.append(f"{page_of(row.handle)}hand-back/")
    for address in addresses:
        page = phone.open(address)
        assert "<textarea" not in page
        assert "contenteditable" not in page
        kinds = {
            (re.search(r'type="(\w+)"', tag) or ["", "text"])[1]
            for tag in re.findall(r"<input\b[^>]*>", page)
        }
        assert kinds <= {"hidden", "date", "checkbox"}, (address, kinds)


def test_the_way_out_and_the_words_are_there_while_she_has_it(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    page = phone_of(cast.sue.member).open(page_of(row.handle))
    for said in ("Who gave you my name?", "Where it ends".lower(), "Their code", "Hand back"):
        assert escape(said) in page or said in page


def test_what_is_closed_under_a_hold_is_not_called_gone(cast: Cast) -> None:
    row = now_at(cast, Stage.CLOSING)
    phone = phone_of(cast.sue.member)
    assert "it is gone, in every copy" in phone.open(page_of(row.handle))
    hold(cast, at=timezone.now())
    page = phone.open(page_of(row.handle))
    assert "it is gone" not in page
    assert "Some deletion is suspended." in page
