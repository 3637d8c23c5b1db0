"""Who looked, and when: in the request's own seal, for the lead, and forgotten with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from beside.audit.models import Administration, DayCount
from beside.desk.designations import designation
from beside.events import actions as events
from beside.events.models import Event
from beside.program.models import Member
from beside.referrals import actions
from beside.referrals.due import finish
from beside.rules.clocks import UNDO
from beside.rules.stages import Actor, Stage
from beside.sweep import sweep
from tests.cast import NOW, Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Clock
from tests.events.telling import tell
from tests.referrals.making import at_stage

DAY = timedelta(days=1)


def test_the_lead_reads_member_and_days_and_never_a_name(
    cast: Cast, as_member: AsMember, clock: Clock
) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    actions.look(row.handle, by=cast.cora, at=NOW - DAY)
    actions.look(row.handle, by=cast.cora, at=NOW)
    actions.look(row.handle, by=cast.dan, at=NOW)
    page = as_member(cast.lea).go("/desk/overview/")
    assert designation(row.handle) in page
    assert "Cora: Mon 23 Nov, Tue 24 Nov; Dan: Tue 24 Nov" in page
    assert "Frost" not in page.text
    assert str(row.handle) not in page.text


@pytest.mark.parametrize("who", ["cora", "dan", "sam", "ann"])
def test_nobody_else_reads_it_not_even_who_looked(
    cast: Cast, as_member: AsMember, who: str
) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    actions.look(row.handle, by=cast.dan, at=NOW)
    member = cast.sam.member if who == "sam" else getattr(cast, who)
    browser = as_member(member)
    for address in ("/desk/overview/", "/desk/", f"/desk/{row.handle}/", "/inside/"):
        page = browser.go(address)
        assert "Who opened a name" not in page
        assert "Dan: Tue" not in page


def test_a_supporters_look_is_told_like_any_other(cast: Cast, as_member: AsMember) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    actions.look(row.handle, by=cast.sue.member, at=NOW)
    assert "Sue Sato: Tue 24 Nov" in as_member(cast.lea).go("/desk/overview/")


def test_who_asked_for_a_reporters_number_is_told_with_the_event(
    cast: Cast, as_member: AsMember
) -> None:
    event = tell(
        cast, "", call_back="503 555 0177", who_knows="Charge nurse", completeness="others"
    )
    lea = as_member(cast.lea)
    assert "Cora" not in lea.go("/desk/overview/")
    events.look_at_asides(event.handle, by=cast.cora, at=NOW)
    page = lea.go("/desk/overview/")
    assert f"{designation(event.handle)} An event: who told us, and who would know" in page
    assert "Cora: Tue 24 Nov" in page
    assert "Charge nurse" not in page
    assert "Cora: Tue" not in as_member(cast.dan).go("/desk/overview/")


def test_a_look_of_somebody_who_has_left_stays_said(cast: Cast, as_member: AsMember) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    leaver = Member.objects.create_member("lou@example.edu", "Lou", "coordinator")
    actions.look(row.handle, by=leaver, at=NOW)
    leaver.delete()
    assert "A member of before: Tue 24 Nov" in as_member(cast.lea).go("/desk/overview/")


def everything() -> bytes:
    """All that the database holds, as bytes."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found += [repr((table, row)).encode() for row in cursor.fetchall()]
    return b"\n".join(found)


def test_with_the_request_the_looks_are_gone_from_everywhere(
    cast: Cast, as_member: AsMember, clock: Clock
) -> None:
    """What stays is that a coordinator opened one name that day: neither who nor whose."""
    row = at_stage(cast, Stage.TALKING)
    actions.look(row.handle, by=cast.cora, at=NOW)
    lea = as_member(cast.lea)
    assert "Cora: Tue 24 Nov" in lea.go("/desk/overview/")
    actions.close(row.handle, "met", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    clock.at = NOW + UNDO + timedelta(minutes=1)
    finish(clock.at)
    page = lea.go("/desk/overview/")
    assert "Nobody has opened the name of anyone who is open now." in page
    assert "Cora: Tue" not in page
    assert designation(row.handle) not in page
    told = DayCount.objects.filter(verb="open_name").values_list("role", "number")
    assert dict(told) == {"coordinator": 1}
    assert not Administration.objects.exists()
    left = everything()
    assert row.handle.hex.encode() not in left
    assert str(row.handle).encode() not in left
    assert f"UUID('{row.handle}')".encode() not in left


def test_with_the_event_too(cast: Cast, as_member: AsMember, clock: Clock) -> None:
    event = tell(cast, "", call_back="503 555 0177", completeness="others")
    events.look_at_asides(event.handle, by=cast.cora, at=NOW)
    for days in (40, 160):
        clock.at = NOW + days * DAY
        sweep(clock.at, is_told=True)
    assert not Event.objects.exists()
    assert "Cora: Tue" not in as_member(cast.lea).go("/desk/overview/")
