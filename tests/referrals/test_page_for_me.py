"""Ask someone to reach me: every way in, and nothing typed is ever lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beside.program.models import Member
from beside.referrals.actions import peek
from beside.referrals.models import Referral
from beside.rules.access import Verb
from beside.rules.stages import Stage
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.referrals.visitor import HERE, Visitor, code_on, token_on, words

ADDRESS = "/for-me/"
ROSA: dict[str, Any] = {"name": "Rosa Reyes", "contact": "503 555 0142"}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def the_referral() -> Referral:
    rows = Referral.objects.all().with_facts()
    assert len(rows) == 1
    return rows[0]


def test_name_and_contact_are_enough(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, go="send", **ROSA)
    assert page.status_code == 200
    row = the_referral()
    assert row.stage == Stage.WAITING
    assert row.facts.source == "self"
    assert row.facts.match == "confirmed"
    assert row.facts.department == cast.surgery.pk
    assert [one.value for one in peek(row).contacts] == ["503 555 0142"]
    assert vault.find_code(code_on(page)) == row.handle


def test_what_will_happen_is_said_before_anything_is_asked_for(
    cast: Cast, visitor: Visitor
) -> None:
    said = words(visitor.open(ADDRESS))
    assert "Someone will reach you by tomorrow 17:00." in said
    assert "Until then two people who run the program can see your name" in said
    sooner = visitor.send(ADDRESS, go="send", name="", contact="", urgency="today")
    assert "Someone will reach you by tomorrow 09:00." in words(sooner)
    forged = visitor.send(ADDRESS, go="send", name="", contact="", urgency="yesterday")
    assert forged.status_code == 422
    assert "Someone will reach you by tomorrow 17:00." in words(forged)


def test_the_answer_says_when_how_and_who_can_see_the_name(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, go="send", urgency="today", channel="text_only", **ROSA)
    said = words(page)
    assert "It is Tuesday morning." in said
    assert "Someone will reach you by tomorrow 09:00, by text only." in said
    assert "Until then two people who run the program can see your name" in said
    assert "503 555 0142" in said
    assert "call us: +1 503 555 0100" in said
    assert "you never need it to get help" in said


def test_who_can_see_the_name_counts_only_who_is_left(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, go="send", not_through=[cast.dan.pk], **ROSA)
    assert "Until then one person who runs the program can see your name" in words(page)
    assert not the_referral().is_visible(cast.dan, None, Verb.SEE)
    assert the_referral().is_visible(cast.cora, None, Verb.SEE)


def test_nobody_is_left_without_anyone_to_look_after_them(cast: Cast, visitor: Visitor) -> None:
    everyone = [cast.cora.pk, cast.dan.pk]
    page = visitor.send(ADDRESS, go="send", not_through=everyone, **ROSA)
    assert page.status_code == 422
    assert "Then nobody could look after this" in words(page)
    assert not Referral.objects.exists()


def test_the_second_step_reads_the_contact_back_and_keeps_what_was_typed(
    cast: Cast, visitor: Visitor
) -> None:
    second = visitor.send(ADDRESS, go="more", **ROSA)
    assert "503 555 0142" in words(second)
    assert not Referral.objects.exists()
    back = visitor.post(ADDRESS, go="back", when="evening", **ROSA)
    assert 'value="Rosa Reyes"' in back.content.decode()
    assert 'value="evening"' in back.content.decode()


def test_every_wish_of_the_second_step_is_sealed_with_the_request(
    cast: Cast, visitor: Visitor
) -> None:
    cast.sam.languages = "English, Spanish"
    cast.sam.save()
    second = visitor.send(ADDRESS, go="more", name="K.", contact="kay@example.org")
    visitor.send(
        ADDRESS, second, go="send", step="2", name="K.", contact="kay@example.org",
        urgency="today", when="evening", channel="relay", language="Spanish", distance="other",
        pool="resident", department=cast.surgery.pk, reason="litigation",
        anyone_but=[cast.sue.pk], not_through=[cast.cora.pk],
    )  # fmt: skip
    facts = the_referral().facts
    assert (facts.urgency, facts.when, facts.channel) == ("today", "evening", "relay")
    assert (facts.language, facts.distance, facts.pool) == ("Spanish", "other", "resident")
    assert (facts.department, facts.reason, facts.reason_is_own) == (
        cast.surgery.pk, "litigation", True,
    )  # fmt: skip
    assert cast.sue.pk in facts.barred_supporters
    assert cast.sol.pk in facts.barred_supporters  # evaluates residents in Surgery
    assert facts.hidden_from == [cast.cora.pk]
    assert facts.match == "outside"


@pytest.mark.parametrize(
    ("contact", "sentence"),
    [
        ("", "Please give a phone number or an e-mail address, so that someone can reach you."),
        ("my desk", "We could not read this as either."),
        ("555 01", "This number seems short."),
        ("503 555 0142 503 555 0143", "This number seems long."),
        ("rosa@", "This looks like an e-mail address with a slip in it."),
    ],
)
def test_a_contact_nobody_could_use_is_asked_for_again_and_kept(
    cast: Cast, visitor: Visitor, contact: str, sentence: str
) -> None:
    page = visitor.send(ADDRESS, go="send", name="Rosa Reyes", contact=contact, when="night")
    assert page.status_code == 422
    assert sentence in words(page)
    body = page.content.decode()
    assert 'value="Rosa Reyes"' in body
    assert f'value="{contact}"' in body or not contact
    assert 'name="when" value="night"' in body
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "contact", ["+44 20 7946 0958", "(503) 555-0142 ext. 12", "kim.park+me@example.org"]
)
def test_contacts_come_in_many_shapes(cast: Cast, visitor: Visitor, contact: str) -> None:
    assert visitor.send(ADDRESS, go="send", name="K", contact=contact).status_code == 200
    assert peek(the_referral()).contacts[0].value == contact


def test_without_a_name_we_ask_for_any_name(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, go="send", name=" ", contact="503 555 0142")
    assert "Any name you like will do." in words(page)
    assert 'value="503 555 0142"' in page.content.decode()


def test_sent_again_the_next_morning_it_repeats_the_first_promise(
    cast: Cast, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_on(visitor.open(ADDRESS))
    first = visitor.post(ADDRESS, once=token, go="send", **ROSA)
    assert "by tomorrow 17:00" in words(first)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=20))
    again = visitor.post(ADDRESS, once=token, go="send", **ROSA)
    assert code_on(again) == code_on(first)
    assert "by today 17:00" in words(again)


def test_sent_twice_it_happens_once_and_shows_the_same_page(cast: Cast, visitor: Visitor) -> None:
    form = visitor.open(ADDRESS)
    first = visitor.send(ADDRESS, form, go="send", **ROSA)
    second = visitor.send(ADDRESS, form, go="send", **ROSA)
    assert first.content == second.content
    assert Referral.objects.count() == 1


def test_a_page_that_was_open_too_long_is_shown_again_filled(cast: Cast, visitor: Visitor) -> None:
    old = visitor.post(ADDRESS, go="send", step="2", when="night", once="old", **ROSA)
    assert old.status_code == 403
    assert "Nothing was sent yet" in words(old)
    assert 'value="503 555 0142"' in old.content.decode()
    assert 'value="night" selected' in old.content.decode()
    assert visitor.send(ADDRESS, old, go="send", **ROSA).status_code == 200
    assert Referral.objects.count() == 1


def test_a_form_without_its_token_is_shown_again_filled(cast: Cast, visitor: Visitor) -> None:
    page = visitor.post(ADDRESS, go="send", **ROSA)
    assert 'value="Rosa Reyes"' in page.content.decode()
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://elsewhere.example"},
        {},
    ],
)
def test_a_form_from_another_place_is_not_taken(
    cast: Cast, visitor: Visitor, headers: dict[str, str]
) -> None:
    token = token_on(visitor.open(ADDRESS))
    page = Client().post(ADDRESS, {"once": token, "go": "send", **ROSA}, headers=headers)
    assert page.status_code == 403
    assert 'value="Rosa Reyes"' in page.content.decode()
    assert not Referral.objects.exists()


def test_a_browser_that_names_our_own_origin_is_welcome(cast: Cast, visitor: Visitor) -> None:
    token = token_on(visitor.open(ADDRESS))
    fields = {"once": token, "go": "send", **ROSA}
    assert (
        Client().post(ADDRESS, fields, headers={"origin": "http://testserver"}).status_code == 200
    )
    assert Referral.objects.count() == 1


def test_a_role_served_elsewhere_meets_its_own_door_and_nothing_is_kept(
    cast: Cast, visitor: Visitor
) -> None:
    page = visitor.send(ADDRESS, go="send", step="2", pool="nurse", **ROSA)
    said = words(page)
    assert page.status_code == 200
    assert "Nurses for nurses" in said
    assert "+1 503 555 0199" in said
    assert "day and night" in said
    assert not Referral.objects.exists()
    back = visitor.post(ADDRESS, go="more", pool="nurse", **ROSA)
    assert "When and how" in words(back)


def test_a_signed_in_member_asks_as_anonymously_as_anyone(cast: Cast, visitor: Visitor) -> None:
    visitor.client.force_login(cast.sue.member)
    form = visitor.client.get(ADDRESS)
    page = visitor.client.post(
        ADDRESS, {"once": token_on(form), "go": "send", **ROSA}, headers=HERE
    )
    assert page.status_code == 200
    assert Referral.objects.count() == 1


def test_more_than_a_quarter_of_a_megabyte_is_not_read(cast: Cast, visitor: Visitor) -> None:
    page = visitor.post(ADDRESS, go="send", name="x" * 300_000, contact="503 555 0142")
    assert page.status_code == 413
    assert not Referral.objects.exists()


# Choosing somebody on the roster.


def test_a_chosen_supporter_who_can_is_asked_at_once(cast: Cast, visitor: Visitor) -> None:
    form = visitor.open(ADDRESS, **{"with": cast.sue.pk})
    assert "We ask Sue Sato to reach you." in words(form)
    visitor.send(ADDRESS, form, go="send", chosen=cast.sue.pk, or_another="yes", **ROSA)
    row = the_referral()
    assert (row.stage, row.facts.supporter) == (Stage.ASKED, cast.sue.pk)
    assert row.facts.source == "direct"
    assert row.facts.preferred == cast.sue.pk


@pytest.mark.parametrize("why", ["away", "untrained", "barred"])
def test_one_who_cannot_is_not_asked_and_the_page_says_the_same(
    cast: Cast, visitor: Visitor, why: str
) -> None:
    able = visitor.send(
        ADDRESS, go="send", name="A", contact="503 555 0177", chosen=cast.sol.pk, or_another="no"
    )
    Referral.objects.all().delete()
    if why == "away":
        cast.sol.away_on = date(2026, 11, 24)
    if why == "untrained":
        cast.sol.trained_on = None
    cast.sol.save()
    name = "Rosa Reyes" if why == "barred" else "A"
    page = visitor.send(
        ADDRESS, go="send", name=name, contact="503 555 0178", chosen=cast.sol.pk, or_another="no"
    )
    row = the_referral()
    assert row.stage == Stage.WAITING
    assert row.facts.supporter is None
    assert (row.facts.preferred, row.facts.or_another) == (cast.sol.pk, False)
    same = words(able).replace(code_on(able), "").replace("0177", "0178")
    assert words(page).replace(code_on(page), "") == same


def test_one_who_left_the_list_is_said_so_and_nothing_typed_is_lost(
    cast: Cast, visitor: Visitor
) -> None:
    cast.sue.retired = True
    cast.sue.save()
    assert "not on the list any more" in words(visitor.open(ADDRESS, **{"with": cast.sue.pk}))
    page = visitor.send(ADDRESS, go="send", chosen=cast.sue.pk, when="night", **ROSA)
    assert "not on the list any more" in words(page)
    assert 'value="Rosa Reyes"' in page.content.decode()
    assert not Referral.objects.exists()
    assert visitor.send(ADDRESS, page, go="send", **ROSA).status_code == 200


@pytest.mark.parametrize("address", ["/for-me/?with=x", "/for-me/?with=999999"])
def test_a_made_up_choice_is_no_failure(cast: Cast, visitor: Visitor, address: str) -> None:
    assert visitor.open(address).status_code == 200


def test_the_pages_are_where_the_other_pages_look_for_them() -> None:
    assert reverse("referrals:for_me") == ADDRESS
    assert reverse("referrals:for_a_colleague") == "/for-a-colleague/"
    assert reverse("referrals:my_code") == "/my-code/"


def test_a_program_without_coordinators_promises_no_number(cast: Cast, visitor: Visitor) -> None:
    Member.objects.filter(pk__in=[cast.cora.pk, cast.dan.pk]).update(is_active=False)
    page = visitor.send(ADDRESS, go="send", **ROSA)
    assert "only the people who run the program can see your name" in words(page)
