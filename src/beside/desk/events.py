"""Open events: how far each is, who is still to be found, and what a coordinator does about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from beside.desk import working
from beside.desk.event_forms import MoreNamesForm
from beside.desk.event_showing import OUTSIDE, UNSURE, field_of, head_of, lines_of, people_of
from beside.desk.names import has_looked, open_names
from beside.doors.access import for_roles, member_of
from beside.doors.sending import members_act
from beside.events import actions
from beside.events.actions import EventGone, TooLate
from beside.events.change import open_event
from beside.events.coverage import likely_same, referrals_of
from beside.events.models import Event
from beside.events.people import named
from beside.events.views.steps import Door, Told
from beside.program.models import Member, Role
from beside.program.promised import CALL_BACK, suspended
from beside.referrals.actions import look_many
from beside.referrals.change import NotNow
from beside.referrals.models import Referral
from beside.rules.stages import Actor
from beside.vault.actions import BudgetSpent


@for_roles(Role.COORDINATOR)
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The open events with their coverage."""
    lines = lines_of(Event.objects.open().with_facts(), member_of(request))
    return render(request, "desk/events.html", {"lines": lines})


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
@members_act
def tell(request: HttpRequest) -> HttpResponseBase:
    """Somebody is calling about an event: the same two steps as at the public door."""
    now = timezone.now()
    told = Door(reverse("desk:event_new"), is_public=False).steps(request, now)
    if not isinstance(told, Told):
        return told
    event = actions.report(
        told.draft, code="", actor=Actor.COORDINATOR, by=member_of(request), at=now
    )
    return back(event.handle, "received")


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
@members_act
def one(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    """One event; its names only in a working session."""
    try:
        event = open_event(handle)
    except EventGone:
        raise Http404 from None
    if request.method == "GET":
        return page(request, event)
    verb = VERBS.get(request.POST.get("what", ""))
    if verb is None:
        raise Http404
    try:
        return verb(request, event, timezone.now())
    except EventGone:
        return _to("desk:events", said="gone")
    except NotNow:
        return back(handle, "moved")


def page(
    request: HttpRequest, event: Event, *, form: MoreNamesForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of one event, with whatever was typed."""
    member, at, until = member_of(request), timezone.now(), suspended()
    rows = visible(event, member)
    is_open = working.is_open(request, working.of_event(event.handle))
    # A page that shows a slip again is rolled back, a look too: it opens nobody new.
    seen = rows if status == 200 else [row for row in rows if has_looked(row, member, at)]
    known = open_names(seen, by=member, at=at) if is_open else {}
    asides = _asides(event, member, at) if is_open and status == 200 else {}
    context = {
        **head_of(event, member),
        "people": people_of(rows, known, typed=request.POST.dict(), member=member, at=at),
        "likely": lines_of(likely_same(event), member),
        "names_open": is_open,
        "openable": sum(row.is_open for row in rows),
        "asides": asides,
        "call_back": CALL_BACK.said(until),
        "suspended": until,
        "has_asides": event.facts.can_call_back or event.facts.someone_knows,
        "takes_names": event.takes_names(timezone.localdate(at)),
        "form": form or MoreNamesForm(),
    }
    return render(request, "desk/event.html", context, status=status)


def _asides(event: Event, member: Member, at: datetime) -> dict[str, str]:
    """Who told us, and who would know; nothing where a ceiling is met, as with the names."""
    if not (event.facts.can_call_back or event.facts.someone_knows):
        return {}
    try:
        return actions.look_at_asides(event.handle, by=member, at=at)
    except (BudgetSpent, EventGone):
        return {}


def visible(event: Event, member: Member) -> list[Referral]:
    """The event's referrals as far as they exist for this member."""
    handles = [row.handle for row in referrals_of(event.handle)]
    return Referral.objects.filter(handle__in=handles).visible_to(member)


def back(handle: UUID, said: str = "") -> HttpResponseBase:
    return _to("desk:event", handle, said=said)


def _to(name: str, *given: UUID, said: str = "") -> HttpResponseBase:
    response = redirect(name, *given)
    if said:
        response["Location"] += f"?said={said}"
    return response


# What the buttons do. Each answers with a redirect once it has acted.


def _open(request: HttpRequest, event: Event, at: datetime) -> HttpResponseBase:
    """Open the names of this event: one recorded act that counts them."""
    member = member_of(request)
    rows = [row for row in visible(event, member) if row.is_open]
    look_many([row.handle for row in rows], by=member, at=at)
    working.begin(request, working.of_event(event.handle))
    return back(event.handle)


def _hide(request: HttpRequest, event: Event, at: datetime) -> HttpResponseBase:
    working.end(request, working.of_event(event.handle))
    return back(event.handle, "hidden")


def _resolve(request: HttpRequest, event: Event, at: datetime) -> HttpResponseBase:
    """Everybody chosen at once; whoever is not sure yet stays."""
    choices: dict[UUID, int | None] = {}
    for row in visible(event, member_of(request)):
        chosen = request.POST.get(field_of(row.handle), UNSURE)
        if chosen == OUTSIDE:
            choices[row.handle] = None
        elif chosen.isdecimal() and len(chosen) <= 18:
            choices[row.handle] = int(chosen)
    if not choices:
        return back(event.handle)
    done = actions.resolve_exposed(event.handle, choices, by=member_of(request), at=at)
    return back(event.handle, "moved" if done.moved else "found")


def _add(request: HttpRequest, event: Event, at: datetime) -> HttpResponseBase:
    form = MoreNamesForm(request.POST)
    if not form.is_valid():
        return page(request, event, form=form, status=422)
    try:
        actions.add_names(
            event.handle,
            named(form.lines),
            actor=Actor.COORDINATOR,
            by=member_of(request),
            at=at,
        )
    except TooLate:
        return back(event.handle, "too_late")
    return back(event.handle, "added")


def _complete(request: HttpRequest, event: Event, at: datetime) -> HttpResponseBase:
    actions.mark_complete(event.handle, by=member_of(request), at=at)
    return back(event.handle, "changed")


def _take_back(request: HttpRequest, event: Event, at: datetime) -> HttpResponseBase:
    actions.take_back(event.handle, actor=Actor.COORDINATOR, by=member_of(request), at=at)
    working.end(request, working.of_event(event.handle))
    return _to("desk:events", said="taken_back")


def _join(request: HttpRequest, event: Event, at: datetime) -> HttpResponseBase:
    other = _other(request)
    if other not in {one.handle for one in likely_same(event)}:
        return back(event.handle, "moved")
    actions.join(other, event.handle, by=member_of(request), at=at)
    return back(event.handle, "joined")


def _separate(request: HttpRequest, event: Event, at: datetime) -> HttpResponseBase:
    actions.separate(event.handle, _other(request), by=member_of(request), at=at)
    return back(event.handle, "separated")


def _other(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("other", ""))
    except ValueError:
        raise Http404 from None


VERBS: dict[str, Callable[[HttpRequest, Event, datetime], HttpResponseBase]] = {
    "open": _open,
    "hide": _hide,
    "resolve": _resolve,
    "add": _add,
    "complete": _complete,
    "take_back": _take_back,
    "join": _join,
    "separate": _separate,
}
