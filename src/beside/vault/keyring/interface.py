"""What a keyring is asked and what it answers: small frozen values, no names.

`Keyring` is the whole of it, for the one that runs in process (`local`) and for the one that runs
under its own user or on its own host (`served`). Raw keys never leave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from beside.rules.budgets import Spent
from beside.rules.holds import Subject as Subject
from beside.rules.sealing import Head as Head


class KeyringProblem(Exception):
    """The keyring cannot be used; the message tells the administrator why and what to do."""


class UnknownHandle(Exception):
    """The keyring has never heard of this handle. Unknown is not forgotten."""


class SealBroken(Exception):
    """A seal does not open: wrong key, wrong row, cut or changed. Always the same sentence."""

    def __init__(self) -> None:
        super().__init__("This seal does not open.")


class OnHold(Exception):
    """A legal hold covers this handle: it is not forgotten until the hold is over."""


class BudgetSpent(Exception):
    """This member, or all together, have opened as many names as may be for now."""

    def __init__(self, spent: Spent) -> None:
        super().__init__(spent.value)
        self.spent = spent


class NotReleased(Exception):
    """The counters of this period are not given out yet; `reason` is a fixed word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAgreed(Exception):
    """What needs two members cannot be done by one, nor by the same one twice."""


@dataclass(frozen=True)
class Context:
    """Where a seal stands: a row's table and its column. A seal opens nowhere else."""

    row: str
    column: str
    size: int  # bytes of padded plaintext, the same for every row

    def associated(self, version: int, handle: UUID) -> bytes:
        return b"beside|%d|%s|%s|%s" % (
            version,
            self.row.encode(),
            handle.hex.encode(),
            self.column.encode(),
        )


@dataclass(frozen=True)
class Sealed:
    """One seal and where it stands. `text` is what to seal, or the seal to open."""

    handle: UUID
    context: Context
    text: bytes

    def __repr__(self) -> str:
        return f"<sealed {self.context.row}.{self.context.column}>"


@dataclass(frozen=True)
class Opener:
    """Who opens a name. `exempt`: the first opening after a take, and the way to safety."""

    member: int
    role: str  # supporter, coordinator
    exempt: bool = False


@dataclass(frozen=True)
class Hold:
    """A legal hold: two members, a reason code, the last day. An empty scope means everything.

    Asked for, and not agreed to yet, it holds nothing: `agreed_by` is None.
    """

    identifier: str
    scope: Subject
    why: str  # a code from a fixed list
    asked_by: int
    agreed_by: int | None
    until: date


@dataclass(frozen=True)
class Closing:
    """One handle to forget, with all that is counted in the same act.

    `tables` names cells of the period's counters, `events` whose coverage grows by `coverage`,
    `supporter` whose decaying load grows by one. An event that is itself forgotten gives its
    counters to `period` and has no `tables`. `reason` and `unit` tell whether a hold covers it.
    """

    handle: UUID
    period: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    events: tuple[UUID, ...] = ()
    coverage: tuple[str, ...] = ()
    supporter: int | None = None
    week: int = 0
    reason: str = ""
    unit: str = ""

    def __repr__(self) -> str:
        return "<closing>"  # it says together who helped and in which matter


@dataclass(frozen=True)
class Receipt:
    """The keyring's word that a handle is forgotten. The same for every asking."""

    handle: UUID
    proof: str


@dataclass(frozen=True)
class About:
    """Which keyring this is, and how far it has come.

    `generation` grows with every rotation. `witnessed` is the highest generation its database has
    shown to have written down: a database that says less has come back from elsewhere.
    """

    identifier: str
    mode: str
    generation: int
    witnessed: int


@dataclass(frozen=True)
class Tidied:
    """What one tidying did, in numbers."""

    generation: int
    lost: int  # keys that outlived their limit by a week, counted as lost
    orphans: int  # keys whose row was never written
    paused: bool  # the clock leapt forward: nothing expires until somebody confirms it


@dataclass(frozen=True)
class ClockReading:
    """What the keyring thinks of the clock: `judged` is the time by which it expires."""

    judged: datetime
    mark: datetime
    paused_until: datetime | None  # set while a leap forward waits to be confirmed
    behind: bool  # the clock stands more than a day before what it has been


@dataclass(frozen=True)
class Statistics:
    """How much is held, in numbers only."""

    generation: int
    referrals: int
    events: int
    claims: int
    codes: int
    event_counters: int
    periods: int
    day_keys: int
    forgotten: int
    holds: int


@dataclass(frozen=True)
class Released:
    """The counters of one period (or of several that were too small alone), for good."""

    periods: tuple[str, ...]
    tables: Mapping[str, Mapping[str, int]]
    is_few: bool  # fewer than eleven even after a year: no table is given, only that sentence


class Keyring(Protocol):
    """Every method is one act: done whole and on the device when it returns, or not at all."""

    # Which one it is.

    def about(self) -> About: ...
    def statistics(self) -> Statistics: ...

    # Keys and seals.

    def create(self, row: str, expiry_week: date, count: int, at: datetime) -> list[UUID]: ...
    def confirm(self, handles: Sequence[UUID]) -> None: ...
    def unconfirmed(self) -> list[UUID]: ...
    def holds(self, handles: Sequence[UUID]) -> list[bool]: ...
    def seal(self, items: Sequence[Sealed]) -> list[bytes]: ...
    def open(self, items: Sequence[Sealed]) -> list[bytes | None]: ...
    def look(self, items: Sequence[Sealed], opener: Opener, at: datetime) -> list[bytes | None]: ...
    def openings(self, day: date) -> Mapping[str, int]: ...
    def alarms(self) -> Mapping[str, int]: ...
    def drop_alarms(self, told: Mapping[str, int]) -> None: ...

    # Claims: is this person already being reached?

    def claim_many(self, claims: Sequence[tuple[UUID, Sequence[str]]]) -> None: ...
    def claimed(
        self, value_lists: Sequence[Sequence[str]], at: datetime | None = None
    ) -> list[frozenset[UUID]]: ...
    def unclaim(self, handle: UUID, values: Sequence[str]) -> None: ...
    def unclaim_shared(self, handle: UUID, other: UUID) -> None: ...
    def drop_claims(self, handle: UUID) -> None: ...

    # Return codes, and what is derived from a day's key.

    def set_code(self, handle: UUID, code: str) -> None: ...
    def find_code(self, code: str) -> UUID | None: ...
    def share_codes(self, handle: UUID, into: UUID) -> None: ...
    def begin_day(self, day: date) -> None: ...
    def derive(self, day: date, purpose: str, nonce: bytes, length: int) -> bytes | None: ...

    # Counting.

    def load(self, members: Sequence[int], week: int) -> dict[int, float]: ...
    def open_event(self, handle: UUID, kind: str = "", unit: str = "") -> None: ...
    def count_event(self, handle: UUID, coverage: Sequence[str], people: int = 1) -> None: ...
    def event_coverage(self, handle: UUID) -> Mapping[str, int]: ...
    def period(self, name: str) -> Mapping[str, Mapping[str, int]]: ...
    def periods(self) -> list[str]: ...
    def release(self, name: str, today: date) -> Released: ...
    def discard(self, names: Sequence[str]) -> None: ...

    # Forgetting.

    def forget(self, closings: Sequence[Closing], today: date, witness: int = 0) -> list[Receipt]:
        """Destroy each key and count it, exactly once; asking again gives the same receipt."""
        ...

    def give_up(
        self, handles: Sequence[UUID], today: date, is_counted: bool = True
    ) -> list[Receipt]:
        """After a restore: what has no key here is given up, so that its rows may go."""
        ...

    def forgotten(self, handles: Sequence[UUID]) -> list[bool]: ...
    def orphans(self, known: Sequence[UUID]) -> list[tuple[UUID, date]]: ...
    def destroy_orphans(self, handles: Sequence[UUID], today: date) -> int: ...
    def lose(self, handles: Sequence[UUID], today: date) -> int: ...
    def tidy(self, at: datetime, witness: int = 0, *, is_told: bool = False) -> Tidied: ...
    def clock(self, at: datetime) -> ClockReading: ...
    def confirm_clock(self, at: datetime) -> None: ...

    # What two members agree on.

    def ask_hold(self, scope: Subject, why: str, member: int, today: date) -> Hold: ...
    def agree_hold(self, identifier: str, member: int, today: date) -> Hold: ...
    def end_hold(self, identifier: str) -> None: ...
    def all_holds(self, today: date) -> list[Hold]: ...
    def held_until(self, closings: Sequence[Closing], today: date) -> list[date | None]: ...
    def ask_widen(self, member: int, at: datetime) -> None: ...
    def agree_widen(self, member: int, at: datetime) -> None: ...
    def widening(self, at: datetime) -> tuple[int | None, datetime | None]: ...

    # Where the chain of the audit ends.

    def anchor(self, head: Head | None, *, is_told: bool = False) -> None:
        """From now on it ends here; it never goes back unless somebody says so (`is_told`)."""
        ...

    def anchored(self) -> Head | None: ...
