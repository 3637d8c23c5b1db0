"""A working session: one recorded act opens the names of what is due, and they hide again."""

from __future__ import annotations

import base64
from datetime import timedelta

from beside.audit.models import DayCount
from beside.doors.models import SignedIn
from beside.referrals import actions
from beside.referrals.models import load
from tests.cast import NOW, TODAY, Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Clock, Desk


def looks() -> int:
    return sum(DayCount.objects.filter(verb="open_name").values_list("number", flat=True))


def open_names(desk: Desk) -> None:
    desk.go("/desk/")
    desk.send("/names/", what="open")


def test_opening_shows_the_names_of_what_is_due_and_no_others(cast: Cast, cora: Desk) -> None:
    matters.received("Kim Park", at=NOW - timedelta(days=5))
    matters.waiting(cast.faye, cast.cora)
    open_names(cora)
    assert "Kim Park" in cora.page
    assert "Faye Frost" not in cora.page


def test_each_name_opened_is_counted_and_written_into_its_request(cast: Cast, cora: Desk) -> None:
    rows = [matters.received(name, at=NOW - timedelta(days=5)) for name in ("Kim Park", "Bo Bell")]
    open_names(cora)
    assert looks() == 2
    assert all(
        load(row.handle).facts.looks == {str(cast.cora.pk): [TODAY.isoformat()]} for row in rows
    )


def test_a_page_shown_again_counts_nobody_twice_but_counts_who_is_new(
    cast: Cast, cora: Desk
) -> None:
    matters.received("Kim Park", at=NOW - timedelta(days=5))
    open_names(cora)
    cora.go("/desk/")
    assert looks() == 1
    matters.received("Bo Bell", at=NOW - timedelta(days=5))
    assert "Bo Bell" in cora.go("/desk/")
    assert looks() == 2


def test_the_names_hide_after_twenty_idle_minutes(cast: Cast, cora: Desk, clock: Clock) -> None:
    matters.received("Kim Park", at=NOW - timedelta(days=5))
    open_names(cora)
    clock.forward(minutes=19)
    assert "Kim Park" in cora.go("/desk/")
    clock.forward(minutes=19)
    assert "Kim Park" in cora.go("/desk/")
    clock.forward(minutes=20)
    assert "Kim Park" not in cora.go("/desk/")


def test_the_names_hide_when_asked_to(cast: Cast, cora: Desk) -> None:
    matters.received("Kim Park", at=NOW - timedelta(days=5))
    open_names(cora)
    page = cora.send("/names/", press="Hide names", what="hide")
    assert "The names are hidden again." in page
    assert "Kim Park" not in page


def test_nothing_of_it_stands_with_us(cast: Cast, cora: Desk, clock: Clock) -> None:
    """A row that is written anew as long as she works would say when, and beside what."""
    matters.received("Kim Park", at=NOW - timedelta(days=5))
    cora.go("/desk/")
    before = list(SignedIn.objects.values())
    open_names(cora)
    for _minute in range(3):
        clock.forward(minutes=1)
        assert "Kim Park" in cora.go("/desk/")
    assert list(SignedIn.objects.values()) == before


def test_what_her_browser_keeps_names_nobody_and_no_request(cast: Cast, cora: Desk) -> None:
    row = matters.received("Kim Park", at=NOW - timedelta(days=5))
    open_names(cora)
    cookie = cora.client.cookies["working"]
    kept = base64.urlsafe_b64decode(cookie.value)
    for secret in (b"Kim", b"Park", b"due", row.handle.bytes, row.handle.hex.encode()):
        assert secret not in kept
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    cora.send("/names/", press="Hide names", what="hide")
    assert cora.client.cookies["working"].value == ""


def test_what_another_browser_kept_shows_no_name_in_this_one(
    cast: Cast, cora: Desk, as_member: AsMember
) -> None:
    matters.received("Kim Park", at=NOW - timedelta(days=5))
    open_names(cora)
    elsewhere = as_member(cast.cora)
    elsewhere.client.cookies["working"] = cora.client.cookies["working"].value
    assert "Kim Park" not in elsewhere.go("/desk/")
    elsewhere.client.cookies["working"] = "bm8gc2VhbCBvZiBvdXJz"
    assert "Kim Park" not in elsewhere.go("/desk/")


def test_the_page_of_a_due_request_shows_its_name_while_the_session_is_open(
    cast: Cast, cora: Desk
) -> None:
    row = matters.received("Kim Park", at=NOW - timedelta(days=5))
    assert "Kim Park" not in cora.one(row.handle)
    open_names(cora)
    assert "Kim Park" in cora.one(row.handle)


def test_one_members_session_opens_nothing_for_another(cast: Cast, cora: Desk, dan: Desk) -> None:
    matters.received("Kim Park", at=NOW - timedelta(days=5))
    open_names(cora)
    assert "Kim Park" not in dan.go("/desk/")


def test_what_is_closing_is_opened_by_nobody(cast: Cast, cora: Desk) -> None:
    row = matters.received("Kim Park", at=NOW - timedelta(days=5))
    open_names(cora)
    actions.close(row.handle, "wrong_person", actor=matters.DESK, by=cast.cora, at=NOW)
    assert "Kim Park" not in cora.go("/desk/")
    assert "Kim Park" not in cora.one(row.handle)
