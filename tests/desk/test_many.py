"""As many names as may be: refused in plain words, told to the lead, widened by two for a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.audit.models import DayCount
from beside.program import due
from beside.referrals.actions import look
from beside.referrals.models import load
from beside.rules import budgets
from beside.vault import ceilings
from tests.cast import NOW, TODAY, Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Clock, Desk

MANY = "/desk/many/"
LATE = timedelta(days=5)


@pytest.fixture
def one_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "COORDINATOR_HOUR", 1)


def opened() -> int:
    row = DayCount.objects.filter(verb="open_name").first()
    return row.number if row else 0


@pytest.mark.usefixtures("one_an_hour")
def test_beyond_the_ceiling_nothing_is_opened_or_recorded_and_a_reload_changes_nothing(
    cast: Cast, cora: Desk
) -> None:
    first, second = matters.waiting(cast.faye, cast.cora), matters.waiting(cast.rosa, cast.cora)
    look(first.handle, by=cast.cora, at=NOW)
    cora.one(second.handle)
    form = cora.form("/open/")
    for _reload in range(3):
        page = cora.post(form.action, dict(form.fields))
        assert page.status == 429
        assert "No more names can be opened just now" in page
        assert "It goes on with the next full hour." in page
        assert "Rosa" not in page.text
    assert load(second.handle).facts.looks == {}
    assert (opened(), ceilings.openings(TODAY)) == (1, {"coordinator": 1})


@pytest.mark.usefixtures("one_an_hour")
def test_with_the_next_hour_the_same_page_opens_it(cast: Cast, cora: Desk, clock: Clock) -> None:
    first, second = matters.waiting(cast.faye, cast.cora), matters.waiting(cast.rosa, cast.cora)
    look(first.handle, by=cast.cora, at=NOW)
    cora.one(second.handle)
    form = cora.form("/open/")
    assert cora.post(form.action, dict(form.fields)).status == 429
    clock.forward(hours=1)
    assert "Rosa Reyes" in cora.post(form.action, dict(form.fields))


@pytest.mark.usefixtures("one_an_hour")
def test_a_working_session_beyond_the_ceiling_opens_none_of_its_names(
    cast: Cast, cora: Desk
) -> None:
    rows = [matters.received(name, at=NOW - LATE) for name in ("Kim Park", "Bo Bell")]
    cora.go("/desk/")
    page = cora.send("/names/", what="open")
    assert page.status == 429
    assert opened() == 0
    assert all(load(row.handle).facts.looks == {} for row in rows)
    assert "Kim" not in cora.go("/desk/").text


@pytest.mark.usefixtures("one_an_hour")
def test_the_list_stands_when_somebody_comes_whose_name_cannot_be_opened_any_more(
    cast: Cast, cora: Desk
) -> None:
    matters.received("Kim Park", at=NOW - LATE)
    cora.go("/desk/")
    cora.send("/names/", what="open")
    assert "Kim Park" in cora.go("/desk/")
    other = matters.received("Bo Bell", at=NOW - LATE)
    page = cora.go("/desk/")
    assert page.status == 200
    assert "Kim Park" in page
    assert "Bo Bell" not in page
    assert load(other.handle).facts.looks == {}


@pytest.mark.usefixtures("one_an_hour")
def test_the_lead_sees_the_alarm_and_a_coordinator_does_not(
    cast: Cast, cora: Desk, as_member: AsMember, clock: Clock
) -> None:
    lea = as_member(cast.lea)
    assert "A ceiling was met." not in lea.go("/desk/overview/")
    rows = [matters.waiting(cast.faye, cast.cora), matters.waiting(cast.rosa, cast.cora)]
    for row in rows:
        cora.one(row.handle)
        cora.send("/open/")
    due.note_alarms(clock.at)
    page = lea.go("/desk/overview/")
    assert "A ceiling was met." in page
    assert "Tue 24 Nov: as many names as may be were opened, and more were asked for (once)" in page
    assert "A ceiling was met." not in cora.go("/desk/overview/")
    clock.forward(hours=11)
    assert "A ceiling was met." in lea.go("/desk/overview/")
    clock.forward(days=7)
    lea.client.force_login(cast.lea)
    assert "A ceiling was met." not in lea.go("/desk/overview/")


@pytest.mark.usefixtures("one_an_hour")
def test_with_many_people_a_coordinator_asks_a_lead_agrees_and_it_shows_its_end(
    cast: Cast, cora: Desk, as_member: AsMember, clock: Clock
) -> None:
    lea = as_member(cast.lea)
    rows = [matters.waiting(cast.faye, cast.cora), matters.waiting(cast.rosa, cast.cora)]
    look(rows[0].handle, by=cast.cora, at=NOW)
    cora.one(rows[1].handle)
    page = cora.send("/open/")
    assert page.status == 429
    assert MANY in page.text
    cora.go(MANY)
    cora.send(MANY, press="We have many people at once", what="ask")
    assert "Asked. A program lead has to agree." in cora.page
    assert "Cora says that there are many people at once" in lea.go("/desk/overview/")
    lea.go(MANY)
    lea.send(MANY, press="Agree, for 24 hours", what="agree")
    assert "Until tomorrow 09:00 one person may open up to 600 names" in lea.page
    assert "Until tomorrow 09:00 more names may be opened." in cora.go("/desk/")
    cora.one(rows[1].handle)
    assert "Rosa Reyes" in cora.send("/open/")
    clock.forward(hours=24)
    cora.client.force_login(cast.cora)
    assert "more names may be opened." not in cora.go("/desk/")


def test_nobody_agrees_alone_and_only_a_lead_agrees(
    cast: Cast, cora: Desk, dan: Desk, as_member: AsMember
) -> None:
    lea = as_member(cast.lea)
    assert not [one for one in lea.go(MANY).forms if "once" in one.fields]
    cora.go(MANY)
    form = cora.form(MANY)
    cora.post(MANY, {**form.fields, "what": "ask"})
    for desk in (cora, dan):
        page = desk.go(MANY)
        assert "Cora has asked for it." in page
        assert not [one for one in page.forms if "once" in one.fields]
    dan.go("/desk/call/find/")
    assert dan.post(MANY, {**dan.form("/find/").fields, "what": "agree"}).status == 404
    assert ceilings.widening(NOW) == (cast.cora.pk, None)


@pytest.mark.parametrize("who", ["sam", "ann"])
def test_for_everybody_else_the_page_does_not_exist(
    cast: Cast, as_member: AsMember, who: str
) -> None:
    desk = as_member(cast.sam.member if who == "sam" else cast.ann)
    assert desk.go(MANY).status == 404
    assert desk.post(MANY, {"what": "ask"}).status == 404


def test_looking_up_a_caller_is_counted_and_what_an_act_looks_up_is_not(
    cast: Cast, cora: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "CLAIMS_HOUR", 1)
    row = matters.waiting(cast.faye, cast.cora)
    for _each in range(4):
        cora.one(row.handle)  # shows other requests of the same person
    assert due.note_alarms(NOW) == 0
    for _each in range(2):
        cora.go("/desk/call/find/")
        cora.send("/find/", contact="503 555 0199")
    assert due.note_alarms(NOW) == 1
    assert due.alarms(since=1, at=NOW) == [(TODAY, "claims", 1)]
