"""What a keyring is asked and what it answers: small frozen values, no names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


class KeyringProblem(Exception):
    """The keyring cannot be used; the message tells the administrator why and what to do."""


class UnknownHandle(Exception):
    """The keyring has never heard of this handle. Unknown is not forgotten."""


class SealBroken(Exception):
    """A seal does not open: wrong key, wrong row, cut or changed. Always the same sentence."""

    def __init__(self) -> None:
        super().__init__("This seal does not open.")


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
class Closing:
    """One handle to forget, with all that is counted in the same act.

    `tables` names cells of the period's counters, `event` the event whose coverage grows by
    `coverage`, `supporter` whose decaying load grows by one. An event that is itself forgotten
    gives its counters to `period` and has no `tables`.
    """

    handle: UUID
    period: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    events: tuple[UUID, ...] = ()
    coverage: tuple[str, ...] = ()
    supporter: int | None = None
    week: int = 0


@dataclass(frozen=True)
class Receipt:
    """The keyring's word that a handle is forgotten. The same for every asking."""

    handle: UUID
    proof: str


@dataclass(frozen=True)
class Statistics:
    """How much is held, in numbers only."""

    generation: int
    keys: int
    claims: int
    codes: int
    event_counters: int
    periods: int
    day_keys: int
    forgotten: int
