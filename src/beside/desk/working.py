"""A working session: names opened in one recorded act stay shown until twenty idle minutes.

Her own browser holds, sealed, a keyed digest of what was opened and the minute it was last seen:
with us stands neither which event she looks after nor when she works.
"""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from beside.doors import in_browser
from beside.doors.access import member_of
from beside.rules.clocks import WORKING_SESSION_IDLE

DUE = "due"  # the scope of the list; an event's scope is its own
_KEY = "working"
_IDLE = int(WORKING_SESSION_IDLE.total_seconds() // 60)


def of_event(handle: UUID) -> str:
    """The scope of one event's names."""
    return f"event:{handle}"


def is_open(request: HttpRequest, scope: str) -> bool:
    """Whether the names of this scope may be shown; each asking puts the hiding off."""
    minute, digest = _minute(), _digest(request, scope)
    held = _held(request)
    if digest not in held:
        return False
    if minute - held[digest] >= _IDLE:
        _keep(request, {one: seen for one, seen in held.items() if one != digest})
        return False
    if held[digest] != minute:
        _keep(request, {**held, digest: minute})
    return True


def begin(request: HttpRequest, scope: str) -> None:
    """Names of this scope are shown from now on. The caller records the look."""
    minute = _minute()
    fresh = {one: seen for one, seen in _held(request).items() if minute - seen < _IDLE}
    _keep(request, {**fresh, _digest(request, scope): minute})


def end(request: HttpRequest, scope: str) -> None:
    """Hide them again."""
    digest = _digest(request, scope)
    _keep(request, {one: seen for one, seen in _held(request).items() if one != digest})


def _held(request: HttpRequest) -> dict[str, int]:
    held: dict[str, int] = json.loads(in_browser.read(request, _KEY) or b"{}")
    return held


def _keep(request: HttpRequest, held: dict[str, int]) -> None:
    in_browser.keep(request, _KEY, json.dumps(held).encode() if held else b"")


def _digest(request: HttpRequest, scope: str) -> str:
    text = f"{member_of(request).pk}|{scope}"
    return salted_hmac("beside.desk.working", text, algorithm="sha256").hexdigest()[:16]


def _minute() -> int:
    return int(timezone.now().timestamp() // 60)
