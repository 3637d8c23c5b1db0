"""An answer at a public door leaves at a steady beat, so that its time tells nothing.

To find somebody who is being reached already takes another while than to receive somebody new, and
so does a letter to a member. Who counts milliseconds would learn which it was. So an answer takes
as long as the slowest of late, rounded up to a beat: on a busy machine too, where both would take
longer than one.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

LATELY = 64  # answers of one door
MOST = 1.0  # a very long list does not slow down whoever comes after it for more than this
View = Callable[..., HttpResponseBase]


def steadily(view: View) -> View:
    """Answer every form of this door after the same while."""
    lately: deque[float] = deque(maxlen=LATELY)

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        began = time.perf_counter()
        try:
            return view(request, *args, **kwargs)
        finally:
            if request.method == "POST" and settings.BESIDE_BEAT:
                taken = time.perf_counter() - began
                lately.append(min(taken, MOST))
                until = whole(max(taken, *lately), settings.BESIDE_BEAT)
                time.sleep(max(0.0, until - (time.perf_counter() - began)))

    return inner


def whole(taken: float, beat: float) -> float:
    """So many seconds, rounded up to a beat."""
    return max(1, math.ceil(taken / beat)) * beat
