"""Floods at the public doors: the desk stays readable, and nobody real is lost or locked out."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from beside.doors import rush
from beside.events.models import Event
from beside.referrals import actions as referrals
from beside.referrals.models import Referral
from beside.rules import floods
from beside.vault import once
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.events.paging import forms_of
from tests.referrals.visitor import HERE, token_on, words

FLOOD = 1000
FEW = 45  # where the shape is the same and time is short
FLOODER, HOSPITAL = "203.0.113.7", "198.51.100.20"
UMA = {"name": "Uma Unlisted", "contact": "uma@example.org"}
ROSA = {"name": "Rosa Reyes", "contact": "rosa.reyes11@example.edu"}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The flood comes at once: the process's clock moves only when told to."""
    at = [1000.0]
    monkeypatch.setattr(rush.time, "monotonic", lambda: at[0])
    monkeypatch.setattr(rush.time, "time", lambda: 1_800_000_000 + at[0])
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1_800_000_000 + at[0])
    return at


class Someone:
    """Somebody who sends forms from one address."""

    def __init__(self, address: str = FLOODER) -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)

    def ask(self, address: str = "/for-me/", **fields: Any) -> Any:
        return self.post(address, once=once.issue(NOW).text, go="send", **fields)

    def post(self, address: str, **fields: Any) -> Any:
        return self.client.post(address, fields, headers=HERE)


def desk(cast: Cast, **query: str) -> Any:
    client = Client()
    client.force_login(cast.cora)
    return client.get("/desk/", query)


def rows_on(page: Any) -> int:
    return page.content.decode().count("<li class=") - 1  # the head is one


def names_held() -> list[str]:
    return [referrals.peek(row).name for row in Referral.objects.all()]


@pytest.mark.parametrize("count", [FEW, pytest.param(FLOOD, marks=pytest.mark.attack_long)])
def test_the_same_form_again_and_again_leaves_one_thing_on_the_desk(
    count: int, cast: Cast, ledger: Ledger
) -> None:
    someone = Someone()
    fields = {"once": token_on(someone.client.get("/for-me/")), "go": "send", **UMA}
    began, codes = time.perf_counter(), set()
    for _time in range(count):
        page = someone.post("/for-me/", **fields)
        assert page.status_code == 200
        codes.add(page.content.decode().split('id="code"')[1][:60])
    took = time.perf_counter() - began
    assert Referral.objects.count() == 1
    assert len(codes) == 1
    ledger.record(
        f"flood: one form, {count} times",
        hits=rows_on(desk(cast)) - 1,
        control=_asked_anew(cast),
        places=count,
        remark=f"{count / took:.0f}/s; 1 row; control: a fresh form is a second row",
    )


def _asked_anew(cast: Cast) -> int:
    Someone().ask(**UMA)
    return Referral.objects.count() - 1


def test_the_same_request_from_fresh_forms_again_and_again_is_folded(cast: Cast) -> None:
    """Ten neighbourhoods, so that it is not their number that folds them."""
    for number in range(FEW):
        assert Someone(f"192.0.{number}.1").ask(**ROSA).status_code == 200
    assert Referral.objects.count() == FEW
    page = desk(cast)
    assert rows_on(page) == floods.AGAIN
    assert f"{FEW - floods.AGAIN} requests came in a rush" in words(page)
    assert rows_on(desk(cast, show="rush")) == FEW - floods.AGAIN


@pytest.mark.parametrize("count", [FEW, pytest.param(FLOOD, marks=pytest.mark.attack_long)])
def test_a_flood_of_invented_people_hides_nobody_real(
    count: int, cast: Cast, clock: list[float], ledger: Ledger
) -> None:
    """And refuses nobody: who asks in the midst of it stands on the desk, and alone."""
    flooder, hospital = Someone(), Someone(HOSPITAL)
    gc.collect()
    memory = _resident()
    began = time.perf_counter()
    for number in range(count):
        page = flooder.ask(name=f"Nobody {_word(number)}", contact=f"n{number}@elsewhere.example")
        assert page.status_code == 200, "nobody is refused here"
        if number == count // 2:
            assert hospital.ask(name="Nia", contact="503 555 0177").status_code == 200
            assert flooder.ask(**ROSA).status_code == 200, "at the flooder's own address"
    took = time.perf_counter() - began
    memory = _resident() - memory
    assert len(rush.METERS._marks) <= 3
    held, page = names_held(), desk(cast)
    assert len(held) == count + 2
    singly = floods.NEIGHBOURHOOD.at_once + 2
    text = words(page)
    assert f"{len(held) - rows_on(page)} requests came in a rush" in text
    lost = sum(name not in held for name in ("Nia", "Rosa Reyes"))
    hidden = sum(name in _names_in(cast, show="rush") for name in ("Nia", "Rosa Reyes"))
    ledger.record(
        f"flood: {count} invented people ask for themselves",
        hits=lost + hidden + max(0, rows_on(page) - singly),
        control=len(_names_in(cast, show="rush")),
        places=count,
        remark=f"{count / took:.0f}/s, {rows_on(page)} rows and one line of "
        f"{len(held) - rows_on(page)}; {memory / 1e6:.1f} MB more; control: who is in that line",
    )


def _resident() -> int:
    """How much memory this process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _word(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _names_in(cast: Cast, **query: str) -> set[str]:
    page = desk(cast, **query).content.decode()
    return {
        referrals.peek(row).name for row in Referral.objects.all() if f"/desk/{row.handle}/" in page
    }


def test_whoever_is_taken_up_from_the_fold_stands_on_the_list(
    cast: Cast, clock: list[float]
) -> None:
    for number in range(FEW):
        Someone().ask(name=f"Nobody {_word(number)}", contact=f"n{number}@elsewhere.example")
    before = rows_on(desk(cast))
    row = next(row for row in Referral.objects.all().with_facts() if row.facts.in_a_rush)
    referrals.wait_on(row.handle, "recipient", "2026-11-30", by=cast.cora, at=NOW)
    assert rows_on(desk(cast)) >= before


def test_a_few_are_never_folded(cast: Cast, clock: list[float]) -> None:
    for number in range(floods.NEIGHBOURHOOD.at_once + floods.FEW):
        Someone().ask(name=f"Nobody {_word(number)}", contact=f"n{number}@elsewhere.example")
    page = desk(cast)
    assert rows_on(page) == floods.NEIGHBOURHOOD.at_once + floods.FEW
    assert "in a rush" not in words(page)


# The other doors ask for a moment, and lose nothing.

TOLD: dict[str, dict[str, Any]] = {
    "/for-a-colleague/": {"name": "Nora <Quist>", "contact": "nora@example.org", "told": "not_yet"},
    "/event/": {"go": "look", "kind": "died", "urgency": "today", "date": "2026-11-23",
                "exposed": "\nUma Unlisted\tuma@example.org\nNora Quist", "complete": "all",
                "call_back": "503 555 0123"},
    "/talk/": {"for_whom": "house", "wished": "Tuesdays", "contact": "Nora <Quist> 503 555 0123"},
    "/my-code/": {"code": "0000-0000-0000-0000-0000-0000"},
    "/event/code/": {"code": "0000-0000-0000-0000-0000-0000"},
}  # fmt: skip


def flood(address: str, of: str = FLOODER) -> None:
    for _form in range(floods.NEIGHBOURHOOD.at_once + 3):
        Someone(of).post(address)


@pytest.mark.parametrize("address", TOLD)
def test_above_a_rate_a_door_asks_for_a_moment_and_loses_nothing_typed(
    address: str, cast: Cast, clock: list[float]
) -> None:
    fields = {**TOLD[address], "unit": str(cast.surgery.pk)}
    someone = Someone()
    token = token_on(someone.client.get(address)) if "code" not in address else ""
    flood(address)
    page = someone.post(address, once=token, **fields)
    assert page.status_code == 429
    assert page["Retry-After"] == str(floods.WAIT)
    [form] = forms_of(page)
    typed = {name: text for name, text in form.fields.items() if name != "waited"}
    assert typed == {"once": token, **fields}
    # Pressed too early it waits on, and not anew; then it goes through, flood or not.
    clock[0] += 4
    again = someone.post(address, **form.fields)
    assert again.status_code == 429
    assert again["Retry-After"] == str(floods.WAIT - 4)
    assert forms_of(again)[0].fields == form.fields
    clock[0] += 6
    flood(address)
    answer = someone.post(address, **{**form.fields, "exposed": "\r\nUma Unlisted\tuma@example.org"
                          "\r\nNora Quist"} if address == "/event/" else form.fields)  # fmt: skip
    assert answer.status_code in (200, 422)
    assert "One moment" not in words(answer)
    if address == "/for-a-colleague/":
        assert names_held() == ["Nora <Quist>"]
    if address == "/event/":
        assert "2 people are understood" in words(answer)


def test_a_flood_next_door_makes_nobody_wait(cast: Cast, clock: list[float]) -> None:
    for address in TOLD:
        flood(address)
        assert Someone(HOSPITAL).post(address).status_code != 429


@pytest.mark.parametrize("address", TOLD)
def test_in_another_language_it_is_the_same_door(
    address: str, cast: Cast, clock: list[float]
) -> None:
    flood(f"/es{address}")
    assert Someone().post(address, **TOLD[address]).status_code == 429


def test_to_have_waited_once_opens_the_door_to_that_form_alone(
    cast: Cast, clock: list[float]
) -> None:
    address, someone = "/for-a-colleague/", Someone()
    flood(address)
    [form] = forms_of(someone.ask(address, **TOLD[address]))
    clock[0] += floods.WAIT
    flood(address)
    other = {**form.fields, "name": "Somebody Else"}
    assert someone.post(address, **other).status_code == 429
    made_up = {**form.fields, "waited": form.fields["waited"][:-3] + "abc"}
    assert someone.post(address, **made_up).status_code == 429
    assert someone.post(address, **form.fields).status_code == 200
    assert someone.post(address, **form.fields).status_code == 200
    assert Referral.objects.count() == 1, "and once"


def test_no_two_of_these_pages_are_the_same(cast: Cast, clock: list[float]) -> None:
    """A scanner would take what changes with the text alone for an injection."""
    flood("/my-code/")
    pages = {Someone().post("/my-code/", code="*)(&))").content for _twice in range(2)}
    assert len(pages) == 2


def test_asking_for_oneself_and_reading_never_wait(cast: Cast, clock: list[float]) -> None:
    for address in ("/for-me/", *TOLD):
        flood(address, HOSPITAL)
    hospital = Someone(HOSPITAL)
    for address in ("/", "/for-me/", *TOLD, "/help-now/", "/supporters/"):
        assert hospital.client.get(address).status_code == 200
    assert hospital.ask(**UMA).status_code == 200
    assert Event.objects.count() == 0


# The trap.


def test_the_trap_is_hidden_from_everybody_and_says_what_to_do_to_who_sees_it(cast: Cast) -> None:
    for address in ("/for-me/", "/for-a-colleague/", "/event/", "/talk/"):
        page = Client().get(address).content.decode()
        assert (
            page.count(
                '<div hidden aria-hidden="true"><label>Leave this empty '
                '<input name="leave_this_empty" tabindex="-1" autocomplete="off"></label></div>'
            )
            == 1
        )
    signed_in = Client()
    signed_in.force_login(cast.cora)
    assert b"leave_this_empty" not in signed_in.get("/desk/call/for-themselves/").content


def test_a_person_who_falls_into_the_trap_is_not_lost(cast: Cast, clock: list[float]) -> None:
    someone = Someone()
    assert someone.ask(**UMA, leave_this_empty="Uma").status_code == 200
    [row] = Referral.objects.all().with_facts()
    assert row.facts.in_a_rush
    assert rows_on(desk(cast)) == 1, "one alone is shown like everybody else"
    address = "/for-a-colleague/"
    page = someone.ask(address, **TOLD[address], leave_this_empty="Nora")
    assert page.status_code == 429
    [form] = forms_of(page)
    assert "leave_this_empty" not in form.fields
    clock[0] += floods.WAIT
    assert someone.post(address, **form.fields).status_code == 200
    assert sorted(names_held()) == ["Nora <Quist>", "Uma Unlisted"]


# What is counted.


def test_no_address_is_in_what_is_counted_and_the_salt_is_new_every_day(
    cast: Cast, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    flood("/my-code/")
    marks = dict(rush.METERS._marks)
    assert marks
    held = repr(vars(rush.METERS))
    assert FLOODER not in held
    assert "203.0.113" not in held
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_at: NOW.date().replace(day=25))
    flood("/my-code/")
    assert not set(marks) & set(rush.METERS._marks)


def test_a_flood_from_one_place_is_nobody_elses_and_one_from_everywhere_is_seen() -> None:
    meters, many = rush.Meters(), 3 * floods.EVERYWHERE.at_once
    for _form in range(many):
        meters.is_rush("door", "203.0.113.0/24", 1000.0)
    assert not meters.is_rush("door", "198.51.100.0/24", 1000.0)
    seen = [meters.is_rush("door", f"10.0.{number}.0/24", 1000.0) for number in range(many)]
    assert any(seen)


def test_neighbours_are_counted_together_and_memory_has_an_end(cast: Cast) -> None:
    meters = rush.Meters()
    for number in range(3 * rush.MOST_MARKS):
        meters.is_rush("door", f"2001:db8:{number:x}::/48", 1000.0)
    assert len(meters._marks) <= rush.MOST_MARKS


@pytest.mark.parametrize(
    ("given", "forwarded", "counted"),
    [
        ("198.51.100.20", "", "198.51.100.0/24"),
        ("2001:db8:1:2::3", "", "2001:db8:1::/48"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.20", "198.51.100.0/24"),
        ("127.0.0.1", "nonsense", ""),
    ],
)
def test_behind_a_server_of_ours_the_address_it_wrote_counts(
    given: str, forwarded: str, counted: str, rf: Any, settings: Any
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if forwarded else None
    request = rf.get("/", REMOTE_ADDR=given, headers={"x-forwarded-for": forwarded})
    assert rush._neighbourhood(request) == counted


def test_what_others_wrote_before_is_not_believed(rf: Any, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    request = rf.get("/", REMOTE_ADDR=HOSPITAL, headers={"x-forwarded-for": "1.2.3.4"})
    assert rush._neighbourhood(request) == "198.51.100.0/24"
