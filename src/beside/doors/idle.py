"""When a session was left alone, whoever coordinates, leads or administers shows a key once more.

When somebody was here last stands in her own browser, as a sealed quarter of an hour, and nowhere
with us: a row that is written anew with each page would say when she works (decision 22).
"""

from __future__ import annotations

import math
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from beside.doors import sealing, second_factor, sessions
from beside.program.models import Member

QUARTER = 15 * 60


def is_asleep(request: HttpRequest, member: Member) -> bool:
    """Never sooner than the site says, and less than a quarter of an hour later."""
    if not second_factor.is_needed(member):
        return False  # a supporter's session ends after twelve hours and not before
    quarters = math.ceil(settings.BESIDE_IDLE_MINUTES * 60 / QUARTER)
    return _now() - _last(request, member) > quarters


def note(request: HttpRequest, response: HttpResponseBase) -> None:
    """She is here: the browser keeps which quarter of an hour it is, for this session alone."""
    now = _now()
    if _marked(request) == now:
        return
    sealed = sealing.seal("awake", str(now).encode(), about=_session_of(request))
    response.set_cookie(
        settings.BESIDE_AWAKE_COOKIE,
        urlsafe_b64encode(sealed).decode(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    response.set_cookie(
        settings.BESIDE_AWAKE_COOKIE,
        "",
        max_age=0,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _now() -> int:
    return int(time.time() // QUARTER)


def _last(request: HttpRequest, member: Member) -> int:
    """The last page, or the last time that something was shown to come in."""
    shown = [one.get("at", 0) for one in get_authentication_records(request, member)]
    return max(_marked(request), int(max(shown, default=0) // QUARTER))


def _marked(request: HttpRequest) -> int:
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(settings.BESIDE_AWAKE_COOKIE, ""))
        return int(sealing.open_seal("awake", sealed, about=_session_of(request)))
    except (sealing.Strange, ValueError):
        return 0


def _session_of(request: HttpRequest) -> str:
    return sessions.digest(request.session.session_key or "")
