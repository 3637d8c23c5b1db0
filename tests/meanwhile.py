"""Somebody else acts in between: at a place that is named, or in a thread with a connection."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

Act = Callable[[], object]


def before(patch: pytest.MonkeyPatch, room: Any, name: str, act: Act) -> None:
    """Just before this is asked the next time, somebody else acts, once."""
    ask = getattr(room, name)

    def asked(*given: Any, **more: Any) -> Any:
        patch.setattr(room, name, ask)
        act()
        return ask(*given, **more)

    patch.setattr(room, name, asked)


def after(patch: pytest.MonkeyPatch, room: Any, name: str, act: Act) -> None:
    """Just after this was asked the next time, and before anything is done about it."""
    ask = getattr(room, name)

    def asked(*given: Any, **more: Any) -> Any:
        patch.setattr(room, name, ask)
        answer = ask(*given, **more)
        act()
        return answer

    patch.setattr(room, name, asked)


class Other(threading.Thread):
    """Somebody else, with a connection of their own; `refused` is what they were told, if so."""

    def __init__(self, act: Act) -> None:
        super().__init__()
        self._act = act
        self.refused: BaseException | None = None

    def run(self) -> None:
        try:
            self._act()
        except BaseException as refused:
            self.refused = refused
        finally:
            connections.close_all()

    def has_a_moment(self, seconds: float = 1.0) -> None:
        """They begin, and come as far as they can; who has to wait for us goes on later."""
        self.start()
        self.join(seconds)
