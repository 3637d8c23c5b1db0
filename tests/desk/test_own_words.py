"""A lead writes the program's own words in each language; every page has them at once."""

from __future__ import annotations

import pytest
from django.test import Client

from beside.program.models import CrisisContact, Policy, Pool
from tests.cast import Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Desk
from tests.referrals.visitor import words

POLICY, NUMBERS = "/desk/program/policy/", "/desk/numbers/"


@pytest.fixture
def lea(cast: Cast, as_member: AsMember) -> Desk:
    return as_member(cast.lea)


def nurses(cast: Cast) -> str:
    return f"/desk/program/pool/{cast.nurse.pk}/"


def said(address: str) -> str:
    return words(Client().get(address))


def test_who_may_use_it_is_told_to_each_reader_in_her_language(lea: Desk) -> None:
    lea.go(POLICY)
    lea.send(POLICY, confidentiality="Everybody here.", confidentiality_es="Todos aquí.")
    assert "Everybody here." in said("/")
    assert "Todos aquí." in said("/es/")
    assert "Everybody here." not in said("/es/")
    assert "Everybody here." in lea.go(POLICY).text
    assert '<textarea name="confidentiality_es"' in lea.page.text
    assert "Todos aquí." in lea.page.text, "what was written once stands in its box again"


def test_a_box_for_another_language_is_optional_and_says_which_it_is(lea: Desk) -> None:
    page = lea.go(POLICY)
    assert "Who may use it, in your own words, in Spanish (optional)" in page
    assert 'lang="es"' in page.text.split('name="law_here_es"')[1].split(">")[0]
    assert 'lang="en"' in page.text.split('name="law_here"')[1].split(">")[0]
    page = lea.go(f"/es{POLICY}")
    assert "en español (opcional)" in page


def test_the_hours_of_a_door_are_told_to_a_caller_and_on_the_page_of_the_request(
    cast: Cast, lea: Desk, cora: Desk
) -> None:
    row = matters.received("Nell Nurse", pool="nurse")
    assert '<span lang="en">day and night</span>' in cora.go(f"/es/desk/{row.handle}/").text
    lea.go(nurses(cast))
    lea.send(nurses(cast), press="Save", kind="signposted", door_hours_es="de día y de noche")
    assert "de día y de noche" in cora.go(f"/es/desk/{row.handle}/")
    assert "day and night" in cora.one(row.handle)
    cora.go("/es/desk/call/for-a-colleague/")
    told = {"name": "Nell Nurse", "contact": "+1 503 555 0012", "pool": "nurse"}
    assert "de día y de noche" in cora.send("/for-a-colleague/", **told)
    assert "de día y de noche" in said("/es/another-door/")


def test_whoever_answers_at_once_says_in_each_language_what_and_when(cast: Cast, lea: Desk) -> None:
    page = lea.go(NUMBERS)
    assert page.text.count("What it is, and when, in Spanish") == 6
    line = {"form-0-name": "The chaplain", "form-0-number": "503 555 0160"}
    lea.send(NUMBERS, **line, **{"form-0-says": "Any faith.", "form-0-says_es": "De cualquier fe."})
    assert "Any faith." in said("/help-now/")
    assert "De cualquier fe." in said("/es/help-now/")
    assert 'value="De cualquier fe."' in lea.go(NUMBERS).text


@pytest.mark.parametrize("written_in", ["en", "es"])
def test_our_two_stand_in_their_boxes_in_every_language_whoever_opens_them(
    lea: Desk, written_in: str
) -> None:
    Policy.objects.update(written_in=written_in)
    for address in (NUMBERS, f"/es{NUMBERS}"):
        lea.go(address)
        kept = lea.form(NUMBERS).fields
        english = kept["form-1-says" if written_in == "en" else "form-1-says_en"]
        spanish = kept["form-1-says" if written_in == "es" else "form-1-says_es"]
        assert (english, spanish) == (["Day and night."], ["De día y de noche."])
    lea.send(NUMBERS)
    assert "Day and night." in said("/help-now/")
    assert "De día y de noche." in said("/es/help-now/")
    assert CrisisContact.objects.count() == 2


def test_a_program_that_writes_in_spanish_is_asked_for_english(cast: Cast, lea: Desk) -> None:
    lea.go(POLICY)
    lea.send(POLICY, written_in="es", confidentiality="Todos aquí.")
    assert '<span lang="es">Todos aquí.</span>' in Client().get("/").content.decode()
    assert "Who may use it, in your own words, in English" in lea.go(POLICY)
    lea.send(POLICY, confidentiality="Todos aquí.", confidentiality_en="Everybody here.")
    assert "Everybody here." in said("/")
    assert "Everybody here." not in said("/es/")


def test_a_translation_in_what_is_now_the_original_is_not_lost_unseen(lea: Desk) -> None:
    lea.go(POLICY)
    lea.send(POLICY, confidentiality="Everybody here.", confidentiality_es="Todos aquí.")
    lea.go(POLICY)
    both = {"confidentiality": "Everybody here.", "confidentiality_es": "Todos aquí."}
    page = lea.send(POLICY, written_in="es", **both)
    assert page.status == 422
    assert "This is the language you write in yourself now" in page
    assert "Todos aquí." in page.text
    assert Policy.current().written_in == "en"


def test_a_language_that_pages_do_not_have_is_refused_and_everything_stays(lea: Desk) -> None:
    lea.go(POLICY)
    page = lea.send(POLICY, written_in="tlh", confidentiality_es="Todos aquí.")
    assert page.status == 422
    assert "Todos aquí." in page.text
    assert Policy.current().written_in == "en"
    page = lea.send(POLICY, written_in=[], confidentiality_es="Todos aquí.")
    assert page.status == 422
    assert "Please choose one." in page


def test_of_two_who_write_at_once_the_second_sees_the_translation_of_the_first(
    cast: Cast, lea: Desk, as_member: AsMember
) -> None:
    other = as_member(cast.lea)
    lea.go(nurses(cast))
    other.go(nurses(cast))
    lea.send(nurses(cast), kind="signposted", door_hours_es="siempre")
    page = other.send(nurses(cast), kind="signposted", door_hours_es="de día y de noche")
    assert page.status == 422
    assert '<span lang="es">siempre</span>' in page.text
    assert 'value="de día y de noche"' in page.text
    assert Pool.objects.get(pk=cast.nurse.pk).translated == {"es": {"door_hours": "siempre"}}
