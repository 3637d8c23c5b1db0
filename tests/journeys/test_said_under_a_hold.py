"""While a legal hold suspends some deletion, no page promises that something is forgotten now.

What a supporter, a reporter and everybody reads goes by whether any hold is in force: they learn of
none what it covers. Whoever has a code, and the desk, are told of the request that is before them.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from beside.program import actions as program
from beside.rules.stages import Stage
from tests.cast import NOW, Cast
from tests.desk import matters
from tests.desk.conftest import as_member as as_member
from tests.desk.conftest import clock as clock
from tests.desk.conftest import cora as cora
from tests.desk.pages import AsMember, Desk
from tests.events.paging import press
from tests.events.test_report_page import look
from tests.outreach.pressing import now_at, page_of, phone_of
from tests.referrals.making import hold
from tests.referrals.visitor import Visitor, code_on, words

# What is not so while something may be kept.
LIES = (
    "program forgets your name",
    "This forgets them",
    "being forgotten",
    "it is gone, in every copy",
    "destroyed now",
    "is then destroyed.",
    "Then it is destroyed.",
    "It is destroyed at once.",
    "are destroyed at once.",
    "stop and be forgotten",
    "forgotten at once",
    "orget me",
    "everyone is found, and 21 days after the last name at the latest",
    "closed and forgotten",
    "the name is destroyed",
    "Forgotten at the latest on",
    "forgotten by itself",
    "nothing that tells who it was, or who helped.",
    "gone when they are done",
)
# A hold may be renewed: no page may name its last day as the day of forgetting.
UNBOUND = re.compile(r"until \d+ \w+ \d{4} at the latest(?!, unless two people agree once more)")
TOLD = "Some deletion is suspended."
UNIT = {"everything": {}, "another unit": {"unit": "999"}}


def lies(page: str) -> set[str]:
    read = unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))
    return {one for one in LIES if one in read} | set(UNBOUND.findall(read))


@pytest.fixture(params=["everything", "another unit"])
def about(request: pytest.FixtureRequest) -> dict[str, Any]:
    return UNIT[request.param]


# ---- whoever is told of no event ----


@pytest.mark.parametrize(
    ("stage", "then", "lie"),
    [
        (Stage.CONFIRMED, "", "program forgets your name"),
        (Stage.TALKING, "", "This forgets them"),
        (Stage.TALKING, "?then=meet", "This forgets them"),
        (Stage.TALKING, "?then=later", "This forgets them"),
        (Stage.RESTING, "", "This forgets them"),
        (Stage.INTRODUCED, "", "This forgets them"),
        (Stage.CLOSING, "", "it is gone, in every copy"),
    ],
)
def test_a_supporters_page_says_no_more_than_is_so(
    cast: Cast, about: dict[str, Any], stage: Stage, then: str, lie: str
) -> None:
    address = page_of(now_at(cast, stage).handle) + then
    phone = phone_of(cast.sue.member)
    assert lie in lies(phone.open(address))
    asked = hold(cast, at=timezone.now(), **about)
    assert lies(phone.open(address)) == set()
    program.end_hold(asked.identifier, by=cast.lea, at=timezone.now())
    assert lie in lies(phone.open(address))


def test_the_script_says_that_it_may_be_kept_and_nothing_of_what_is_kept(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    hold(cast, at=timezone.now(), unit="999")
    page = phone_of(cast.sue.member).open(page_of(row.handle))
    assert "I take no notes. When we are done, nobody can open your name any more." in page
    assert "some deletion is suspended now, because something must be kept for the law.”" in page


def test_her_list_does_not_call_forgotten_what_is_kept(cast: Cast, about: dict[str, Any]) -> None:
    now_at(cast, Stage.CLOSING)
    phone = phone_of(cast.sue.member)
    for said in ("", "?said=closed", "?said=gone"):
        assert "This forgets them" in lies(phone.open(f"/outreach/{said}"))
    hold(cast, at=timezone.now(), **about)
    for said in ("", "?said=closed", "?said=gone"):
        page = phone.open(f"/outreach/{said}")
        assert lies(page) == set()
        assert "You have 10 minutes to undo it." in page or "You have 9 minutes" in page


def test_what_she_closed_is_not_called_forgotten_after_the_minutes_either(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_at(cast, Stage.CLOSING)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    phone = phone_of(cast.sue.member)
    assert lies(phone.open("/outreach/")) == {"being forgotten"}
    hold(cast, at=later)
    page = phone.open("/outreach/")
    assert lies(page) == set()
    assert "Nobody can open what you closed any more." in page


@pytest.mark.parametrize("address", ["/for-me/", "/my-code/", "/event/", "/promise/", "/nowhere/"])
def test_a_page_for_everybody_says_no_more_than_is_so(
    cast: Cast, about: dict[str, Any], address: str
) -> None:
    visitor = Visitor()
    before = lies(words(visitor.open(address)))
    assert before or address == "/nowhere/"
    hold(cast, at=timezone.now(), **about)
    assert lies(words(visitor.open(address))) == set()


def test_whoever_reports_an_event_is_not_told_that_a_number_is_destroyed_in_time(
    client: Client, cast: Cast, about: dict[str, Any]
) -> None:
    def received() -> str:
        page = look(client, cast, "Rosa Reyes\n", call_back="503 555 0177")
        return words(press(client, page, "send"))

    assert lies(received()) == {LIES[12]}
    hold(cast, at=timezone.now(), **about)
    page = received()
    assert lies(page) == set()
    assert "so it may be destroyed later than that" in page


# ---- whoever has a code ----


@pytest.fixture
def code(cast: Cast) -> str:
    return code_on(Visitor().send("/for-me/", go="send", name="Rosa", contact="503 555 0142"))


@pytest.mark.parametrize("act", ["", "stop"])
def test_a_code_says_of_this_very_request_what_is_so(cast: Cast, code: str, act: str) -> None:
    elsewhere = hold(cast, at=timezone.now(), unit="999")
    page = words(Visitor().post("/my-code/", code=code, act=act))
    assert "Stop, and forget me" in page, "no hold covers it"
    program.end_hold(elsewhere.identifier, by=cast.lea, at=timezone.now())
    hold(cast, at=timezone.now())
    page = words(Visitor().post("/my-code/", code=code, act=act))
    assert lies(page) == set()
    assert "Stop this" in page
    assert "this is part of it" in page
    if not act:
        assert re.search(r"Kept until \d+ \w+ \d{4} at the latest, unless two people", page)


@pytest.mark.parametrize("address", ["/for-a-colleague/", "/event/", "/learn/confidentiality/"])
def test_whoever_gives_a_name_is_told_first_that_it_may_be_kept(
    cast: Cast, about: dict[str, Any], address: str
) -> None:
    assert TOLD not in words(Visitor().open(address))
    hold(cast, at=timezone.now(), **about)
    assert TOLD in words(Visitor().open(address))


def test_whoever_gave_a_name_is_told_again_where_it_is_received(
    client: Client, cast: Cast, about: dict[str, Any]
) -> None:
    def received(name: str) -> list[str]:
        colleague = Visitor().send("/for-a-colleague/", name=name, urgency="ordinary")
        event = press(client, look(client, cast, f"{name}\n"), "send")
        return [words(colleague), words(event)]

    assert all("Received. Thank you" in page and TOLD not in page for page in received("Remy Roe"))
    hold(cast, at=timezone.now(), **about)
    assert all("Received. Thank you" in page and TOLD in page for page in received("Nia North"))


def test_whoever_takes_a_report_back_is_not_left_to_think_that_it_is_gone(
    client: Client, cast: Cast
) -> None:
    given = code_on(press(client, look(client, cast, "Remy Roe\n"), "send"))
    assert TOLD not in words(client.post("/event/code/", {"code": given, "go": "take_back"}))
    hold(cast, at=timezone.now())
    asked = client.post("/event/code/", {"code": given, "go": "take_back"})
    assert TOLD in words(asked)
    done = words(press(client, asked, "take_back_now"))
    assert "The report is taken back" in done
    assert TOLD in done


def test_where_the_code_is_shown_it_is_not_said_to_forget_at_once(
    cast: Cast, about: dict[str, Any]
) -> None:
    form = {"go": "send", "name": "Rosa", "contact": "503 555 0142"}
    assert "forgotten at once" in lies(words(Visitor().send("/for-me/", **form)))
    hold(cast, at=timezone.now(), **about)
    page = words(Visitor().send("/for-me/", **form | {"name": "Remy"}))
    assert lies(page) == set()
    assert "ask for someone else, or stop." in page


# ---- the desk ----


@pytest.mark.parametrize("slug", ["met", "decline", "not_voluntary", "stop"])
def test_a_step_of_the_desk_says_what_becomes_of_this_request(
    cast: Cast, cora: Desk, slug: str
) -> None:
    rosa = matters.talking(cast.rosa, cast.sue, cast.cora)
    faye = matters.talking(cast.faye, cast.sam, cast.cora)
    hold(cast, unit=str(cast.surgery.pk))
    assert lies(cora.go(f"/desk/{faye.handle}/step/{slug}/").words) != set()
    page = cora.go(f"/desk/{rosa.handle}/step/{slug}/")
    assert page.status == 200
    assert lies(page.words) == set()
    assert "Some deletion is suspended." in page


def test_what_the_desk_has_just_closed_is_not_said_to_be_forgotten(cast: Cast, cora: Desk) -> None:
    rosa = matters.waiting(cast.rosa, cast.cora)
    faye = matters.waiting(cast.faye, cast.cora)
    hold(cast, unit=str(cast.surgery.pk))
    free = cora.step(faye.handle, "not_voluntary")
    assert "This forgets them. Nobody can open the name any more. You can undo it" in free
    kept = cora.step(rosa.handle, "not_voluntary")
    assert lies(kept.words) == set()
    assert "Some deletion is suspended, so it is kept for now. You can undo it" in kept
    for address in ("/desk/", "/desk/?show=closed"):
        assert lies(cora.go(address).words) == set()


def test_the_lead_reads_beside_the_days_that_some_deletion_is_suspended(
    cast: Cast, as_member: AsMember
) -> None:
    lea = as_member(cast.lea)
    before = lea.go("/desk/program/")
    assert "Some deletion is suspended." not in before
    assert "60 days at most" in before
    hold(cast, at=NOW)
    page = lea.go("/desk/program/")
    assert "Some deletion is suspended." in page
    assert "60 days at most, unless a legal hold keeps it" in page
