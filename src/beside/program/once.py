"""What a page asks of the program's decisions, it asks once.

A page that only reads may come upon the same decision in its form, its sentence and its frame.
Kept for that one page and no longer: whoever writes, and the worker, asks anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

Answer = TypeVar("Answer")
READS = ("GET", "HEAD")
_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """For the length of one page that only reads."""

    def inner(request: HttpRequest) -> HttpResponseBase:
        token = _kept.set({} if request.method in READS else None)
        try:
            return get_response(request)
        finally:
            _kept.reset(token)

    return inner


def once_a_page(name: str, ask: Callable[[], Answer]) -> Answer:
    """What was answered to this name on this page already, or the answer now."""
    kept = _kept.get()
    if kept is None:
        return ask()
    if name not in kept:
        kept[name] = ask()
    found: Answer = kept[name]
    return found
