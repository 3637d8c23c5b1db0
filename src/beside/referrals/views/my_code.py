"""My code: what is held, masked; change it, someone else, or stop and be forgotten.

The code travels in the body of the form only, never in an address.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from beside.doors.access import public
from beside.doors.pace import steadily
from beside.doors.rush import gently
from beside.doors.sending import AlreadyDone, act
from beside.program.promised import suspended
from beside.referrals import actions, by_code
from beside.referrals.change import NotNow
from beside.referrals.forms import CodeForm, NotThroughForm, OwnContactForm, WishesForm
from beside.referrals.models import Referral
from beside.referrals.views import holding
from beside.referrals.views.sending import arrived
from beside.rules.stages import Actor, Stage
from beside.vault import codes, once

Act = Callable[[HttpRequest, Referral, datetime], forms.Form | None]


@public
@require_http_methods(["GET", "POST"])
@gently("my code")
@steadily
def my_code(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _enter(request, CodeForm())
    now, wanted = timezone.now(), request.POST.get("act", "")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _enter(request, form, status=422)
    code = form.cleaned_data["code"]
    row = by_code.find(code)
    if row is None:
        return _unknown(request, form, wanted)
    if wanted == "stop" and row.stage != Stage.HELD:
        context = {"code": code, "suspended": holding.held_until(row, now), "public_form": True}
        return render(request, "referrals/stop.html", context)
    if wanted == "stop_now" or wanted in ACTS:
        return _do(request, row, code, wanted, now)
    return holding.page(request, row, code, now)


def _unknown(request: HttpRequest, form: CodeForm, wanted: str) -> HttpResponse:
    """One answer for wrong, old and forgotten codes, unless this very form has just stopped it."""
    if wanted == "stop_now":
        token, _trouble = arrived(request)
        if token is not None and once.is_spent(token):
            return _stopped(request, gone=True)
    if codes.read(form.cleaned_data["code"]) is None:
        form.add_error(
            "code",
            _("One sign seems off. A code has 24 signs in six groups; please compare it."),
        )
    else:
        form.add_error(
            "code",
            _(
                "Nothing is held under this code. Either a sign is off, or what it led to is over "
                "and has been forgotten."
            ),
        )
    return _enter(request, form, status=422)


def _do(request: HttpRequest, row: Referral, code: str, wanted: str, now: datetime) -> HttpResponse:
    token, trouble = arrived(request)
    if token is None:
        return holding.page(request, row, code, now, says=trouble, status=403)
    try:
        with act(token):
            if wanted == "stop_now":
                actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=now)
                wrong = None
            else:
                wrong = ACTS[wanted](request, row, now)
                if wrong is not None:
                    raise _NotValid
    except AlreadyDone:
        return _again(request, code, now, _("That was already done."))
    except _NotValid:
        return holding.page(request, row, code, now, wrong=(wanted, wrong), status=422)
    except NotNow:
        return _again(request, code, now, _("This has moved on. This is how it stands now."))
    if wanted == "stop_now":
        held = by_code.find(code)
        if held is not None and (held.stage == Stage.HELD or holding.held_until(held, now)):
            return holding.page(request, held, code, now)
        return _stopped(request, gone=held is None)
    return _again(request, code, now, str(SAID[wanted]()))


class _NotValid(Exception):
    """What was typed has to be mended first; the token stays good."""


def _again(request: HttpRequest, code: str, now: datetime, says: str) -> HttpResponse:
    """The page once more, as it stands now."""
    row = by_code.find(code)
    if row is None:
        return _stopped(request, gone=True)
    return holding.page(request, row, code, now, says=says)


def _contact(request: HttpRequest, row: Referral, now: datetime) -> forms.Form | None:
    form = OwnContactForm(request.POST)
    if not form.is_valid():
        return form
    by_code.give_contact(row, form.cleaned_data["contact"], by=None, at=now)
    return None


def _wishes(request: HttpRequest, row: Referral, now: datetime) -> forms.Form | None:
    form = WishesForm(request.POST, now=now)
    if not form.is_valid():
        return form
    by_code.change_wishes(row, form.cleaned_data, by=None, at=now)
    return None


def _someone_else(request: HttpRequest, row: Referral, now: datetime) -> forms.Form | None:
    actions.someone_else(row.handle, actor=Actor.RECIPIENT, by=None, at=now)
    return None


def _not_through(request: HttpRequest, row: Referral, now: datetime) -> forms.Form | None:
    form = NotThroughForm(request.POST, hidden_from=row.facts.hidden_from)
    if not form.is_valid():
        return form
    coordinator = form.cleaned_data["coordinator"].pk
    actions.not_through(row.handle, coordinator, actor=Actor.RECIPIENT, by=None, at=now)
    return None


ACTS: dict[str, Act] = {
    "contact": _contact,
    "wishes": _wishes,
    "someone_else": _someone_else,
    "not_through": _not_through,
}
SAID: dict[str, Callable[[], str]] = {
    "contact": lambda: _("Changed. You will be reached this way."),
    "wishes": lambda: _("Changed."),
    "someone_else": lambda: _("Somebody else will be asked. No reason is kept."),
    "not_through": lambda: _("They do not see this any more."),
}


def _enter(request: HttpRequest, form: Any, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "suspended": suspended(), "public_form": True}
    return render(request, "referrals/my_code.html", context, status=status)


def _stopped(request: HttpRequest, *, gone: bool) -> HttpResponse:
    return render(request, "referrals/stopped.html", {"gone": gone})
