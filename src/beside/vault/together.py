"""Those who wait are served together: one act for all of them costs little more than for one.

Forgetting is one rotation of the keyring and one transaction of the database. Whoever comes while
another's is under way waits, and the next act takes along all that have gathered by then.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar


@dataclass
class Wish:
    """What one caller waits for, and what came of it."""

    is_done: bool = False
    refusal: BaseException | None = None
    turn: threading.Event = field(default_factory=threading.Event, repr=False)


Asked = TypeVar("Asked", bound=Wish)


class Together(Generic[Asked]):
    """One act at a time, for all that wait. Each wish has an end of its own."""

    def __init__(self) -> None:
        self._waiting: list[Asked] = []
        self._is_acting = False
        self._lock = threading.Lock()

    def join(self, wish: Asked, act: Callable[[list[Asked]], None]) -> None:
        """Wait for this wish's end. Who finds nobody acting does it for all. Raises its refusal."""
        with self._lock:
            self._waiting.append(wish)
            if not self._is_acting:
                self._is_acting = True
                wish.turn.set()
        try:
            wish.turn.wait()
        except BaseException:
            self._leave(wish)
            raise
        if not wish.is_done:
            self._do(wish, act)
        if wish.refusal is not None:
            raise wish.refusal

    def _do(self, mine: Asked, act: Callable[[list[Asked]], None]) -> None:
        with self._lock:
            wishes, self._waiting = self._waiting, []
        done = [mine]
        try:
            act(wishes)
            done = wishes
        except Exception as trouble:
            for wish in wishes:
                wish.refusal = trouble
            done = wishes
        finally:
            # Whoever is told to end in the middle ends alone: the others' wishes wait again.
            self._hand_on(done, [one for one in wishes if not _is_among(one, done)])

    def _hand_on(self, done: list[Asked], again: list[Asked]) -> None:
        """Those who are done go; whoever has waited longest of the others is the next to act."""
        with self._lock:
            for wish in done:
                wish.is_done = True
                wish.turn.set()
            for wish in again:
                wish.refusal = None
            self._waiting = [*again, *self._waiting]
            self._appoint()

    def _leave(self, wish: Asked) -> None:
        """Who cannot wait any longer takes the wish along; a turn that was theirs is the next's."""
        with self._lock:
            had_turn = wish.turn.is_set() and not wish.is_done
            self._waiting = [one for one in self._waiting if one is not wish]
            if had_turn:
                self._appoint()

    def _appoint(self) -> None:
        self._is_acting = bool(self._waiting)
        if self._waiting:
            self._waiting[0].turn.set()


def _is_among(wish: Wish, wishes: Sequence[Wish]) -> bool:
    """This very one, and not one that says the same."""
    return any(one is wish for one in wishes)


class Queues(Generic[Asked]):
    """The queues of this process, by what they stand before."""

    def __init__(self) -> None:
        self._begin()
        # A forked process starts with nobody waiting; the locks of its parent are not its own.
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[str, Together[Asked]] = {}

    def __getitem__(self, name: str) -> Together[Asked]:
        with self._lock:
            return self._queues.setdefault(name, Together())
