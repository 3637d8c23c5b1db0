"""Where the chain of the audit's sealed days ends: kept where no writer of the database is."""

from __future__ import annotations

from datetime import date

from beside.rules.sealing import Head, moves_on
from beside.vault.keyring.entries import Entries
from beside.vault.keyring.store import Store

_KIND, _NAME, _SIZE = "audit head", b"head", 256


class Anchoring:
    """The part of a keyring that holds the end of another's chain. It knows nothing of its days."""

    store: Store

    def anchor(self, head: Head | None, *, is_told: bool = False) -> None:
        """The chain ends here now: only ever later, unless an administrator says so."""
        with self.store.writing() as entries:
            if not is_told and (head is None or not moves_on(_read(entries), head)):
                return
            if head is None:
                entries.delete(_KIND, _NAME)
                return
            value = {"day": head.day.isoformat(), "digest": head.digest, "key": head.key}
            entries.write(_KIND, _NAME, value, size=_SIZE)

    def anchored(self) -> Head | None:
        with self.store.reading() as entries:
            return _read(entries)


def _read(entries: Entries) -> Head | None:
    held = entries.read(_KIND, _NAME)
    if held is None:
        return None
    return Head(date.fromisoformat(held["day"]), held["digest"], held["key"])
