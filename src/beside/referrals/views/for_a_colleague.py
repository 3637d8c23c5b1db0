"""I am worried about a colleague: received, by when, and nothing of what comes of it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from beside.doors.access import public
from beside.doors.pace import steadily
from beside.doors.rush import gently, has_waited
from beside.doors.sending import AlreadyDone, act
from beside.program.promised import suspended
from beside.program.week import contact_due, spoken
from beside.referrals.asking import Concern, refer_colleague
from beside.referrals.forms import ColleagueForm
from beside.referrals.views.sending import arrived
from beside.vault import once


@public
@require_http_methods(["GET", "POST"])
@gently("for a colleague")
@steadily
def for_a_colleague(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method == "GET":
        return _page(request, ColleagueForm(now=now))
    if request.POST.get("go") == "back":
        return _page(request, ColleagueForm(now=now, initial=ColleagueForm.typed(request.POST)))
    form = ColleagueForm(request.POST, now=now)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _send(request, form, now)


def _send(request: HttpRequest, form: ColleagueForm, now: datetime) -> HttpResponse:
    values = form.cleaned_data
    pool, department = values["pool"], values["department"]
    if pool is not None and not pool.is_served:
        context = {"pool": pool, "form": form, "for_another": True, "public_form": True}
        return render(request, "referrals/another_door.html", context)
    token, trouble = arrived(request)
    if token is None:
        return _page(request, form, says=trouble, status=403)
    concern = Concern(
        name=values["name"],
        contact=values["contact"],
        urgency=values["urgency"],
        pool=pool.slug if pool else "",
        department=department.pk if department else None,
        in_a_rush=has_waited(request),
    )
    came = now
    try:
        with act(token):
            refer_colleague(concern, by=None, at=now)
            once.spend_minute(token, now)
    except AlreadyDone:  # the same form once more: the same page once more, and the same promise
        came = once.minute_of(token, now) or now
    context = {
        "by": spoken(contact_due(concern.urgency, came), now),
        "told": values["told"],
        "suspended": suspended(),
    }
    return render(request, "referrals/colleague_received.html", context)


def _page(
    request: HttpRequest, form: ColleagueForm, *, says: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "says": says, "suspended": suspended(), "public_form": True}
    return render(request, "referrals/for_a_colleague.html", context, status=status)
