"""Pages that a visitor's browser may keep for a while. A member's keeps none of them.

What a visitor is shown there asks nothing and names nobody. A member is shown a form on every page,
and ways that say what she is here; a shared browser keeps nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from beside.doors.access import View
from beside.program.models import Member


def by_visitors(seconds: int) -> Callable[[View], View]:
    """So long, in a browser in which nobody is signed in, and nowhere on the way to it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            patch_vary_headers(response, ["Cookie"])
            if not isinstance(getattr(request, "user", None), Member):
                patch_cache_control(response, private=True, max_age=seconds)
            return response

        return inner

    return decorate
