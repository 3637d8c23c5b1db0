"""Counters that live where forgetting happens: of a period, of an event, and of each one's load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from beside.vault.keyring.entries import Entries
from beside.vault.keyring.interface import Closing

_EVENT, _PERIOD, _LOAD = "event", "period", "load"
_EVENT_SIZE, _PERIOD_SIZE, _LOAD_SIZE = 512, 32_768, 32_768
HALF_LIFE_WEEKS = 8


def decayed(load: float, since: int, now: int) -> float:
    """A load of so many spans of eight weeks ago: halved for each, in steps of a half, then gone.

    The spans are the same for everybody and no finer time is kept: a load tells that somebody has
    helped lately, and not in which week or month.
    """
    return int(load * 2 * 0.5 ** max(0, now - since)) / 2


class Counters:
    """The counters within one keyring transaction."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def count(self, closing: Closing) -> None:
        """Add one to the period's tables, to each event's coverage, and to the supporter's load."""
        if closing.tables:  # an event that is forgotten is nobody's close
            self._count_cells(closing.period, closing.tables)
        for event in closing.events:
            self.count_event(event, closing.coverage)
        if closing.supporter is not None:
            self._count_load(closing.supporter, closing.week)

    def period(self, name: str) -> Mapping[str, Mapping[str, int]]:
        tables: dict[str, dict[str, int]] = self._entries.read(_PERIOD, name.encode()) or {}
        return tables

    def periods(self) -> list[str]:
        return sorted(name.decode() for name in self._entries.names(_PERIOD))

    def total(self, period: str) -> int:
        """How many closes the period has counted."""
        return self.period(period).get("total", {}).get("all", 0)

    def joined(self, periods: Iterable[str]) -> dict[str, dict[str, int]]:
        """The tables of several periods as one."""
        tables: dict[str, dict[str, int]] = {}
        for period in periods:
            for table, cells in self.period(period).items():
                into = tables.setdefault(table, {})
                for cell, number in cells.items():
                    into[cell] = into.get(cell, 0) + number
        return tables

    def count_events(self) -> int:
        return self._entries.count(_EVENT)

    def event(self, handle: UUID) -> Mapping[str, int]:
        counts: dict[str, int] = self._entries.read(_EVENT, handle.bytes) or {}
        return counts

    def open_event(self, handle: UUID) -> None:
        if self._entries.get(_EVENT, handle.bytes) is None:
            self._entries.write(_EVENT, handle.bytes, {}, size=_EVENT_SIZE)

    def drop_event(self, handle: UUID) -> None:
        self._entries.delete(_EVENT, handle.bytes)

    def drop_period(self, name: str) -> None:
        self._entries.delete(_PERIOD, name.encode())

    def count_lost(self, period: str) -> None:
        """A key outlived its limit and was destroyed unopened: nobody can say how it ended."""
        self._count_cells(period, {"outcome": "lost"})

    def close_event(self, handle: UUID, period: str) -> None:
        """The event's own counters go; what they said goes to the period, without the event."""
        counts = self.event(handle)
        self._entries.delete(_EVENT, handle.bytes)
        if not period or not counts:
            return
        tables = self.joined([period])
        cells = tables.setdefault("coverage", {})
        for name, number in counts.items():
            cells[name] = cells.get(name, 0) + number
        self._entries.write(_PERIOD, period.encode(), tables, size=_PERIOD_SIZE)

    def count_event(self, event: UUID, coverage: Iterable[str], people: int = 1) -> None:
        """Add to each of these counters of an event that is still counted here."""
        if self._entries.get(_EVENT, event.bytes) is None:
            return
        counts = dict(self.event(event))
        for name in coverage:
            counts[name] = counts.get(name, 0) + people
        self._entries.write(_EVENT, event.bytes, counts, size=_EVENT_SIZE)

    def loads(self, week: int) -> dict[int, float]:
        """Every supporter's load, as it is in this week (counted from day 1, Monday to Sunday)."""
        held = self._entries.read(_LOAD, b"all") or {"span": 0, "loads": {}}
        span = week // HALF_LIFE_WEEKS
        found = {int(one): decayed(load, held["span"], span) for one, load in held["loads"].items()}
        return {one: load for one, load in found.items() if load}

    def _count_cells(self, period: str, added: Mapping[str, str]) -> None:
        tables = self.joined([period])
        for table, cell in {"total": "all", **added}.items():
            cells = tables.setdefault(table, {})
            cells[cell] = cells.get(cell, 0) + 1
        self._entries.write(_PERIOD, period.encode(), tables, size=_PERIOD_SIZE)

    def _count_load(self, supporter: int, week: int) -> None:
        held = self._entries.read(_LOAD, b"all") or {"span": 0}
        loads = self.loads(week)
        loads[supporter] = loads.get(supporter, 0.0) + 1
        value = {"span": max(held["span"], week // HALF_LIFE_WEEKS), "loads": loads}
        self._entries.write(_LOAD, b"all", value, size=_LOAD_SIZE)
