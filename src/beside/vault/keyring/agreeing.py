"""What one member asks for and a second agrees to: a legal hold, and wider budgets for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from beside.vault.keyring.budgets import Budgets
from beside.vault.keyring.holding import Holds
from beside.vault.keyring.interface import Closing, Hold, Subject
from beside.vault.keyring.store import Store


class Agreeing:
    """The part of a keyring that needs two."""

    store: Store

    def ask_hold(self, scope: Subject, why: str, member: int, today: date) -> Hold:
        with self.store.writing() as entries:
            return Holds(entries).ask(scope, why, member, today)

    def agree_hold(self, identifier: str, member: int, today: date) -> Hold:
        """A second member agrees: what was asked with the same words before is renewed by it.

        The same member twice, and a hold not asked for or agreed already, is `NotAgreed`.
        """
        with self.store.writing() as entries:
            return Holds(entries).agree(identifier, member, today)

    def end_hold(self, identifier: str) -> None:
        with self.store.rotating() as entries:
            Holds(entries).end(identifier)

    def all_holds(self, today: date) -> list[Hold]:
        with self.store.reading() as entries:
            return Holds(entries).all(today)

    def held_until(self, closings: Sequence[Closing], today: date) -> list[date | None]:
        """For each closing the last day on which a hold in force covers it; None: nothing does."""
        with self.store.reading() as entries:
            return Holds(entries).until(closings, today)

    def ask_widen(self, member: int, at: datetime) -> None:
        """A mass event: this member asks that more names may be opened for a day."""
        with self.store.writing() as entries:
            Budgets(entries).ask_widen(member, at)

    def agree_widen(self, member: int, at: datetime) -> None:
        with self.store.writing() as entries:
            Budgets(entries).agree_widen(member, at)

    def widening(self, at: datetime) -> tuple[int | None, datetime | None]:
        with self.store.reading() as entries:
            return Budgets(entries).widening(at)
