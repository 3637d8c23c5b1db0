"""Counters that live where forgetting happens: of a period, of an event, and of each one's load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from beside.vault.keyring.interface import Closing
from beside.vault.keyring.store import Entries

_EVENT, _PERIOD, _LOAD = "event", "period", "load"
_EVENT_SIZE, _PERIOD_SIZE, _LOAD_SIZE = 512, 32_768, 32_768
HALF_LIFE_WEEKS = 8


def decayed(load: float, week: int, now: int) -> float:
    """A load of one is a half after eight weeks; a week put back makes nothing grow."""
    return float(load * 0.5 ** (max(0, now - week) / HALF_LIFE_WEEKS))


class Counters:
    """The counters within one keyring transaction."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def count(self, closing: Closing) -> None:
        """Add one to the period's tables, to each event's coverage, and to the supporter's load."""
        if closing.tables:  # an event that is forgotten is nobody's close
            self._count_period(closing)
        for event in closing.events:
            self.count_event(event, closing.coverage)
        if closing.supporter is not None:
            self._count_load(closing.supporter, closing.week)

    def period(self, name: str) -> Mapping[str, Mapping[str, int]]:
        return self._read(_PERIOD, name.encode()) or {}

    def periods(self) -> list[str]:
        return sorted(name.decode() for name in self._entries.names(_PERIOD))

    def event(self, handle: UUID) -> Mapping[str, int]:
        return self._read(_EVENT, handle.bytes) or {}

    def open_event(self, handle: UUID) -> None:
        if self._entries.get(_EVENT, handle.bytes) is None:
            self._write(_EVENT, handle.bytes, {}, _EVENT_SIZE)

    def close_event(self, handle: UUID, period: str) -> None:
        """The event's own counters go; what they said goes to the period, without the event."""
        counts = self.event(handle)
        self._entries.delete(_EVENT, handle.bytes)
        if not period or not counts:
            return
        tables = {name: dict(cells) for name, cells in self.period(period).items()}
        cells = tables.setdefault("coverage", {})
        for name, number in counts.items():
            cells[name] = cells.get(name, 0) + number
        self._write(_PERIOD, period.encode(), tables, _PERIOD_SIZE)

    def count_event(self, event: UUID, coverage: tuple[str, ...], people: int = 1) -> None:
        """Add to each of these counters of an event that is still counted here."""
        if self._entries.get(_EVENT, event.bytes) is None:
            return
        counts = dict(self.event(event))
        for name in coverage:
            counts[name] = counts.get(name, 0) + people
        self._write(_EVENT, event.bytes, counts, _EVENT_SIZE)

    def loads(self) -> dict[int, tuple[float, int]]:
        held = self._read(_LOAD, b"all") or {}
        return {int(member): (float(load), int(week)) for member, (load, week) in held.items()}

    def _count_period(self, closing: Closing) -> None:
        tables = {name: dict(cells) for name, cells in self.period(closing.period).items()}
        for table, cell in {"total": "all", **closing.tables}.items():
            cells = tables.setdefault(table, {})
            cells[cell] = cells.get(cell, 0) + 1
        self._write(_PERIOD, closing.period.encode(), tables, _PERIOD_SIZE)

    def _count_load(self, supporter: int, week: int) -> None:
        loads = self.loads()
        load = decayed(*loads[supporter], week) if supporter in loads else 0.0
        loads[supporter] = (round(load + 1, 3), week)
        kept = {str(one): pair for one, pair in loads.items() if decayed(*pair, week) > 0.05}
        self._write(_LOAD, b"all", kept, _LOAD_SIZE)

    def _read(self, kind: str, name: bytes) -> Any:
        value = self._entries.get(kind, name)
        return None if value is None else json.loads(value)

    def _write(self, kind: str, name: bytes, value: Any, size: int) -> None:
        text = json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
        self._entries.put(kind, name, text, size=size)
