"""A working session: one recorded act opens the names of what is due, and they hide again."""

from __future__ import annotations

import json
from datetime import timedelta

from beside.audit.models import DayCount
from beside.referrals import actions
from beside.referrals.models import load
from tests.cast import NOW, TODAY, Cast
from tests.desk import matters
from tests.desk.pages import Clock, Desk


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


def test_the_session_names_nobody_and_no_request(cast: Cast, cora: Desk) -> None:
    row = matters.received("Kim Park", at=NOW - timedelta(days=5))
    open_names(cora)
    kept = json.dumps(dict(cora.client.session))
    assert "working" in kept
    for secret in ("Kim", "Park", "due", str(row.handle), row.handle.hex):
        assert secret not in kept


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
