"""Ask someone to reach me: two answers, a second step for who wants it, and what happens next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from beside.doors.access import public
from beside.doors.pace import steadily
from beside.doors.rush import is_rush
from beside.doors.sending import AlreadyDone, Token, act
from beside.program.promised import suspended
from beside.program.week import contact_due
from beside.referrals import by_code, saying
from beside.referrals.asking import Asking, ask_for_oneself
from beside.referrals.forms import AskingForm
from beside.referrals.views.sending import arrived
from beside.rules.clocks import Urgency


@public
@require_http_methods(["GET", "POST"])
@steadily
def for_me(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method == "GET":
        form = AskingForm(now=now, initial={"chosen": request.GET.get("with", "")})
        gone = "with" in request.GET and form.colleague is None
        return _first(request, form, says=_off_the_list() if gone else "")
    go = request.POST.get("go", "")
    if go == "back":
        return _first(request, AskingForm(now=now, initial=AskingForm.typed(request.POST)))
    form = AskingForm(request.POST, now=now)
    if "chosen" in form.errors:
        typed = {**AskingForm.typed(request.POST), "chosen": ""}
        return _first(request, AskingForm(now=now, initial=typed), says=_off_the_list())
    if not form.is_valid():
        show = _first if form.is_about_step_one else _second
        return show(request, form, status=422)
    if go == "more":
        return _second(request, form)
    return _send(request, form, now)


def _send(request: HttpRequest, form: AskingForm, now: datetime) -> HttpResponse:
    pool = form.cleaned_data["pool"]
    if pool is not None and not pool.is_served:
        context = {"pool": pool, "form": form, "public_form": True}
        return render(request, "referrals/another_door.html", context)
    token, trouble = arrived(request)
    if token is None:
        show = _second if request.POST.get("step") == "2" else _first
        return show(request, form, says=trouble, status=403)
    # Nobody is ever refused or asked to wait here; the desk may show very many as one line.
    asking = replace(_asking(form), in_a_rush=is_rush(request, "for me"))
    came = now
    try:
        with act(token):
            ask_for_oneself(asking, code=token.return_code(), by=None, at=now)
    except AlreadyDone:  # the same form once more: the same page once more, and the same promise
        row = by_code.find(token.return_code())
        came = (row.facts.opened_at if row else None) or now
    return _received(request, asking, token, now, came)


def _asking(form: AskingForm) -> Asking:
    values = form.cleaned_data
    return Asking(
        name=values["name"],
        contact=values["contact"],
        urgency=values["urgency"],
        when=values["when"],
        channel=values["channel"],
        language=values["language"],
        distance=values["distance"],
        pool=values["pool"].slug if values["pool"] else "",
        department=values["department"].pk if values["department"] else None,
        reason=values["reason"] or "unsaid",
        anyone_but=tuple(one.pk for one in values["anyone_but"]),
        not_through=tuple(one.pk for one in values["not_through"]),
        chosen=values["chosen"],
        or_another=values.get("or_another") != "no",
    )


def _first(
    request: HttpRequest, form: AskingForm, *, says: str = "", status: int = 200
) -> HttpResponse:
    now, chosen = timezone.now(), form["urgency"].value()
    urgency = chosen if chosen in list(Urgency) else Urgency.ORDINARY
    context = {
        "form": form,
        "says": says,
        "hour": saying.hour(now),
        "promise": saying.promise(contact_due(urgency, now), now),
        "who_can_see": saying.who_can_see(),
        "suspended": suspended(),
        "public_form": True,
    }
    return render(request, "referrals/for_me.html", context, status=status)


def _second(
    request: HttpRequest, form: AskingForm, *, says: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "says": says, "public_form": True}
    return render(request, "referrals/for_me_more.html", context, status=status)


def _received(
    request: HttpRequest, asking: Asking, token: Token, now: datetime, came: datetime
) -> HttpResponse:
    """What happens next, who can see the name until then, and the code, shown this once."""
    due = contact_due(asking.urgency, came)
    context = {
        "hour": saying.hour(now),
        "promise": saying.promise(due, now, asking.channel),
        "who_can_see": saying.who_can_see(hidden_from=len(asking.not_through)),
        "suspended": suspended(),
        "contact": asking.contact,
        "colleague": asking.chosen,
        "or_another": asking.or_another,
        "code": token.return_code(),
        "public_form": True,
    }
    return render(request, "referrals/received.html", context)


def _off_the_list() -> str:
    return _(
        "The colleague you chose is not on the list any more. We can ask someone else for you."
    )
