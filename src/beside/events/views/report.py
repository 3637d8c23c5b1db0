"""Something happened: told, looked over, sent. Nothing typed is lost, nothing is kept on the way."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from beside.doors.access import public
from beside.doors.sending import AlreadyDone, Token, act
from beside.events import actions
from beside.events.forms import ReportForm
from beside.events.models import load
from beside.events.people import named
from beside.events.reading import Reading
from beside.events.views.form import read_again, with_mended_text, with_size
from beside.program.week import contact_due, spoken
from beside.referrals.facts import moment
from beside.referrals.views.sending import arrived
from beside.rules.stages import Actor
from beside.vault import actions as vault


def first(
    request: HttpRequest, form: ReportForm | None = None, *, says: str = "", status: int = 200
) -> HttpResponse:
    """Step 1: what happened, and who might be carrying it."""
    form = form or ReportForm(now=timezone.now())
    context = {"form": form, "says": says, "public_form": True}
    return render(request, "events/report.html", context, status=status)


@public
@require_http_methods(["GET", "POST"])
@with_size(first)
def report(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method == "GET":
        return first(request, ReportForm(now=now))
    typed, go = with_mended_text(request.POST), request.POST.get("go", "")
    if go == "back":
        return first(request, ReportForm(now=now, initial=ReportForm.typed(typed)))
    form = ReportForm(typed, now=now)
    if not form.is_valid():
        return first(request, form, status=422)
    found = read_again(typed, checking=go == "send")
    if go != "send":
        return _second(request, form, typed, found)
    if not found.is_sound:
        return _second(request, form, typed, found, status=422)
    token, trouble = arrived(request)
    if token is None:
        return _second(request, form, typed, found, says=trouble, status=403)
    return _send(request, form, found, token, now)


def _second(
    request: HttpRequest,
    form: ReportForm,
    typed: QueryDict,
    found: Reading,
    *,
    says: str = "",
    status: int = 200,
) -> HttpResponse:
    """Step 2: what was understood, as it was typed."""
    context = {
        "carried": carried(form, typed),
        "text": typed.get("exposed", ""),
        "reading": found,
        "rows": _rows(form),
        "says": says,
        "public_form": True,
    }
    return render(request, "events/look_over.html", context, status=status)


def carried(form: ReportForm, typed: QueryDict) -> list[tuple[str, str]]:
    """What goes along in hidden fields; the list itself stands in a box of its own."""
    return [(name, typed.get(name, "")) for name in form.fields if name != "exposed"]


def _rows(form: ReportForm) -> list[tuple[str, str]]:
    said = form.cleaned_data
    return [
        (str(form.fields[name].label), words)
        for name, words in (
            ("date", date_format(said["date"], "l, j F")),
            ("unit", str(said["unit"])),
            ("kind", _words(form, "kind")),
            ("urgency", _words(form, "urgency")),
            ("complete", _words(form, "complete")),
            ("who_knows", said["who_knows"]),
            ("call_back", said["call_back"]),
        )
        if words
    ]


def _words(form: ReportForm, name: str) -> str:
    choices = dict(form[name].field.choices)  # type: ignore[attr-defined]
    return str(choices.get(form.cleaned_data[name], ""))


def _send(
    request: HttpRequest, form: ReportForm, found: Reading, token: Token, now: datetime
) -> HttpResponse:
    said = form.cleaned_data
    draft = actions.Draft(
        day=said["date"],
        unit=said["unit"].pk,
        kind=said["kind"],
        urgency=said["urgency"],
        people=named(found.lines),
        completeness=said["complete"],
        who_knows=said["who_knows"],
        call_back=said["call_back"],
    )
    try:
        with act(token):
            actions.report(draft, code=token.return_code(), actor=Actor.REPORTER, by=None, at=now)
    except AlreadyDone:
        pass  # the same form once more: the same page with the same code once more
    context = {
        "by": spoken(contact_due(draft.urgency, _told(token, now)), now),
        "people": len(draft.people),
        "code": token.return_code(),
        "can_call_back": bool(draft.call_back),
        "public_form": True,
    }
    return render(request, "events/received.html", context)


def _told(token: Token, now: datetime) -> datetime:
    """When the report came: the promise of a form sent twice is the promise of the first."""
    handle = vault.find_code(token.return_code())
    told = load(handle).facts.opened if handle else ""
    return moment(told) or now
