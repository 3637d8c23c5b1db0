"""Legal holds: two members suspend some forgetting, for 90 days at most and never by a person.

A hold stands here and not in the database: it may speak of one event, and no plain row names a
member and a handle together. What it covers is told by the keyring's own tags of an event and by
what a closing says of itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from beside.vault.keyring.entries import Entries
from beside.vault.keyring.interface import Closing, Hold, NotAgreed, Subject

_KIND, _TAGS = "hold", "event tags"
_SIZE = 512
HOLD_DAYS = 90
ASKED_DAYS = 7  # a hold that nobody agrees to within a week is no hold


class Holds:
    """The holds within one keyring transaction."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def ask(self, scope: Subject, why: str, member: int, today: date) -> Hold:
        """One member asks; nothing is held until another one agrees."""
        until = today + timedelta(days=ASKED_DAYS)
        return self._keep(Hold(uuid.uuid4().hex, scope, why, member, None, until))

    def agree(self, identifier: str, member: int, today: date) -> Hold:
        """A second member agrees: for 90 days from today.

        To renew is to ask again and to agree again. Nobody prolongs alone what two agreed on, and
        nobody agrees to what was asked more than a week ago.
        """
        hold = self._find(identifier)
        if hold is None or hold.asked_by == member:
            raise NotAgreed
        if hold.agreed_by is not None or hold.until < today:
            raise NotAgreed
        until = today + timedelta(days=HOLD_DAYS)
        return self._keep(Hold(identifier, hold.scope, hold.why, hold.asked_by, member, until))

    def end(self, identifier: str) -> None:
        self._entries.delete(_KIND, identifier.encode())

    def all(self, today: date) -> list[Hold]:
        """Asked and agreed, the oldest first; what is over is not among them."""
        found = [hold for hold in self._everyone() if hold.until >= today]
        return sorted(found, key=lambda one: (one.until, one.identifier))

    def count(self) -> int:
        return self._entries.count(_KIND)

    def drop_old(self, today: date) -> None:
        for hold in list(self._everyone()):
            if hold.until < today:
                self.end(hold.identifier)

    def is_any(self, today: date) -> bool:
        """Whether any hold is in force."""
        return any(hold.agreed_by is not None for hold in self.all(today))

    def covers(self, closing: Closing, today: date) -> bool:
        """Whether a hold in force covers this closing."""
        return any(
            hold.agreed_by is not None and self._is_in(hold.scope, closing)
            for hold in self.all(today)
        )

    # What an event is about, so that a hold by kind or unit finds it and its people.

    def tag(self, event: UUID, kind: str, unit: str) -> None:
        self._entries.write(_TAGS, event.bytes, {"kind": kind, "unit": unit}, size=128)

    def untag(self, event: UUID) -> None:
        self._entries.delete(_TAGS, event.bytes)

    def _is_in(self, scope: Subject, closing: Closing) -> bool:
        events = {closing.handle, *closing.events}
        tags: list[dict[str, str]] = [
            self._entries.read(_TAGS, event.bytes) or {} for event in events
        ]
        if scope.event is not None and scope.event not in events:
            return False
        if scope.kind and not any(one.get("kind") == scope.kind for one in tags):
            return False
        if scope.reason and scope.reason != closing.reason:
            return False
        units = {closing.unit, *(one.get("unit", "") for one in tags)}
        return not scope.unit or scope.unit in units

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
