"""The keyring that runs in process: the embedded default, and what the served one serves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from beside.rules.clocks import monday
from beside.rules.periods import may_release
from beside.vault.keyring import clock as clock_of
from beside.vault.keyring import codes, keys
from beside.vault.keyring.agreeing import Agreeing
from beside.vault.keyring.anchoring import Anchoring
from beside.vault.keyring.budgets import Budgets
from beside.vault.keyring.claims import Claims
from beside.vault.keyring.codes import Codes, DayKeys
from beside.vault.keyring.counting import Counters
from beside.vault.keyring.forgetting import Forgetting, forget_together
from beside.vault.keyring.holding import Holds
from beside.vault.keyring.interface import (
    About,
    BudgetSpent,
    ClockReading,
    Closing,
    NotReleased,
    Opener,
    Receipt,
    Released,
    Sealed,
    Statistics,
    Tidied,
)
from beside.vault.keyring.secrets import create_secrets
from beside.vault.keyring.store import Store


class LocalKeyring(Agreeing, Anchoring):
    """`interface.Keyring`, each method one transaction of the store."""

    def __init__(
        self, folder: Path, roots_path: Path | None = None, mirror: Path | None = None
    ) -> None:
        self.store = Store(folder, roots_path, mirror)

    @classmethod
    def create_new(
        cls,
        folder: Path,
        mode: str,
        roots_path: Path | None = None,
        mirror: Path | None = None,
    ) -> LocalKeyring:
        """A new keyring, stamped with the mode it may be used in."""
        keyring = cls(folder, roots_path, mirror)
        keyring.store.create(uuid.uuid4().hex, mode, create_secrets)
        return keyring

    # Which one it is.

    def about(self) -> About:
        with self.store.reading() as entries:
            meta = dict(entries.connection.execute("SELECT name, value FROM meta"))
        return About(meta["id"], meta["mode"], int(meta["generation"]), int(meta["witnessed"]))

    def statistics(self) -> Statistics:
        with self.store.reading() as entries:
            rows = [key.row for _handle, key in keys.everyone(entries)]
            return Statistics(
                generation=entries.generation,
                referrals=len(rows) - rows.count("event"),
                events=rows.count("event"),
                claims=Claims(entries).count(),
                codes=entries.count(codes.CODE),
                event_counters=Counters(entries).count_events(),
                periods=len(Counters(entries).periods()),
                day_keys=entries.count(codes.DAY),
                forgotten=Forgetting(entries).count_forgotten(),
                holds=Holds(entries).count(),
            )

    # Keys and seals.

    def create(self, row: str, expiry_week: date, count: int, at: datetime) -> list[UUID]:
        """New handles whose keys are on the device before anyone writes a row."""
        with self.store.writing() as entries:
            clock_of.begin(entries, at)
            limit, now = clock_of.allow(entries, expiry_week, at)
            return keys.create(entries, row, limit, count, now)

    def confirm(self, handles: Sequence[UUID]) -> None:
        """The rows of these handles have been seen: their keys are no orphans."""
        with self.store.writing() as entries:
            keys.confirm(entries, handles)

    def unconfirmed(self) -> list[UUID]:
        with self.store.reading() as entries:
            return [handle for handle, key in keys.everyone(entries) if not key.confirmed]

    def holds(self, handles: Sequence[UUID]) -> list[bool]:
        """For each handle, whether its key is here."""
        with self.store.reading() as entries:
            return [entries.has(keys.KIND, handle.bytes) for handle in handles]

    def seal(self, items: Sequence[Sealed]) -> list[bytes]:
        with self.store.reading() as entries:
            return keys.seal(entries, items)

    def open(self, items: Sequence[Sealed]) -> list[bytes | None]:
        with self.store.reading() as entries:
            return keys.open_seals(entries, items)

    def look(self, items: Sequence[Sealed], opener: Opener, at: datetime) -> list[bytes | None]:
        """Open names for a member: counted, and refused with `BudgetSpent` beyond the budget."""
        handles = [one.handle for one in items]
        with self.store.reading() as entries:
            if not Budgets(entries).fresh(opener, handles, at):
                return keys.open_seals(entries, items)
        try:
            with self.store.writing() as entries:
                Budgets(entries).spend(opener, handles, at)
                return keys.open_seals(entries, items)
        except BudgetSpent:
            self._alarm("openings", at)
            raise

    def _alarm(self, what: str, at: datetime) -> None:
        with self.store.writing() as entries:
            Budgets(entries).alarm(what)

    def openings(self, day: date) -> Mapping[str, int]:
        with self.store.reading() as entries:
            return Budgets(entries).openings(day)

    def alarms(self) -> Mapping[str, int]:
        """What has gone beyond its budget and was not written down elsewhere yet; how often."""
        with self.store.reading() as entries:
            return Budgets(entries).alarms()

    def drop_alarms(self, told: Mapping[str, int]) -> None:
        """These are written down, for good: they are told no more."""
        with self.store.writing() as entries:
            Budgets(entries).drop_alarms(told)

    # Claims: is this person already being reached?

    def claim_many(self, claims: Sequence[tuple[UUID, Sequence[str]]]) -> None:
        """Each handle now stands for these fingerprints, until it is forgotten."""
        with self.store.writing() as entries:
            for handle, values in claims:
                keys.need(entries, handle)
                Claims(entries).add(handle, values)

    def claimed(
        self, value_lists: Sequence[Sequence[str]], at: datetime | None = None
    ) -> list[frozenset[UUID]]:
        """For each list of fingerprints, the handles that stand for any of them."""
        if at is not None:
            with self.store.writing() as entries:
                Budgets(entries).count_claims(len(value_lists), at)
        with self.store.reading() as entries:
            claims = Claims(entries)
            return [claims.owners(values) for values in value_lists]

    def unclaim(self, handle: UUID, values: Sequence[str]) -> None:
        """Fingerprints that turned out not to be this person's."""
        with self.store.writing() as entries:
            Claims(entries).remove(handle, values)

    def unclaim_shared(self, handle: UUID, other: UUID) -> None:
        with self.store.writing() as entries:
            Claims(entries).remove_shared(handle, other)

    def drop_claims(self, handle: UUID) -> None:
        """Every fingerprint this handle stands for goes, for good."""
        with self.store.rotating() as entries:
            Claims(entries).drop(handle)

    # Return codes, and what is derived from a day's key.

    def set_code(self, handle: UUID, code: str) -> None:
        with self.store.writing() as entries:
            keys.need(entries, handle)
            Codes(entries).set(handle, code)

    def find_code(self, code: str) -> UUID | None:
        with self.store.reading() as entries:
            return Codes(entries).find(code)

    def share_codes(self, handle: UUID, into: UUID) -> None:
        """Every code that led to the first now leads to the second."""
        with self.store.writing() as entries:
            keys.need(entries, into)
            Codes(entries).share(handle, into)

    def begin_day(self, day: date) -> None:
        """See to it that the day has a key."""
        with self.store.reading() as entries:
            if DayKeys(entries).has(day):
                return
        with self.store.writing() as entries:
            DayKeys(entries).begin(day)

    def derive(self, day: date, purpose: str, nonce: bytes, length: int) -> bytes | None:
        """Bytes that only this nonce on this day gives; None once the day's key is gone."""
        with self.store.reading() as entries:
            return DayKeys(entries).derive(day, purpose, nonce, length)

    # Counting.

    def load(self, members: Sequence[int], week: int) -> dict[int, float]:
        """Each supporter's load, halved every eight weeks."""
        with self.store.reading() as entries:
            loads = Counters(entries).loads(week)
        return {one: loads.get(one, 0.0) for one in members}

    def open_event(self, handle: UUID, kind: str = "", unit: str = "") -> None:
        """An event whose coverage will be counted here; kind and unit are for a legal hold."""
        with self.store.writing() as entries:
            keys.need(entries, handle)
            Counters(entries).open_event(handle)
            Holds(entries).tag(handle, kind, unit)

    def count_event(self, handle: UUID, coverage: Sequence[str], people: int = 1) -> None:
        """So many more people of this event, who are already looked after elsewhere."""
        with self.store.writing() as entries:
            Counters(entries).count_event(handle, coverage, people)

    def event_coverage(self, handle: UUID) -> Mapping[str, int]:
        """What was counted for the event when its referrals were forgotten."""
        with self.store.reading() as entries:
            return Counters(entries).event(handle)

    def period(self, name: str) -> Mapping[str, Mapping[str, int]]:
        """The period's counters, table by table, as they grow. Only tests may ask."""
        with self.store.reading() as entries:
            return Counters(entries).period(name)

    def periods(self) -> list[str]:
        with self.store.reading() as entries:
            return Counters(entries).periods()

    def release(self, name: str, today: date) -> Released:
        """The counters of a period that is over and of small ones before it; or `NotReleased`."""
        with self.store.reading() as entries:
            counters = Counters(entries)
            totals = {one: counters.total(one) for one in counters.periods()}
            found = may_release(name, totals, today)
            if found.refusal:
                raise NotReleased(found.refusal)
            tables = {} if found.is_few else counters.joined(found.periods)
        return Released(found.periods, tables, found.is_few)

    def discard(self, names: Sequence[str]) -> None:
        """What was published and confirmed is forgotten here too."""
        with self.store.rotating() as entries:
            for name in names:
                Counters(entries).drop_period(name)

    # Forgetting.

    def forget(self, closings: Sequence[Closing], today: date, witness: int = 0) -> list[Receipt]:
        """Destroy each key and count it, in one rotation: exactly once, whatever happens.

        Asking again returns the same receipt and counts nothing. A handle never heard of raises
        `UnknownHandle`, one that a hold covers `OnHold`, and then nothing of this asking is done.
        """
        return forget_together(self.store.folder, self.store.rotating, closings, today, witness)

    def give_up(
        self, handles: Sequence[UUID], today: date, is_counted: bool = True
    ) -> list[Receipt]:
        """After a restore: what has no key here is given up, so that its rows may go.

        A handle whose key is here is left alone and gets no receipt.
        """
        with self.store.rotating() as entries:
            gone = [one for one in handles if not entries.has(keys.KIND, one.bytes)]
            forgetting = Forgetting(entries)
            end = forgetting.lose if is_counted else forgetting.destroy_orphan
            return [end(one, today) for one in gone]

    def forgotten(self, handles: Sequence[UUID]) -> list[bool]:
        """For each handle, whether it was forgotten here within the last 120 days."""
        with self.store.reading() as entries:
            return [Forgetting(entries).is_forgotten(one) for one in handles]

    def orphans(self, known: Sequence[UUID]) -> list[tuple[UUID, date]]:
        """Keys for which no row was named, each with the Monday of the week it was made in."""
        rows = set(known)
        with self.store.reading() as entries:
            return [
                (handle, monday(key.made.date()))
                for handle, key in keys.everyone(entries)
                if handle not in rows
            ]

    def destroy_orphans(self, handles: Sequence[UUID], today: date) -> int:
        """After a restore, and only when told: these keys belong to no row any more."""
        with self.store.rotating() as entries:
            return clock_of.let_go(entries, handles, today, is_counted=False)

    def lose(self, handles: Sequence[UUID], today: date) -> int:
        """After a restore, and only when told: the rows of these keys are lost, and so are they."""
        with self.store.rotating() as entries:
            return clock_of.let_go(entries, handles, today, is_counted=True)

    def tidy(self, at: datetime, witness: int = 0, *, is_told: bool = False) -> Tidied:
        """Let go of what has had its time. `is_told`: as if it were then, by somebody's word."""
        with self.store.rotating(witness) as entries:
            lost, orphans, paused = clock_of.tidy(entries, at, is_told=is_told)
            generation = entries.generation + 1
        return Tidied(generation, lost, orphans, paused)

    def clock(self, at: datetime) -> ClockReading:
        with self.store.reading() as entries:
            return clock_of.read(entries, at)

    def confirm_clock(self, at: datetime) -> None:
        """An administrator says that the clock is right as it is."""
        with self.store.writing() as entries:
            clock_of.confirm(entries, at)
