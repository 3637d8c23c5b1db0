"""When very many forms come: a moment's wait at most of the doors, a refusal at none.

What is counted lives in this process alone, under a digest of the first part of an address that a
new secret salts every day. No address is kept or logged.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import threading
import time
from collections.abc import Callable
from datetime import date
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, b62_decode
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from beside.rules import floods

TRAP = "leave_this_empty"
WAITED = "waited"
MOST_MARKS = 4096
View = Callable[..., HttpResponseBase]


class Meters:
    """What came lately, by door and neighbourhood."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._day: date | None = None
        self._salt = b""
        self._marks: dict[bytes, float] = {}

    def is_rush(self, door: str, neighbourhood: str, now: float) -> bool:
        """Count one form; whether more come than the rates allow."""
        with self._lock:
            self._begin_day()
            if self._count(f"{door}|{neighbourhood}", floods.NEIGHBOURHOOD, now):
                return True  # a flood from one place is nobody else's
            return self._count(door, floods.EVERYWHERE, now)

    def _begin_day(self) -> None:
        today = timezone.localdate()
        if today != self._day:
            self._day, self._salt, self._marks = today, os.urandom(32), {}

    def _count(self, what: str, rate: floods.Rate, now: float) -> bool:
        key = hmac.digest(self._salt, what.encode(), "sha256")[:8]
        mark, is_over = floods.count(self._marks.pop(key, 0.0), rate, now)
        self._marks[key] = mark  # at the end: the first one is the one that was idle longest
        if len(self._marks) > MOST_MARKS:
            del self._marks[next(iter(self._marks))]
        return is_over


METERS = Meters()


def forget_process_state() -> None:
    """As if this process had just begun."""
    METERS.forget()


def is_rush(request: HttpRequest, door: str) -> bool:
    """Whether this form is one of very many, or fell into the trap that people do not see."""
    many = METERS.is_rush(door, _neighbourhood(request), time.monotonic())
    return many or bool(request.POST.get(TRAP))


def gently(door: str) -> Callable[[View], View]:
    """In a rush, show a page that waits with all that was typed; who has waited is let in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST" or has_waited(request) or not is_rush(request, door):
                return view(request, *args, **kwargs)
            return _wait(request)

        return inner

    return decorate


def has_waited(request: HttpRequest) -> bool:
    """Whether these very fields have been here before, long enough ago."""
    age = _age(request)
    return age is not None and floods.WAIT <= age <= floods.WAITED_FOR


def _wait(request: HttpRequest) -> HttpResponseBase:
    ticket = request.POST.get(WAITED, "")
    age = _age(request)
    if age is None or age > floods.WAITED_FOR:
        ticket, age = _ticket(request), 0
    fields = [
        (name, value) for name in request.POST for value in request.POST.getlist(name)
        if name not in (WAITED, TRAP)
    ]  # fmt: skip
    seconds = max(1, floods.WAIT - age)
    context = {"typed": fields, "ticket": ticket, "seconds": seconds, "public_form": True}
    answer = render(request, "doors/wait.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _age(request: HttpRequest) -> int | None:
    """For how many seconds these very fields have waited; None if they have not."""
    text = request.POST.get(WAITED, "")
    signer = _signer()
    try:
        ours, _dot, _chance = signer.unsign(text).partition(".")
    except BadSignature:
        return None
    if not hmac.compare_digest(ours, _digest(request)):
        return None
    return int(time.time()) - b62_decode(text.split(":")[-2])


def _ticket(request: HttpRequest) -> str:
    """For these very fields, and never twice the same.

    A scanner takes a page that another text makes another, and nothing else, for an injection; a
    house that has its own sites scanned would be alarmed for nothing.
    """
    return _signer().sign(f"{_digest(request)}.{os.urandom(4).hex()}")


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="beside.doors.rush")


def _digest(request: HttpRequest) -> str:
    """What was typed, in as few signs as can stand in a page."""
    typed = [
        (name, request.POST.getlist(name))
        for name in sorted(request.POST)
        if name not in (WAITED, TRAP)
    ]
    # A browser writes the ends of lines in its own way, the second time.
    alike = [(name, ["\n".join(one.splitlines()) for one in values]) for name, values in typed]
    return sha256(repr(alike).encode()).hexdigest()


def _neighbourhood(request: HttpRequest) -> str:
    """The first part of the address that asks: as much as a house or a street has in common."""
    given = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        # The last one was written by the server in front of us, the others by whoever asks.
        given = request.headers.get("X-Forwarded-For", given).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return ""
    length = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))
