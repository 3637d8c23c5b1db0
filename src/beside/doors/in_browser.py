"""What a page needs again soon and nobody else ever: sealed, in the member's own browser.

A session's row names its member. Written anew while she works, it would tell a copy of the
database when she does, and a copy of the write-ahead log beside what. So such things stand in a
cookie that is bound to the session, goes with the browser, and says nothing without our key.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from beside.doors import sealing, sessions


def read(request: HttpRequest, name: str) -> bytes:
    """What was kept under this name in this session; nothing, if that is not so."""
    fresh = _fresh(request)
    if name in fresh:
        return fresh[name]
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(_cookie(name), ""))
        return sealing.open_seal(name, sealed, about=_session_of(request))
    except (sealing.Strange, ValueError):
        return b""


def keep(request: HttpRequest, name: str, value: bytes) -> None:
    """From the answer on, and within this request. Nothing ends it."""
    request.fresh = {**_fresh(request), name: value}  # type: ignore[attr-defined]


def hand_over(request: HttpRequest, response: HttpResponseBase) -> None:
    """The browser takes what this request has kept along."""
    for name, value in _fresh(request).items():
        sealed = sealing.seal(name, value, about=_session_of(request)) if value else b""
        response.set_cookie(
            _cookie(name),
            urlsafe_b64encode(sealed).decode(),
            max_age=None if value else 0,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _fresh(request: HttpRequest) -> dict[str, bytes]:
    found: dict[str, bytes] = getattr(request, "fresh", {})
    return found


def _cookie(name: str) -> str:
    return settings.SESSION_COOKIE_NAME.replace("sessionid", name)


def _session_of(request: HttpRequest) -> str:
    return sessions.digest(request.session.session_key or "")
