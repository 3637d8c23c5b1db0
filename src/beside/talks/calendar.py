"""The calendar file of a planned talk: what it is called, where and when, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from beside.talks.models import Talk


def calendar_file(talk: Talk, *, at: datetime) -> bytes:
    """One event. Its number stays, so that a calendar takes the next file as a change."""
    event = Event()
    event.add("uid", f"talk-{talk.pk}@beside")
    event.add("sequence", talk.edition)
    event.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", talk.heading)
    event.add("location", talk.place)
    if talk.begins and talk.ends:
        event.add("dtstart", talk.begins.astimezone(UTC))
        event.add("dtend", talk.ends.astimezone(UTC))
    calendar = Calendar()
    calendar.add("prodid", "-//Beside//Talks//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
