"""The reporter's code: add a name, or take the report back. Nothing of what came of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from beside.doors.access import public
from beside.doors.pace import steadily
from beside.doors.rush import gently
from beside.doors.sending import AlreadyDone, act
from beside.events import actions
from beside.events.actions import EventGone, TooLate
from beside.events.forms import CodeForm, NamesForm
from beside.events.models import Event, load
from beside.events.people import named, other_doors
from beside.events.views.form import read_again, with_mended_text, with_size
from beside.program.promised import suspended
from beside.referrals.views.sending import arrived
from beside.rules.stages import Actor
from beside.vault import actions as vault
from beside.vault import codes


def enter(
    request: HttpRequest, form: CodeForm | None = None, *, says: str = "", status: int = 200
) -> HttpResponse:
    """Where the code is typed."""
    context = {"form": form or CodeForm(), "says": says, "public_form": True}
    return render(request, "events/code.html", context, status=status)


@public
@require_http_methods(["GET", "POST"])
@with_size(enter)
@gently("an event")
@steadily
def code(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return enter(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return enter(request, form, status=422)
    go = request.POST.get("go", "")
    if go == "take_back_now":
        return _act(request, lambda handle: _take_back(handle), "events/taken_back.html")
    if event_of(form.cleaned_data["code"]) is None and go != "send":
        return _unknown(request)
    if go == "take_back":
        typed = request.POST.get("code", "")
        context = {"code": typed, "suspended": suspended(), "public_form": True}
        return render(request, "events/take_back.html", context)
    if go in ("look_over", "send"):
        return _names(request, go)
    if go == "change":
        return _page(request, NamesForm(initial=NamesForm.typed(with_mended_text(request.POST))))
    return _page(request)


def event_of(typed: str) -> UUID | None:
    """The open event behind a code. Wrong, old and forgotten codes are one and the same."""
    spelt = codes.read(typed)
    handle = vault.find_code(spelt) if spelt else None
    if handle is None:
        return None
    try:
        event = load(handle)
    except Event.DoesNotExist:
        return None
    return handle if event.takes_names(timezone.localdate(timezone.now())) else None


def _unknown(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    form.is_valid()
    form.add_error(
        "code",
        _(
            "We know no report by this code. It may have a slip in it, or its time may be over. "
            "You can call us, or tell us anew."
        ),
    )
    return enter(request, form, status=422)


def _page(
    request: HttpRequest, form: NamesForm | None = None, *, says: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form or NamesForm(),
        "code": request.POST.get("code", ""),
        "says": says,
        "public_form": True,
    }
    return render(request, "events/holding.html", context, status=status)


def _names(request: HttpRequest, go: str) -> HttpResponse:
    """More names, looked over before they are sent."""
    typed = with_mended_text(request.POST)
    form = NamesForm(typed)
    if not form.is_valid():
        return _page(request, form, status=422)
    found = read_again(typed, checking=go == "send")
    if not found.people and not found.unread:
        form.add_error("exposed", _("Please write at least one name."))
        return _page(request, form, status=422)
    context = {
        "carried": [("code", request.POST.get("code", ""))],
        "text": typed.get("exposed", ""),
        "reading": found,
        "doors": other_doors(one.line.role for one in found.people),
        "names_only": True,
        "action": reverse("events:code"),
        "public_form": True,
    }
    if go != "send":
        return render(request, "events/look_over.html", context)
    if not found.is_sound:
        return render(request, "events/look_over.html", context, status=422)

    def add(handle: UUID) -> None:
        actions.add_names(
            handle, named(found.lines), actor=Actor.REPORTER, by=None, at=timezone.now()
        )

    return _act(request, add, "events/added.html", people=len(found.people))


def _take_back(handle: UUID) -> None:
    actions.take_back(handle, actor=Actor.REPORTER, by=None, at=timezone.now())


def _act(
    request: HttpRequest, verb: Callable[[UUID], None], template: str, **context: object
) -> HttpResponse:
    """Do it once; sent twice, it is answered in the same way and done no second time."""
    token, trouble = arrived(request)
    if token is None:
        return _page(request, NamesForm(request.POST), says=trouble, status=403)
    try:
        with act(token):
            handle = event_of(request.POST.get("code", ""))
            if handle is None:
                raise EventGone
            verb(handle)
    except AlreadyDone:
        pass
    except (EventGone, TooLate):
        return _unknown(request)
    context |= {"suspended": suspended(), "public_form": True}
    return render(request, template, context)
