"""Anyone may ask for a talk: without an account, once, and nobody is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from beside.audit.models import Administration, DayCount
from beside.doors import rush
from beside.rules import floods
from beside.talks.models import Audience, Status, Talk, Topic
from tests.cast import TODAY, Cast
from tests.desk.pages import Desk
from tests.referrals.visitor import Visitor, token_on, words
from tests.talks.making import CONTACT, topic


@pytest.fixture
def nora() -> Visitor:
    return Visitor()


def typed(cast: Cast, **other: Any) -> dict[str, Any]:
    said = {"for_whom": cast.surgery.pk, "topic": topic().pk, "wished": "Tuesdays at noon"}
    return said | {"contact": CONTACT} | other


def test_nora_asks_and_it_waits_for_a_day(cast: Cast, nora: Visitor) -> None:
    page = nora.send("/talk/", **typed(cast))
    assert page.status_code == 200
    assert "Received. Thank you" in words(page)
    assert CONTACT in words(page)
    talk = Talk.objects.get()
    assert (talk.status, talk.department, talk.asked_on) == (Status.REQUESTED, cast.surgery, TODAY)
    assert (talk.wished, talk.contact, talk.in_a_rush) == ("Tuesdays at noon", CONTACT, False)


@pytest.mark.parametrize("for_whom", [Audience.HOUSE, Audience.OTHER])
def test_it_need_not_be_for_a_department(cast: Cast, nora: Visitor, for_whom: Audience) -> None:
    nora.send("/talk/", **typed(cast, for_whom=for_whom.value))
    talk = Talk.objects.get()
    assert (talk.audience, talk.department) == (for_whom, None)


def test_sent_twice_it_is_asked_for_once(cast: Cast, nora: Visitor) -> None:
    page = nora.open("/talk/")
    first = nora.send("/talk/", page, **typed(cast))
    again = nora.send("/talk/", page, **typed(cast))
    assert words(again) == words(first)
    assert Talk.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("for_whom", "", "Please choose for whom it is."),
        ("for_whom", "99999", "Please choose for whom it is."),
        ("topic", "", "Please choose what comes nearest."),
        ("topic", "none", "Please choose what comes nearest."),
        ("contact", "", "Please give one way to reach you"),
        ("wished", "x" * 161, "Please say it in fewer words."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_stays(
    cast: Cast, nora: Visitor, field: str, value: str, says: str
) -> None:
    page = nora.send("/talk/", **typed(cast, **{field: value}))
    assert page.status_code == 422
    assert says in words(page)
    kept = "Tuesdays at noon" if field != "wished" else CONTACT
    assert kept in page.content.decode()
    assert not Talk.objects.exists()


def test_a_topic_that_is_off_the_list_cannot_be_asked_for(cast: Cast, nora: Visitor) -> None:
    off = Topic.objects.create(name="Old", is_offered=False)
    assert "Old" not in words(nora.open("/talk/"))
    assert nora.send("/talk/", **typed(cast, topic=off.pk)).status_code == 422


def test_from_elsewhere_nothing_is_taken(cast: Cast, nora: Visitor) -> None:
    token = rush.TRAP  # no token of a page of ours
    page = nora.post("/talk/", once=token, **typed(cast))
    assert page.status_code == 403
    assert "Nothing was sent yet" in words(page)
    assert not Talk.objects.exists()


def test_a_machine_that_fills_in_the_trap_is_asked_to_wait_and_then_folded(
    cast: Cast, nora: Visitor, monkeypatch: pytest.MonkeyPatch, cora: Desk
) -> None:
    monkeypatch.setattr(floods, "WAIT", 0)
    for _each in range(floods.FEW + 1):
        sent = {"once": token_on(nora.open("/talk/")), **typed(cast)}
        waiting = nora.post("/talk/", **sent, **{rush.TRAP: "x"})
        assert waiting.status_code == 429
        ticket = re.search(rf'name="{rush.WAITED}" value="([^"]+)"', waiting.content.decode())
        assert ticket
        assert nora.post("/talk/", **sent, **{rush.WAITED: ticket[1]}).status_code == 200
    assert Talk.objects.filter(in_a_rush=True).count() == floods.FEW + 1
    page = cora.go("/desk/talks/")
    assert "6 requests came in a rush" in page
    assert "Tuesdays at noon" not in page
    assert "Tuesdays at noon" in cora.go("/desk/talks/?show=rush")


def test_the_audit_counts_it_and_names_nobody(cast: Cast, nora: Visitor) -> None:
    nora.send("/talk/", **typed(cast))
    counted = DayCount.objects.get(verb="ask_talk")
    assert (counted.role, counted.number) == ("public", 1)
    assert not Administration.objects.exists()
