"""What is here after a kill, as somebody sees it who comes afterwards.

Every look asks for all of it: each referral is open, closing and opened by nobody, or gone with its
key, claims and codes; nothing is gone without a receipt; what is gone was counted once and the
coverage of its event is exact at this very moment; primary and mirror each open alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import connections

from beside.events.coverage import coverage_of
from beside.events.models import Event, load_many
from beside.referrals import actions
from beside.referrals.models import Referral
from beside.rules import stages
from beside.rules.stages import Actor, Stage
from beside.sweep import ROUND, perform
from beside.vault import actions as vault
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.roots import SLOT
from beside.vault.opening import keyring
from tests.cast import NOW, Cast

LATER = NOW + timedelta(minutes=10)
PERIOD = "2026Q4"
_HEAD = slice(8, 40)  # where a root stands in its slot


@dataclass(frozen=True)
class Trace:
    """By what a referral or an event can be found: it must lead nowhere once that is gone."""

    prints: tuple[str, ...] = ()
    code: str = ""


@dataclass
class Site:
    """One installation with a mirror, and what a witness knows who has seen all of it."""

    cast: Cast
    folder: Path
    mirror: Path
    events: set[UUID] = field(default_factory=set)
    referrals: set[UUID] = field(default_factory=set)
    people: dict[UUID, int] = field(default_factory=dict)  # event -> how many it has ever had
    traces: dict[UUID, Trace] = field(default_factory=dict)
    uncounted: int = 0  # closes whose counters were given out and let go
    people_of_a_new_event: int | None = None
    rowless: set[UUID] = field(default_factory=set)  # keys that never had a row, yet are counted

    # What is seen.

    def meet(self) -> None:
        """Whoever is here now: a kill may let the row go before the next look."""
        self.referrals.update(Referral.objects.values_list("handle", flat=True))
        self.events.update(Event.objects.values_list("handle", flat=True))

    def look(self) -> None:
        """All that must hold at every moment, a kill or not."""
        connections.close_all()
        vault.forget_process_state()
        assert vault.problem() == ""
        assert LocalKeyring(self.folder).about().identifier
        assert LocalKeyring(self.mirror).about().identifier, "the mirror alone opens"
        self._see_referrals()
        self._see_events()
        gone = self._gone(self.referrals)
        self._leads_nowhere([*gone, *self._gone(self.events)])
        assert self._counted() + self.uncounted == len(gone), "counted once, each that is gone"

    def count_without_row(self, *handles: UUID) -> None:
        self.rowless.update(handles)
        self.referrals.update(handles)

    def _see_referrals(self) -> None:
        rows = {row.handle: Stage(row.stage) for row in Referral.objects.all()}
        self.referrals |= set(rows)
        handles = sorted(self.referrals)
        held = dict(zip(handles, vault.holds(handles), strict=True))
        gone = dict(zip(handles, keyring().forgotten(handles), strict=True))
        for handle in handles:
            assert held[handle] != gone[handle], "a key is here or forgotten, never both or neither"
            if handle not in rows:
                assert handle in self.rowless or gone[handle], "no row is deleted without a receipt"
            elif rows[handle] in stages.OPEN or rows[handle] is Stage.CLOSING:
                assert held[handle], f"a {rows[handle]} row has its key"
        for row in Referral.objects.filter(stage__in=[one.value for one in stages.OPEN]):
            assert vault.open_identities("referral", [(row.handle, bytes(row.sealed_identity))])[0]
        closed = [one for one in rows if rows[one] not in stages.OPEN]
        assert actions.look_many(closed, by=self.cast.cora, at=NOW) == {}, "opened by nobody"

    def _see_events(self) -> None:
        rows = {row.handle: row.stage for row in Event.objects.all()}
        if self.people_of_a_new_event is not None:
            for handle in set(rows) - self.events:
                self.people.setdefault(handle, self.people_of_a_new_event)
        self.events |= set(rows)
        handles = sorted(self.events)
        held = vault.holds(handles)
        gone = keyring().forgotten(handles)
        for handle, is_held, is_gone in zip(handles, held, gone, strict=True):
            assert is_held != is_gone
            assert handle in rows or is_gone, "no event is deleted without a receipt"
        for event in load_many(handles):
            if event.handle in self.people and event.is_open:
                found = coverage_of(event)
                assert found.exposed + found.unresolved == self.people[event.handle], "exact"

    def _gone(self, handles: set[UUID]) -> list[UUID]:
        order = sorted(handles)
        return [one for one, here in zip(order, vault.holds(order), strict=True) if not here]

    def _leads_nowhere(self, gone: Sequence[UUID]) -> None:
        for handle in gone:
            if trace := self.traces.pop(handle, None):
                assert handle not in vault.claimed([trace.prints])[0]
                assert trace.code == "" or vault.find_code(trace.code) != handle

    def _counted(self) -> int:
        return sum(vault.period(one).get("total", {}).get("all", 0) for one in vault.periods())

    # What comes afterwards.

    def let_go(self, handle: UUID) -> None:
        """The recipient's stop, so that the next one finds nobody here."""
        self.referrals.add(handle)
        actions.stop(handle, actor=Actor.RECIPIENT, by=None, at=NOW)

    def goes_on(self) -> None:
        """The worker's next round: whatever the kill left half done is mended."""
        assert None not in [number for _name, number in perform(ROUND, LATER)]

    def settles(self) -> None:
        """The next rotation: nothing is left of the kill."""
        vault.tidy(LATER)
        self.look()
        self._agree()
        assert not Referral.objects.filter(stage=Stage.FORGETTING.value).exists()

    def ends(self) -> None:
        """A day later no key is left that has no row: what a kill orphaned is let go."""
        rows = [*Referral.objects.values_list("handle", flat=True)]
        rows += Event.objects.values_list("handle", flat=True)
        vault.confirm_rows(rows)
        for hours in (13, 26):
            vault.tidy(NOW + timedelta(hours=hours))
        assert vault.orphans(rows) == []
        assert vault.holds(rows) == [True] * len(rows)

    def _agree(self) -> None:
        """Primary and mirror hold the same, and each opens."""
        ours, theirs = LocalKeyring(self.folder), LocalKeyring(self.mirror)
        assert ours.about() == theirs.about()
        assert contents(self.folder) == contents(self.mirror)
        assert ours.statistics() == theirs.statistics()
        assert (self.folder / "roots").read_bytes() == (self.mirror / "roots").read_bytes()

    def roots(self) -> set[bytes]:
        """Every root that stands in a slot, here and in the mirror."""
        found = set()
        for folder in (self.folder, self.mirror):
            content = (folder / "roots").read_bytes()
            found |= {content[:SLOT][_HEAD], content[SLOT:][_HEAD]}
        return found - {bytes(32)}


def contents(folder: Path) -> list[tuple[object, ...]]:
    """Everything that stands in a keyring's file, wrapped as it is."""
    connection = sqlite3.connect(folder / "keyring.sqlite3")
    try:
        return [
            row
            for table in ("meta", "shards", "entries")
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608
        ]
    finally:
        connection.close()
