"""Something happened: told, looked over, sent. Nothing typed is lost or kept on the way."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from beside.doors.access import public
from beside.doors.pace import steadily
from beside.doors.rush import gently
from beside.doors.sending import AlreadyDone, Token, act
from beside.events import actions
from beside.events.forms import ReportForm
from beside.events.models import load
from beside.events.views.form import with_size
from beside.events.views.steps import Door, Told
from beside.program.promised import CALL_BACK, suspended
from beside.program.week import contact_due, spoken
from beside.referrals.facts import moment
from beside.referrals.views.sending import arrived
from beside.rules.stages import Actor
from beside.vault import actions as vault


def door() -> Door:
    return Door(reverse("events:report"), is_public=True)


def again(request: HttpRequest, *, says: str, status: int) -> HttpResponse:
    return door().first(request, ReportForm(now=timezone.now()), says=says, status=status)


@public
@require_http_methods(["GET", "POST"])
@with_size(again)
@gently("an event")
@steadily
def report(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    told = door().steps(request, now)
    if not isinstance(told, Told):
        return told
    token, trouble = arrived(request)
    if token is None:
        return door().second(request, told, says=trouble, status=403)
    return _send(request, told, token, now)


def _send(request: HttpRequest, told: Told, token: Token, now: datetime) -> HttpResponse:
    draft = told.draft
    try:
        with act(token):
            actions.report(draft, code=token.return_code(), actor=Actor.REPORTER, by=None, at=now)
    except AlreadyDone:
        pass  # the same form once more: the same page with the same code once more
    until = suspended()
    context = {
        "by": spoken(contact_due(draft.urgency, _told_at(token, now)), now),
        "people": len(draft.people),
        "code": token.return_code(),
        "can_call_back": bool(draft.call_back),
        "call_back": CALL_BACK.said(until),
        "suspended": until,
        "public_form": True,
    }
    return render(request, "events/received.html", context)


def _told_at(token: Token, now: datetime) -> datetime:
    """When the report came: the promise of a form sent twice is the promise of the first."""
    handle = vault.find_code(token.return_code())
    told = load(handle).facts.opened if handle else ""
    return moment(told) or now
