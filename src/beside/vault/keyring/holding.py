"""Legal holds: two members suspend some forgetting, for 90 days at most and never by a person.

A hold stands here and not in the database: it may speak of one event, and no plain row names a
member and a handle together. What it covers is told by the keyring's own tags of an event and by
what a closing says of itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from beside.rules import holds
from beside.rules.holds import About, Subject
from beside.rules.retention import KEYRING_GRACE_DAYS
from beside.vault.keyring import mark
from beside.vault.keyring.entries import Entries
from beside.vault.keyring.interface import Closing, Hold, NotAgreed

_KIND, _TAGS = "hold", "event tags"
_LATELY = "hold over"  # one entry: since when no hold is in force any more
_SIZE, _SMALL = 512, 128


class Holds:
    """The holds within one keyring transaction."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def ask(self, scope: Subject, why: str, member: int, today: date) -> Hold:
        """One member asks; nothing is held until another one agrees."""
        until = today + timedelta(days=holds.ASKED_DAYS)
        return self._keep(Hold(uuid.uuid4().hex, scope, why, member, None, until))

    def agree(self, identifier: str, member: int, today: date) -> Hold:
        """A second member agrees, for 90 days from today.

        One that said the same before is thereby renewed: it needs two each time. Nobody agrees to
        what was asked more than a week ago.
        """
        hold = self._find(identifier)
        if hold is None or hold.until < today or hold.agreed_by is not None:
            raise NotAgreed
        if hold.asked_by == member:
            raise NotAgreed
        for other in self._in_force(today):
            if (other.scope, other.why) == (hold.scope, hold.why):
                self._delete(other)
        until = today + timedelta(days=holds.DAYS)
        return self._keep(Hold(identifier, hold.scope, hold.why, hold.asked_by, member, until))

    def end(self, identifier: str) -> None:
        """It holds no longer, or is no longer asked for."""
        hold = self._find(identifier)
        if hold is not None:
            self._delete(hold)
            self._begin_grace(hold)

    def all(self, today: date) -> list[Hold]:
        """Asked and agreed, the oldest first; what is over is not among them.

        The machine's clock may leap, and what is forgotten for that cannot come back: so none is
        over before the keyring itself believes the day.
        """
        day = mark.no_later(self._entries, today)
        found = [hold for hold in self._everyone() if hold.until >= day]
        return sorted(found, key=lambda one: (one.until, one.identifier))

    def count(self) -> int:
        return self._entries.count(_KIND)

    def drop_old(self, today: date) -> None:
        for hold in list(self._everyone()):
            if hold.until < today:
                self.end(hold.identifier)

    def suspend_expiry(self, today: date) -> bool:
        """Whether the keyring lets nothing expire by itself: while a hold is in force, and a week
        after, so that what was held is counted as what it truly was, and not as lost.
        """
        if self._in_force(today):
            return True
        over = self._entries.read(_LATELY, b"all")
        if over is None:
            return False
        since = date.fromisoformat(over["since"]) if over["since"] else today
        if (today - since).days > KEYRING_GRACE_DAYS:
            self._entries.delete(_LATELY, b"all")
            return False
        self._entries.write(_LATELY, b"all", {"since": since.isoformat()}, size=_SMALL)
        return True

    def until(self, closings: Sequence[Closing], today: date) -> list[date | None]:
        """For each the last day on which a hold in force covers it; None: none does."""
        standing = self._in_force(today)
        return (
            [self._until(standing, one) for one in closings] if standing else [None] * len(closings)
        )

    # What an event is about, so that a hold by kind or unit finds it and its people.

    def tag(self, event: UUID, kind: str, unit: str) -> None:
        self._entries.write(_TAGS, event.bytes, {"kind": kind, "unit": unit}, size=_SMALL)

    def untag(self, event: UUID) -> None:
        self._entries.delete(_TAGS, event.bytes)

    def _in_force(self, today: date) -> list[Hold]:
        return [hold for hold in self.all(today) if hold.agreed_by is not None]

    def _until(self, standing: Sequence[Hold], closing: Closing) -> date | None:
        about = self._about(closing)
        days = [hold.until for hold in standing if holds.covers(hold.scope, about)]
        return max(days, default=None)

    def _about(self, closing: Closing) -> About:
        events = frozenset({closing.handle, *closing.events})
        tags: list[dict[str, str]] = [
            self._entries.read(_TAGS, event.bytes) or {} for event in events
        ]
        kinds = frozenset(one.get("kind", "") for one in tags)
        units = frozenset({closing.unit, *(one.get("unit", "") for one in tags)})
        return About(events, kinds, closing.reason, units)

    def _begin_grace(self, hold: Hold) -> None:
        """What was in force until now; the next tidying writes down the day."""
        if hold.agreed_by is not None:
            self._entries.write(_LATELY, b"all", {"since": ""}, size=_SMALL)

    def _delete(self, hold: Hold) -> None:
        self._entries.delete(_KIND, hold.identifier.encode())

    def _everyone(self) -> Iterator[Hold]:
        for name in self._entries.names(_KIND):
            if hold := self._find(name.decode()):
                yield hold

    def _find(self, identifier: str) -> Hold | None:
        value: dict[str, Any] | None = self._entries.read(_KIND, identifier.encode())
        if value is None:
            return None
        event = UUID(value["event"]) if value["event"] else None
        scope = Subject(event, value["kind"], value["reason"], value["unit"])
        until = date.fromisoformat(value["until"])
        return Hold(identifier, scope, value["why"], value["asked"], value["agreed"], until)

    def _keep(self, hold: Hold) -> Hold:
        scope = hold.scope
        value = {
            "event": scope.event.hex if scope.event else "",
            "kind": scope.kind,
            "reason": scope.reason,
            "unit": scope.unit,
            "why": hold.why,
            "asked": hold.asked_by,
            "agreed": hold.agreed_by,
            "until": hold.until.isoformat(),
        }
        self._entries.write(_KIND, hold.identifier.encode(), value, size=_SIZE)
        return hold
