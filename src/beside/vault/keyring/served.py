"""The keyring that runs under its own user or on its own host, as whoever asks it sees it.

A list that does not fit into one frame is asked in pieces, in order, each an act of its own; what
has been done of it when one piece is refused stays done, and may be asked again. (A frame holds
about 950 names or 250 facts: more names than anybody's budget.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import cbor2

from beside.vault.keyring import methods, reaching, wire
from beside.vault.keyring.address import Address
from beside.vault.keyring.interface import (
    About,
    ClockReading,
    Closing,
    Head,
    Hold,
    Opener,
    Receipt,
    Released,
    Sealed,
    Statistics,
    Subject,
    Tidied,
)
from beside.vault.keyring.methods import Method, Pieces
from beside.vault.keyring.values import Malformed

T = TypeVar("T")
_ROOM = wire.LIMIT - 4096  # for the pieces of a list; the rest is for what stands beside it


class ServedKeyring:
    """`interface.Keyring`, each method a question to a server."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def _ask(self, method: Method[T], *arguments: Any) -> T:
        try:
            plain = [
                kind.encode(one) for kind, one in zip(method.takes.values(), arguments, strict=True)
            ]
            if method.pieces is None:
                return self._ask_plain(method, plain)
            return self._in_pieces(method, method.pieces, plain)
        except Malformed:
            raise wire.Answered(wire.MALFORMED) from None

    def _in_pieces(self, method: Method[T], pieces: Pieces, plain: list[Any]) -> T:
        at = list(method.takes).index(pieces.argument)
        answers = [
            self._ask_plain(method, [*plain[:at], piece, *plain[at + 1 :]])
            for piece in _split(plain[at], pieces)
        ]
        joined: T = answers[0] if len(answers) == 1 else pieces.join(answers)
        return joined

    def _ask_plain(self, method: Method[T], plain: list[Any]) -> T:
        question = wire.question(method.name, plain)
        answer = reaching.ask(self.address, question, is_repeatable=method.is_repeatable)
        try:
            return method.gives.decode(answer)
        except Malformed:
            reaching.let_go(self.address)
            raise reaching.no_keyring(self.address) from None

    # Which one it is.

    def about(self) -> About:
        return self._ask(methods.ABOUT)

    def statistics(self) -> Statistics:
        return self._ask(methods.STATISTICS)

    # Keys and seals.

    def create(self, row: str, expiry_week: date, count: int, at: datetime) -> list[UUID]:
        return self._ask(methods.CREATE, row, expiry_week, count, at)

    def confirm(self, handles: Sequence[UUID]) -> None:
        return self._ask(methods.CONFIRM, handles)

    def unconfirmed(self) -> list[UUID]:
        return self._ask(methods.UNCONFIRMED)

    def holds(self, handles: Sequence[UUID]) -> list[bool]:
        return self._ask(methods.HOLDS, handles)

    def seal(self, items: Sequence[Sealed]) -> list[bytes]:
        return self._ask(methods.SEAL, items)

    def open(self, items: Sequence[Sealed]) -> list[bytes | None]:
        return self._ask(methods.OPEN, items)

    def look(self, items: Sequence[Sealed], opener: Opener, at: datetime) -> list[bytes | None]:
        return self._ask(methods.LOOK, items, opener, at)

    def openings(self, day: date) -> Mapping[str, int]:
        return self._ask(methods.OPENINGS, day)

    def alarms(self) -> Mapping[str, int]:
        return self._ask(methods.ALARMS)

    def drop_alarms(self, told: Mapping[str, int]) -> None:
        return self._ask(methods.DROP_ALARMS, told)

    # Claims.

    def claim_many(self, claims: Sequence[tuple[UUID, Sequence[str]]]) -> None:
        return self._ask(methods.CLAIM_MANY, claims)

    def claimed(
        self, value_lists: Sequence[Sequence[str]], at: datetime | None = None
    ) -> list[frozenset[UUID]]:
        return self._ask(methods.CLAIMED, value_lists, at)

    def unclaim(self, handle: UUID, values: Sequence[str]) -> None:
        return self._ask(methods.UNCLAIM, handle, values)

    def unclaim_shared(self, handle: UUID, other: UUID) -> None:
        return self._ask(methods.UNCLAIM_SHARED, handle, other)

    def drop_claims(self, handle: UUID) -> None:
        return self._ask(methods.DROP_CLAIMS, handle)

    # Return codes, and what is derived from a day's key.

    def set_code(self, handle: UUID, code: str) -> None:
        return self._ask(methods.SET_CODE, handle, code)

    def find_code(self, code: str) -> UUID | None:
        return self._ask(methods.FIND_CODE, code)

    def share_codes(self, handle: UUID, into: UUID) -> None:
        return self._ask(methods.SHARE_CODES, handle, into)

    def begin_day(self, day: date) -> None:
        return self._ask(methods.BEGIN_DAY, day)

    def derive(self, day: date, purpose: str, nonce: bytes, length: int) -> bytes | None:
        return self._ask(methods.DERIVE, day, purpose, nonce, length)

    # Counting.

    def load(self, members: Sequence[int], week: int) -> dict[int, float]:
        return self._ask(methods.LOAD, members, week)

    def open_event(self, handle: UUID, kind: str = "", unit: str = "") -> None:
        return self._ask(methods.OPEN_EVENT, handle, kind, unit)

    def count_event(self, handle: UUID, coverage: Sequence[str], people: int = 1) -> None:
        return self._ask(methods.COUNT_EVENT, handle, coverage, people)

    def event_coverage(self, handle: UUID) -> Mapping[str, int]:
        return self._ask(methods.EVENT_COVERAGE, handle)

    def period(self, name: str) -> Mapping[str, Mapping[str, int]]:
        return self._ask(methods.PERIOD, name)

    def periods(self) -> list[str]:
        return self._ask(methods.PERIODS)

    def release(self, name: str, today: date) -> Released:
        return self._ask(methods.RELEASE, name, today)

    def discard(self, names: Sequence[str]) -> None:
        return self._ask(methods.DISCARD, names)

    # Forgetting.

    def forget(self, closings: Sequence[Closing], today: date, witness: int = 0) -> list[Receipt]:
        return self._ask(methods.FORGET, closings, today, witness)

    def give_up(
        self, handles: Sequence[UUID], today: date, is_counted: bool = True
    ) -> list[Receipt]:
        return self._ask(methods.GIVE_UP, handles, today, is_counted)

    def forgotten(self, handles: Sequence[UUID]) -> list[bool]:
        return self._ask(methods.FORGOTTEN, handles)

    def orphans(self, known: Sequence[UUID]) -> list[tuple[UUID, date]]:
        return self._ask(methods.ORPHANS, known)

    def destroy_orphans(self, handles: Sequence[UUID], today: date) -> int:
        return self._ask(methods.DESTROY_ORPHANS, handles, today)

    def lose(self, handles: Sequence[UUID], today: date) -> int:
        return self._ask(methods.LOSE, handles, today)

    def tidy(self, at: datetime, witness: int = 0, *, is_told: bool = False) -> Tidied:
        return self._ask(methods.TIDY, at, witness, is_told)

    def clock(self, at: datetime) -> ClockReading:
        return self._ask(methods.CLOCK, at)

    def confirm_clock(self, at: datetime) -> None:
        return self._ask(methods.CONFIRM_CLOCK, at)

    # What two members agree on.

    def ask_hold(self, scope: Subject, why: str, member: int, today: date) -> Hold:
        return self._ask(methods.ASK_HOLD, scope, why, member, today)

    def agree_hold(self, identifier: str, member: int, today: date) -> Hold:
        return self._ask(methods.AGREE_HOLD, identifier, member, today)

    def end_hold(self, identifier: str) -> None:
        return self._ask(methods.END_HOLD, identifier)

    def all_holds(self, today: date) -> list[Hold]:
        return self._ask(methods.ALL_HOLDS, today)

    def held_until(self, closings: Sequence[Closing], today: date) -> list[date | None]:
        return self._ask(methods.HELD_UNTIL, closings, today)

    def ask_widen(self, member: int, at: datetime) -> None:
        return self._ask(methods.ASK_WIDEN, member, at)

    def agree_widen(self, member: int, at: datetime) -> None:
        return self._ask(methods.AGREE_WIDEN, member, at)

    def widening(self, at: datetime) -> tuple[int | None, datetime | None]:
        return self._ask(methods.WIDENING, at)

    # Where the chain of the audit ends.

    def anchor(self, head: Head | None, *, is_told: bool = False) -> None:
        return self._ask(methods.ANCHOR, head, is_told)

    def anchored(self) -> Head | None:
        return self._ask(methods.ANCHORED)


def _split(elements: list[Any], pieces: Pieces) -> Iterator[list[Any]]:
    """The list in pieces of which neither question nor answer passes a frame; at least one."""
    piece: list[Any] = []
    room = _ROOM
    for one in elements:
        weight = max(len(cbor2.dumps(one)), pieces.weight(one))
        if piece and weight > room:
            yield piece
            piece, room = [], _ROOM
        piece.append(one)
        room -= weight
    yield piece
