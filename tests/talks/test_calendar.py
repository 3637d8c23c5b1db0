"""The calendar file: title, place and time; for who plans it and who gives it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from tests.cast import Cast
from tests.desk.pages import AsMember
from tests.talks.making import CONTACT, asked_for, given, planned


def test_it_says_title_place_and_time_and_nothing_else(cast: Cast, as_member: AsMember) -> None:
    talk = planned(cast, title="For new residents; an hour", place="Library, room 2", minutes=45)
    answer = as_member(cast.cora).client.get(f"/talk/{talk.pk}/calendar/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="talk.ics"'
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert set(event) == {"UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "LOCATION", "DTSTART", "DTEND"}
    assert event["SUMMARY"] == "For new residents; an hour"
    assert event["LOCATION"] == "Library, room 2"
    # Half past twelve in Portland, in winter.
    assert event.decoded("DTSTART") == datetime(2026, 12, 1, 20, 30, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 12, 1, 21, 15, tzinfo=UTC)
    for name in ("Sue", CONTACT, "Surgery", "Tuesdays"):
        assert name not in answer.content.decode()


def test_in_summer_the_clock_is_another(cast: Cast, as_member: AsMember) -> None:
    talk = planned(cast, datetime(2027, 7, 6).date())
    content = as_member(cast.cora).client.get(f"/talk/{talk.pk}/calendar/").content
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("DTSTART") == datetime(2027, 7, 6, 19, 30, tzinfo=UTC)


def test_another_plan_is_a_change_of_the_same(cast: Cast, as_member: AsMember) -> None:
    talk = planned(cast)
    cora = as_member(cast.cora)
    [one] = Calendar.from_ical(cora.client.get(f"/talk/{talk.pk}/calendar/").content).walk("VEVENT")
    cora.go(f"/desk/talks/{talk.pk}/plan/")
    cora.send(
        f"/desk/talks/{talk.pk}/plan/", for_whom=cast.surgery.pk, topic=talk.topic_id, minutes=60
    )
    [two] = Calendar.from_ical(cora.client.get(f"/talk/{talk.pk}/calendar/").content).walk("VEVENT")
    assert one["UID"] == two["UID"]
    assert two["SEQUENCE"] > one["SEQUENCE"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("cora", 200), ("lea", 200), ("sue", 200), ("sam", 404), ("ann", 404)],
)
def test_for_who_plans_it_and_who_gives_it(
    cast: Cast, as_member: AsMember, who: str, status: int
) -> None:
    talk = planned(cast)
    found = getattr(cast, who)
    member = getattr(found, "member", found)
    assert as_member(member).client.get(f"/talk/{talk.pk}/calendar/").status_code == status


def test_what_has_no_day_or_is_over_has_none(cast: Cast, as_member: AsMember) -> None:
    cora = as_member(cast.cora)
    for talk in (asked_for(cast), given(cast)):
        assert cora.client.get(f"/talk/{talk.pk}/calendar/").status_code == 404
        assert "Calendar file" not in cora.go(f"/desk/talks/{talk.pk}/")
