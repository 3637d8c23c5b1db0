"""What a form with a pasted list brings: its text, read and mended; or too much at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from beside.directory.people import TooMuch
from beside.doors.typed import readable
from beside.events import reading
from beside.events.reading import Reading

View = Callable[..., HttpResponseBase]


def too_much() -> str:
    return _(
        "This is more than we can take at once, so nothing was sent. Your browser's Back button "
        "brings back what you typed. Please send it in two parts."
    )


def with_size(again: View) -> Callable[[View], View]:
    """Answer a form that is larger than 256 kB with `again` and a kind sentence, not an error."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *given: Any, **more: Any) -> HttpResponseBase:
            try:
                len(request.POST)
            except (RequestDataTooBig, TooManyFieldsSent):
                return again(request, says=too_much(), status=413)
            return view(request, *given, **more)

        return inner

    return decorate


def with_mended_text(post: QueryDict) -> QueryDict:
    """What was typed, with the list's corrections put into the list."""
    typed = readable(post).copy()
    with suppress(TooMuch):  # the form says so
        typed["exposed"] = reading.mended(typed.get("exposed", ""), texts(typed))
    return typed


def read_again(post: QueryDict, *, checking: bool = False) -> Reading:
    """The list as it is understood now; the boxes beside it that its lines did not take up."""
    return reading.read(post.get("exposed", ""), texts(post), checking=checking)


def texts(post: QueryDict) -> dict[str, str]:
    return {key: post.get(key, "") for key in post}
