"""Ask us to come and talk: for anyone, without an account."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from beside.doors.access import public
from beside.doors.rush import gently, has_waited
from beside.doors.sending import AlreadyDone, act, arrived
from beside.talks import actions
from beside.talks.forms import AskForm


@public
@require_http_methods(["GET", "POST"])
@gently("a talk")
def ask(request: HttpRequest) -> HttpResponse:
    """For whom, about what, when it would suit, and how to reach whoever asks."""
    if request.method == "GET":
        return _page(request, AskForm())
    if request.POST.get("go") == "back":
        return _page(request, AskForm(initial=AskForm.typed(request.POST)))
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _send(request, form, timezone.now())


def _send(request: HttpRequest, form: AskForm, now: datetime) -> HttpResponse:
    token, trouble = arrived(request)
    if token is None:
        return _page(request, form, says=trouble, status=403)
    try:
        with act(token):
            actions.ask_talk(form.asked, in_a_rush=has_waited(request), by=None, at=now)
    except AlreadyDone:
        pass  # the same form once more: the same page once more
    return render(request, "talks/received.html", {"contact": form.asked.contact})


def _page(
    request: HttpRequest, form: AskForm, *, says: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "says": says, "public_form": True}
    return render(request, "talks/ask.html", context, status=status)
