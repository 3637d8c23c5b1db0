"""Count while forgetting, exactly once; and what wants to be forgotten at once, together."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from beside.rules.periods import period_of
from beside.rules.retention import REMEMBERED_DAYS
from beside.vault.keyring import keys
from beside.vault.keyring.claims import Claims
from beside.vault.keyring.codes import Codes
from beside.vault.keyring.counting import Counters
from beside.vault.keyring.entries import Entries
from beside.vault.keyring.holding import Holds
from beside.vault.keyring.interface import (
    Closing,
    OnHold,
    Receipt,
    UnknownHandle,
)
from beside.vault.keyring.secrets import digest, secret
from beside.vault.together import Queues, Wish

_FORGOTTEN = "forgotten "  # a kind for each week, so that an old week goes as a whole


class Forgetting:
    """The end of keys, within one keyring transaction that rotates."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self._secret = secret(entries, "receipts")

    def forget(self, closing: Closing, today: date) -> Receipt:
        """The key goes and is counted; a handle that is gone already gives the same receipt."""
        handle = closing.handle
        if not self._entries.has(keys.KIND, handle.bytes):
            if not self.is_forgotten(handle):
                raise UnknownHandle
            return self._receipt(handle)
        if Holds(self._entries).until([closing], today) != [None]:
            raise OnHold
        counters = Counters(self._entries)
        counters.count(closing)
        counters.close_event(handle, closing.period)
        return self._destroy(handle, today)

    def lose(self, handle: UUID, today: date) -> Receipt:
        """The key is gone or must go, and nobody can say any more how it ended."""
        if not self.is_forgotten(handle):
            Counters(self._entries).count_lost(period_of(today))
        return self._destroy(handle, today)

    def destroy_orphan(self, handle: UUID, today: date) -> Receipt:
        """A key whose row is nowhere: nobody was behind it, so nobody is counted."""
        return self._destroy(handle, today)

    def is_forgotten(self, handle: UUID) -> bool:
        name = self._name(handle)
        return any(self._entries.has(kind, name) for kind in self._entries.kinds(_FORGOTTEN))

    def count_forgotten(self) -> int:
        return sum(map(self._entries.count, self._entries.kinds(_FORGOTTEN)))

    def drop_old(self, today: date) -> None:
        """A handle is remembered as forgotten for 120 days, and a week's rest at most."""
        oldest = _kind(today - timedelta(days=REMEMBERED_DAYS))
        for kind in self._entries.kinds(_FORGOTTEN):
            if kind < oldest:
                for name in self._entries.names(kind):
                    self._entries.delete(kind, name)

    def _destroy(self, handle: UUID, today: date) -> Receipt:
        Claims(self._entries).drop(handle)
        Codes(self._entries).drop(handle)
        Holds(self._entries).untag(handle)
        Counters(self._entries).drop_event(handle)
        self._entries.delete(keys.KIND, handle.bytes)
        if not self.is_forgotten(handle):
            self._entries.put(_kind(today), self._name(handle), b"", size=16)
        return self._receipt(handle)

    def _receipt(self, handle: UUID) -> Receipt:
        return Receipt(handle, self._name(handle).hex())

    def _name(self, handle: UUID) -> bytes:
        return digest(self._secret, handle.hex)


def _kind(day: date) -> str:
    return f"{_FORGOTTEN}{day.toordinal() // 7:06}"


# Many at once.


@dataclass
class _Wish(Wish):
    """What one caller wants forgotten: done whole or not at all, whatever becomes of others'."""

    closings: Sequence[Closing] = ()
    today: date = date.min
    witness: int = 0
    receipts: list[Receipt] = field(default_factory=list)


Rotating = Callable[[int], AbstractContextManager[Entries]]
_queues = Queues[_Wish]()


def forget_together(
    folder: os.PathLike[str],
    rotating: Rotating,
    closings: Sequence[Closing],
    today: date,
    witness: int,
) -> list[Receipt]:
    """One rotation for all of this process that wait for this keyring."""
    wish = _Wish(closings=closings, today=today, witness=witness)

    def rotate(wishes: list[_Wish]) -> None:
        with rotating(max(one.witness for one in wishes)) as entries:
            for one in wishes:
                _grant(entries, one)

    _queues[os.fspath(folder)].join(wish, rotate)
    return wish.receipts


def _grant(entries: Entries, wish: _Wish) -> None:
    try:
        with _undone_on_error(entries):
            forgetting = Forgetting(entries)
            wish.receipts = [forgetting.forget(one, wish.today) for one in wish.closings]
    except sqlite3.Error:
        raise  # the disk's trouble is everybody's
    except Exception as refusal:
        wish.refusal = refusal


@contextmanager
def _undone_on_error(entries: Entries) -> Iterator[None]:
    entries.connection.execute("SAVEPOINT wish")
    try:
        yield
    except BaseException:
        entries.connection.execute("ROLLBACK TO wish")
        raise
    finally:
        entries.connection.execute("RELEASE wish")
