"""Everything about one request, and what can be done with it now."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from beside.desk import finding, working
from beside.desk.finding import settle, survivor
from beside.desk.forms import SearchForm
from beside.desk.listing import is_named
from beside.desk.names import has_looked, is_asked, open_names
from beside.desk.recipes import RECIPES
from beside.desk.recording import Recipe, Who
from beside.desk.showing import context_of
from beside.directory.index import Match, index
from beside.doors.access import for_roles, member_of
from beside.doors.sending import AlreadyDone, act, members_act, token_of
from beside.matching.actions import CannotAsk, ask
from beside.program.models import Role
from beside.program.promised import CLOSED
from beside.referrals import actions
from beside.referrals.change import NotNow
from beside.referrals.forgetting import held_until
from beside.referrals.models import Referral, find, supporter_id
from beside.rules import stages
from beside.rules.access import Verb
from beside.rules.stages import STEPS, Stage
from beside.supporters.models import Supporter


@for_roles(Role.COORDINATOR)
@require_GET
def one(request: HttpRequest, handle: UUID) -> HttpResponse:
    """One request: without a name, unless a working session is open and this is part of it."""
    row, member, at = seen(request, handle), member_of(request), timezone.now()
    in_session = working.is_open(request, working.DUE) and is_named(row, at)
    scopes = [working.DUE, *(working.of_event(one) for one in row.facts.event_handles)]
    if has_looked(row, member, at):
        in_session |= any(working.is_open(request, scope) for scope in scopes)
    return page(request, row, opened=in_session)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def open_name(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    """Show name and contacts on the page that answers, and write down that they were looked at."""
    row, token = seen(request, handle, Verb.OPEN_NAME), token_of(request)
    if request.method == "GET":
        return back(request, handle)
    if is_asked(row, supporter_id(member_of(request))):
        return redirect("outreach:one", handle)
    if token is None:
        return back(request, handle, "old")
    try:
        with act(token):
            actions.look(handle, by=member_of(request), at=timezone.now())
    except AlreadyDone:
        return back(request, handle, "twice")
    except KeyError:  # it is closing: opened by nobody
        return back(request, handle, "moved")
    return page(request, row, opened=True)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    """Look for a name in the directory; the words stand in no address and in no query."""
    row = seen(request, handle, Verb.RESOLVE)
    if request.method == "GET":
        return back(request, handle)
    if token_of(request) is None:
        return back(request, handle, "old")
    form = SearchForm(request.POST)
    found = finding.search(form.cleaned_data["words"]) if form.is_valid() else None
    return page(request, row, opened=True, found=found, form=form)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
@members_act
def resolve(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    """Say who is meant: the person chosen, or somebody who is not in the directory."""
    row = seen(request, handle, Verb.RESOLVE)
    if request.method == "GET":
        return back(request, handle)
    chosen = request.POST.get("person", "")
    person = index().by_id(int(chosen)) if is_number(chosen) else None
    if person is None and chosen != "outside":
        raise Http404
    try:
        said = settle(row, person, by=member_of(request), at=timezone.now())
    except NotNow as moved:
        return moved_on(request, handle, moved)
    if not Referral.objects.filter(handle=handle).visible_to(member_of(request)):
        return to_list("with_another")  # what is hidden of this person is hidden of all of theirs
    return back(request, handle, said)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
@members_act
def ask_supporter(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    """Ask one supporter of the ranked list."""
    seen(request, handle, Verb.ASK)
    if request.method == "GET":
        return back(request, handle)
    number = request.POST.get("supporter", "")
    roster = Supporter.objects.current().with_details()
    supporter = roster.filter(pk=int(number)).first() if is_number(number) else None
    if supporter is None:
        raise Http404
    try:
        ask(handle, supporter, by=member_of(request), at=timezone.now())
    except CannotAsk:
        return back(request, handle, "cannot_ask")
    except NotNow as moved:
        return moved_on(request, handle, moved)
    return back(request, handle, "asked")


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
@members_act
def join(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    """The same person twice: the request that is further goes on, and counts for both."""
    row, member, at = seen(request, handle), member_of(request), timezone.now()
    if request.method == "GET":
        return back(request, handle)
    others = {str(other.handle): other.handle for other in finding.duplicates(row, member)}
    other = others.get(request.POST.get("other", ""))
    if other is None:
        return back(request, handle, "moved")
    ahead, behind = survivor(row, seen(request, other))
    try:
        actions.merge(behind.handle, ahead.handle, by=member, at=at)
    except NotNow as moved:
        return moved_on(request, handle, moved)
    return back(request, ahead.handle, "merged")


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
@members_act
def step(request: HttpRequest, handle: UUID, slug: str) -> HttpResponseBase:
    """One step of the table: what it does in words, what it asks, and the tap."""
    recipe, member = RECIPES.get(slug), member_of(request)
    if recipe is None:
        raise Http404
    if recipe.leaves and request.GET.get("said") == "twice":
        return to_list("twice")  # the first time it went out of sight
    row = seen(request, handle, Verb.MISHAP)
    if not recipe.fits(row):
        return back(request, handle, request.GET.get("said") or "moved")
    if request.method == "GET":
        return _asked_once_more(request, row, recipe, recipe.form(row=row, member=member))
    form = recipe.form(request.POST, row=row, member=member)
    if not form.is_valid():
        return _asked_once_more(request, row, recipe, form)
    stops_held = recipe.said == "stopped" and _suspended(row, recipe) is not None
    try:
        recipe.verb(Who(handle, member, timezone.now()), form)
    except CannotAsk:
        return back(request, handle, "cannot_ask")
    except actions.NobodyLeft:
        form.add_error(None, form.nobody_left)
        return _asked_once_more(request, row, recipe, form)
    except NotNow as moved:
        return moved_on(request, handle, moved)
    if stops_held:
        return to_list("stopped_held")
    return to_list(recipe.said) if recipe.leaves else back(request, handle, recipe.said)


def _asked_once_more(
    request: HttpRequest, row: Referral, recipe: Recipe, form: Any
) -> HttpResponse:
    suspended = _suspended(row, recipe)
    context = {
        "row": row,
        "recipe": recipe,
        "explains": recipe.explained(suspended),
        "form": form,
        "suspended": suspended,
        **context_of(row, member_of(request)),
    }
    return render(request, "desk/step.html", context, status=422 if form.errors else 200)


def _suspended(row: Referral, recipe: Recipe) -> date | None:
    """Until when a legal hold keeps this, if the step would otherwise forget it."""
    if STEPS[recipe.step].target not in stages.CLOSED:
        return None
    return held_until([row], at=timezone.now())[0]


def page(
    request: HttpRequest,
    row: Referral,
    *,
    opened: bool = False,
    found: Match | None = None,
    form: SearchForm | None = None,
) -> HttpResponse:
    """The page of one request; `opened` shows the name, and writes down that it was looked at."""
    member, at = member_of(request), timezone.now()
    identity = None
    if opened:
        identity = open_names([row], by=member, at=at).get(row.handle)
    context = {
        **context_of(row, member),
        "identity": identity,
        "search": form or SearchForm(),
        "searched": form is not None,
    }
    if row.stage == Stage.CLOSING:
        context["closed"] = CLOSED.said(held_until([row], at=at)[0])
    if identity is not None and row.stage == Stage.RECEIVED:
        match = found or finding.proposals(identity, row)
        context |= {"found": match, "people": finding.with_known(match)}
    wrong = form is not None and bool(form.errors)
    return render(request, "desk/referral.html", context, status=422 if wrong else 200)


def seen(request: HttpRequest, handle: UUID, verb: Verb = Verb.SEE) -> Referral:
    """The request, if it exists for this member."""
    try:
        return find(handle, member_of(request), verb)
    except Referral.DoesNotExist:
        raise Http404 from None


def is_number(text: str) -> bool:
    """A row's number as a form sends it, and nothing longer."""
    return text.isdecimal() and len(text) <= 18


def moved_on(request: HttpRequest, handle: UUID, moved: NotNow) -> HttpResponseBase:
    """Somebody was faster, or it is gone."""
    return to_list("gone") if moved.stage is None else back(request, handle, "moved")


def back(request: HttpRequest, handle: UUID, said: str = "") -> HttpResponseBase:
    """To the page of the request, with one sentence at its top."""
    said = said or request.GET.get("said", "")
    address = reverse("desk:referral", args=[handle])
    return redirect(f"{address}?said={said}" if said else address)


def to_list(said: str) -> HttpResponseBase:
    return redirect(f"{reverse('desk:list')}?said={said}")
