"""Somebody is calling: their request, their worry, or what became of theirs, entered for them."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from beside.desk.call_forms import CallerForm, ConcernForm, FindForm
from beside.desk.finding import of_caller
from beside.doors.access import for_roles, member_of
from beside.doors.sending import AlreadyDone, Token, act, token_of
from beside.program.models import Role
from beside.program.promised import suspended
from beside.program.week import contact_due, spoken
from beside.referrals.asking import Asking, Concern, ask_for_oneself, refer_colleague


@for_roles(Role.COORDINATOR)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Who is calling, and about whom."""
    return render(request, "desk/call.html")


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def for_themselves(request: HttpRequest) -> HttpResponse:
    """They ask for themselves. The code is read aloud, and shown this once."""
    now = timezone.now()
    if request.method == "GET":
        return render(request, "desk/call_self.html", {"form": CallerForm(now=now)})
    form, token = CallerForm(request.POST, now=now), token_of(request)
    if not form.is_valid() or token is None:
        context = {"form": form, "old": token is None}
        return render(request, "desk/call_self.html", context, status=422)
    asking = form.asking()
    if form.another_door is not None:
        return render(request, "desk/call_door.html", {"pool": form.another_door})
    try:
        with act(token):
            ask_for_oneself(asking, code=token.return_code(), by=member_of(request), at=now)
    except AlreadyDone:
        pass  # the same form once more: the same page once more
    return _received(request, asking, token, now)


def _received(request: HttpRequest, asking: Asking, token: Token, now: datetime) -> HttpResponse:
    context = {
        "due": spoken(contact_due(asking.urgency, now), now),
        "contact": asking.contact,
        "code": token.return_code(),
        "suspended": suspended(),
    }
    return render(request, "desk/call_received.html", context)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def for_a_colleague(request: HttpRequest) -> HttpResponse:
    """They are worried about a colleague; they learn that it was received, and nothing later."""
    now = timezone.now()
    if request.method == "GET":
        return render(request, "desk/call_colleague.html", {"form": ConcernForm(now=now)})
    form, token = ConcernForm(request.POST, now=now), token_of(request)
    if not form.is_valid() or token is None:
        context = {"form": form, "old": token is None}
        return render(request, "desk/call_colleague.html", context, status=422)
    if form.another_door is not None:
        return render(request, "desk/call_door.html", {"pool": form.another_door})
    concern: Concern = form.concern()
    try:
        with act(token):
            refer_colleague(concern, by=member_of(request), at=now)
    except AlreadyDone:
        pass
    due = spoken(contact_due(concern.urgency, now), now)
    return render(request, "desk/call_received.html", {"due": due})


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponseBase:
    """The open request of the person who is calling, by the very contact they gave."""
    if request.method == "GET":
        return render(request, "desk/call_find.html", {"form": FindForm()})
    form, token = FindForm(request.POST), token_of(request)
    if not form.is_valid() or token is None:
        context = {"form": form, "old": token is None}
        return render(request, "desk/call_find.html", context, status=422)
    found = of_caller(form.cleaned_data["contact"], member_of(request), at=timezone.now())
    if len(found) == 1:
        return redirect("desk:referral", found[0].handle)
    return render(request, "desk/call_find.html", {"form": form, "found": found, "searched": True})
