"""An answer at a public door leaves at a steady beat, so that its time tells nothing.

To find somebody who is being reached already takes another while than to receive somebody new. Who
counts milliseconds would learn which it was. So an answer waits for the next beat.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def steadily(view: View) -> View:
    """Answer a form a whole number of beats after it came."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        began = time.monotonic()
        try:
            return view(request, *args, **kwargs)
        finally:
            if request.method == "POST" and settings.BESIDE_BEAT:
                time.sleep(left(time.monotonic() - began, settings.BESIDE_BEAT))

    return inner


def left(taken: float, beat: float) -> float:
    """How long until the next beat."""
    return max(1, math.ceil(taken / beat)) * beat - taken
