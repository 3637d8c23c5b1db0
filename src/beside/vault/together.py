"""Those who wait are served together: one act for all of them costs little more than for one.

Forgetting is one rotation of the keyring and one transaction of the database. Whoever comes while
another's is under way waits, and the next act takes along all that have gathered by then.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar


@dataclass
class Wish:
    """What one caller waits for, and what came of it."""

    is_done: bool = False
    refusal: BaseException | None = None


Asked = TypeVar("Asked", bound=Wish)


class Together(Generic[Asked]):
    """One act at a time, for all that wait. Each wish has an end of its own."""

    def __init__(self) -> None:
        self._wishes: list[Asked] = []
        self._list = threading.Lock()
        self._turn = threading.Lock()

    def join(self, wish: Asked, act: Callable[[list[Asked]], None]) -> None:
        """Wait for this wish's end; the first in turn does the act for all. Raises its refusal."""
        with self._list:
            self._wishes.append(wish)
        with self._turn:
            if not wish.is_done:
                self._do(act)
        if wish.refusal is not None:
            raise wish.refusal

    def _do(self, act: Callable[[list[Asked]], None]) -> None:
        with self._list:
            wishes, self._wishes = self._wishes, []
        try:
            act(wishes)
        except BaseException as trouble:
            for wish in wishes:
                wish.refusal = trouble
        for wish in wishes:
            wish.is_done = True


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
