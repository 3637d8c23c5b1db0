"""The word at the door: asked of whoever speaks for others, and of nobody for themselves."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from beside.audit.models import Administration, DayCount
from beside.doors import rush, word
from beside.doors.models import SignedIn
from beside.events.models import Event
from beside.program.models import Policy
from beside.referrals.actions import peek
from beside.referrals.models import Referral
from beside.rules import floods
from beside.vault.models import SpentToken
from tests.axe import check_axe
from tests.browser import LOOKS
from tests.cast import NOW, Cast
from tests.events.paging import forms_of, press
from tests.referrals.making import waiting
from tests.referrals.visitor import Visitor, token_on, words

COLLEAGUE, EVENT = "/for-a-colleague/", "/event/"
WORD = "Blue Lámp"
BOX = 'name="door_word"'
NUMBER = "+1 503 555 0100"
ROSA: dict[str, Any] = {
    "name": "Rosa Reyes", "contact": "503 555 0142", "told": "not_yet", "pool": "resident",
}  # fmt: skip
LIST = "Rosa Reyes\trosa@example.edu\nNora Quist"


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def house(cast: Cast) -> Cast:
    """The cast, in a house that has a word at the door."""
    Policy.objects.update(word_at_the_door=WORD)
    return cast


def told(cast: Cast, client: Client, go: str = "look", **said: Any) -> Any:
    """The first step of an event, and what is shown then."""
    typed = {"unit": cast.surgery.pk, "kind": "died", "urgency": "today", "call_back": "4401"}
    return press(client, client.get(EVENT), go, exposed=LIST, **{**typed, **said})


def nothing_came_in() -> bool:
    return not (Referral.objects.exists() or Event.objects.exists() or SpentToken.objects.exists())


def test_as_it_comes_nobody_is_asked_for_one(cast: Cast, visitor: Visitor) -> None:
    for address in (COLLEAGUE, EVENT):
        assert BOX not in visitor.open(address).content.decode()
    assert visitor.send(COLLEAGUE, door_word="whatever", **ROSA).status_code == 200
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("address", [COLLEAGUE, EVENT])
def test_it_is_the_last_thing_asked_and_says_where_it_is_found(
    house: Cast, visitor: Visitor, address: str
) -> None:
    page = visitor.open(address)
    body = page.content.decode()
    fields = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', body)
    assert fields[-1] == "door_word"
    assert "It stands on the poster in your department" in words(page)
    assert '<a href="tel:+15035550100">' in body
    assert f"Or call us: {NUMBER}. Then you need no word." in words(page)
    assert "The word at the door (optional)" not in words(page)
    assert WORD not in body


@pytest.mark.parametrize("language", ["", "/es"])
def test_no_page_of_a_visitor_tells_it(house: Cast, visitor: Visitor, language: str) -> None:
    Policy.objects.update(word_at_the_door="Canarytree")
    pages = (
        "/", COLLEAGUE, EVENT, "/event/code/", "/for-me/", "/my-code/", "/talk/", "/promise/",
        "/help-now/", "/learn/", "/to-print/", "/sign-in/", "/nowhere/",
    )  # fmt: skip
    for address in pages:
        page = Client().get(f"{language}{address}")
        assert "canarytree" not in f"{page.content.decode()}{page.headers}".lower(), address
    for address in (COLLEAGUE, EVENT):
        page = visitor.send(f"{language}{address}", door_word="red lamp")
        assert "canarytree" not in page.content.decode().lower()


def test_where_it_is_not_printed_nobody_is_sent_to_a_poster(house: Cast, visitor: Visitor) -> None:
    Policy.objects.update(word_is_printed=False)
    said = words(visitor.open(COLLEAGUE))
    assert "Your house tells it to whoever works here." in said
    assert "poster in your department" not in said


def test_whoever_asks_for_themselves_is_never_asked_for_it(house: Cast, visitor: Visitor) -> None:
    for address in ("/for-me/", "/my-code/", "/event/code/", "/talk/"):
        assert BOX not in visitor.open(address).content.decode()
    answer = visitor.send("/for-me/", go="send", name="Nia", contact="503 555 0177")
    assert answer.status_code == 200
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    "typed", [WORD, "blue lamp", "BLUELAMP", "  Blue   làmp ", "blue-lamp.", "\uff22LUE lamp"]
)
def test_it_is_the_word_however_it_is_written(house: Cast, visitor: Visitor, typed: str) -> None:
    assert visitor.send(COLLEAGUE, door_word=typed, **ROSA).status_code == 200
    assert [peek(row).name for row in Referral.objects.all()] == ["Rosa Reyes"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Please type this word. If you do not have it, call us: +1 503 555 0100."),
        ("   ", "Please type this word."),
        ("blue lam", "This is not the word we know. If you do not have it, call us: +1 503"),
        ("blue lamps", "This is not the word we know."),
        ("...", "This is not the word we know."),
        ("b" * 90, "This is longer than the word can be."),
    ],
)
def test_another_word_is_told_beside_its_box_and_nothing_is_lost_or_used_up(
    house: Cast, visitor: Visitor, typed: str, says: str
) -> None:
    form = visitor.open(COLLEAGUE)
    page = visitor.send(COLLEAGUE, form, door_word=typed, **ROSA)
    body = page.content.decode()
    assert page.status_code == 422
    assert says in words(page).partition("The word at the door")[2]
    assert 'id="id_door_word_error"' in body
    assert 'value="Rosa Reyes"' in body
    assert 'value="503 555 0142"' in body
    assert re.search(r'value="not_yet"[^>]* checked', body)
    assert re.search(r'value="resident" selected', body)
    assert nothing_came_in()
    assert visitor.send(COLLEAGUE, form, door_word="blue lamp", **ROSA).status_code == 200
    assert Referral.objects.count() == 1


def test_a_house_that_takes_one_while_somebody_writes_loses_nothing(
    cast: Cast, visitor: Visitor
) -> None:
    form = visitor.open(COLLEAGUE)
    Policy.objects.update(word_at_the_door=WORD)
    page = visitor.send(COLLEAGUE, form, **ROSA)
    assert page.status_code == 422
    assert 'value="Rosa Reyes"' in page.content.decode()
    assert BOX in page.content.decode()


def test_without_a_telephone_it_promises_none(house: Cast, visitor: Visitor) -> None:
    Policy.objects.update(program_phone="")
    assert "call us" not in words(visitor.open(COLLEAGUE))
    page = visitor.send(COLLEAGUE, door_word="no", **ROSA)
    assert "This is not the word we know." in words(page)
    assert "call us" not in words(page)


def test_the_way_to_another_door_and_back_keeps_it(house: Cast, visitor: Visitor) -> None:
    page = visitor.send(COLLEAGUE, door_word="blue lamp", **{**ROSA, "pool": "nurse"})
    assert "Nurses for nurses" in words(page)
    fields = forms_of(page)[-1].fields
    back = visitor.post(COLLEAGUE, **fields, go="back")
    assert 'value="blue lamp"' in back.content.decode()


# Something happened: at every step.


def test_an_event_told_with_it_comes_through_both_steps(house: Cast, client: Client) -> None:
    page = told(house, client, door_word="blue lamp")
    assert "2 people are understood" in words(page)
    assert "blue lamp" not in words(page), "it goes along, and is not repeated"
    assert press(client, page, "send").status_code == 200
    assert Event.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "red lamp"])
def test_without_it_the_first_step_stays_with_everything_on_it(
    house: Cast, client: Client, typed: str
) -> None:
    page = told(house, client, door_word=typed)
    assert page.status_code == 422
    assert "If you do not have it, call us" in words(page)
    assert "Nora Quist" in page.content.decode()
    assert 'value="4401"' in page.content.decode()
    assert nothing_came_in()


def test_the_second_step_without_it_leads_back_to_the_first(house: Cast, client: Client) -> None:
    page = told(house, client, door_word="blue lamp")
    page = press(client, page, "send", door_word="")
    assert page.status_code == 422
    assert "Nora Quist" in page.content.decode()
    assert BOX in page.content.decode()
    assert nothing_came_in()
    page = press(client, page, "look", door_word="blue lamp")
    assert press(client, page, "send").status_code == 200
    assert Event.objects.count() == 1


def test_a_word_that_changes_between_the_steps_loses_no_name(house: Cast, client: Client) -> None:
    page = told(house, client, door_word="blue lamp")
    Policy.objects.update(word_at_the_door="Green Door")
    page = press(client, page, "send")
    assert page.status_code == 422
    assert "Nora Quist" in page.content.decode()
    assert nothing_came_in()


def test_the_way_back_from_the_second_step_keeps_it(house: Cast, client: Client) -> None:
    page = press(client, told(house, client, door_word="blue lamp"), "back")
    assert 'value="blue lamp"' in page.content.decode()


# At the desk nobody is asked.


def test_whoever_enters_what_a_caller_says_is_not_asked(house: Cast, client: Client) -> None:
    client.force_login(house.cora)
    address = "/desk/events/new/"
    said = {"unit": house.surgery.pk, "kind": "died", "urgency": "today", "exposed": LIST}
    page = client.get(address)
    assert BOX not in page.content.decode()
    page = press(client, page, "look", **said)
    assert press(client, page, "send").status_code == 200
    assert Event.objects.count() == 1
    assert BOX not in client.get("/desk/call/for-a-colleague/").content.decode()
    assert "The word at the door is Blue Lámp" in words(client.get("/desk/call/"))


# A wrong word tells nothing, leaves nothing, and locks nobody out.


def test_it_leaves_no_trace(
    house: Cast, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        visitor.send(COLLEAGUE, door_word="Canarytree", **ROSA)
    statements = " ".join(one["sql"] for one in asked.captured_queries)
    assert "canarytree" not in (statements + caplog.text).lower()
    assert not re.search(r"\b(?:INSERT|UPDATE|DELETE)\b", statements)
    assert nothing_came_in()
    for table in (Administration, DayCount, SignedIn):
        assert not table.objects.exists()


def test_who_is_meant_is_not_even_looked_for(house: Cast, visitor: Visitor) -> None:
    """So neither the answer nor the work behind it tells whether somebody is known or reached."""
    waiting(house)
    pages, asked = [], []
    for name in ("Rosa Reyes", "Nora Quist"):
        form = visitor.open(COLLEAGUE)
        with CaptureQueriesContext(connection) as queries:
            page = visitor.send(COLLEAGUE, form, door_word="red lamp", name=name)
        pages.append(words(page))
        asked.append([re.sub(r"\d+", "", one["sql"]) for one in queries.captured_queries])
    assert pages[0] == pages[1]
    assert asked[0] == asked[1]
    assert not any("directory_clinician" in one or "referral" in one for one in asked[0])


def test_it_is_answered_at_the_beat_of_the_door(
    house: Cast, visitor: Visitor, settings: Settings
) -> None:
    settings.BESIDE_BEAT = 0.3
    form = visitor.open(COLLEAGUE)
    for typed in ("red lamp", "blue lamp"):
        began = time.perf_counter()
        visitor.send(COLLEAGUE, form, door_word=typed, **ROSA)
        assert time.perf_counter() - began >= 0.29


def test_how_much_of_it_is_right_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(word, "compare_digest", compare)
    assert not word.is_said("Blue lam", WORD)
    assert word.is_said("blue-lamp", WORD)
    assert compared == [(b"bluelam", b"bluelamp"), (b"bluelamp", b"bluelamp")]


@pytest.mark.parametrize("address", [COLLEAGUE, EVENT])
def test_guesses_count_as_a_rush_and_lock_nobody_out(
    house: Cast, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    at = [1000.0]
    monkeypatch.setattr(rush.time, "monotonic", lambda: at[0])
    monkeypatch.setattr(rush.time, "time", lambda: 1_800_000_000 + at[0])
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1_800_000_000 + at[0])
    client = Client(REMOTE_ADDR="203.0.113.7")
    once = token_on(client.get(address))
    here = {"sec-fetch-site": "same-origin"}
    said = {**ROSA, "unit": house.surgery.pk, "kind": "died", "urgency": "today",
            "date": "2026-11-23", "exposed": LIST, "once": once, "go": "send"}  # fmt: skip
    for number in range(floods.NEIGHBOURHOOD.at_once):
        guess = client.post(address, {**said, "door_word": f"guess {number}"}, headers=here)
        assert guess.status_code == 422
    page = client.post(address, {**said, "door_word": "blue lamp"}, headers=here)
    assert page.status_code == 429, "the next one waits, even with the right word"
    [form] = forms_of(page)
    assert form.fields["door_word"] == "blue lamp"
    at[0] += floods.WAIT
    others = [
        client.post(address, {**form.fields, "door_word": f"other {number}"}, headers=here)
        for number in range(4)
    ]
    assert others[-1].status_code == 429, "the wait was for that word alone"
    assert client.post(address, form.fields, headers=here).status_code == 200
    assert Referral.objects.exists()


# In every language, without a script, in every light.


def test_in_spanish_it_is_the_same_word_asked_in_spanish(house: Cast, visitor: Visitor) -> None:
    for address in (COLLEAGUE, EVENT):
        said = words(visitor.open(f"/es{address}"))
        assert "La palabra de la puerta" in said
        assert "The word" not in said
    page = visitor.send(f"/es{COLLEAGUE}", door_word="farola", **ROSA)
    assert page.status_code == 422
    assert "Esta no es la palabra que conocemos" in words(page)
    assert NUMBER in words(page)
    assert visitor.send(f"/es{COLLEAGUE}", door_word="Blue lamp", **ROSA).status_code == 200


@pytest.mark.browser
@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_a_slip_is_mended_in_a_browser(
    transactional_db: None, house: Cast, live_server: LiveServer, page: Page
) -> None:
    page.goto(live_server.url + COLLEAGUE)
    check_axe(page)
    page.get_by_label("Who is it?").fill("Rosa Reyes")
    page.get_by_label("The word at the door").fill("red lamp")
    page.get_by_role("button", name="Reach out to them").click()
    check_axe(page)
    assert page.get_by_label("Who is it?").input_value() == "Rosa Reyes"
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    page.get_by_label("The word at the door").fill("blue lamp")
    page.get_by_role("button", name="Reach out to them").click()
    page.get_by_role("heading", level=1).wait_for()
    assert Referral.objects.count() == 1
