"""The two forms of a plan: a talk, and a group conversation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from beside.doors.access import for_roles, member_of
from beside.doors.plain import PlainForm
from beside.doors.sending import members_act
from beside.program.models import Role
from beside.talks import actions
from beside.talks.actions import Lacks, Moved
from beside.talks.models import GroupConversation, Plan, Talk
from beside.talks.plan_forms import GroupForm, TalkForm, tell_lacks
from beside.talks.views.keeping import back, edition_of


@for_roles(Role.COORDINATOR, Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def talk(request: HttpRequest, talk: int | None = None) -> HttpResponseBase:
    """A new talk, or another plan for one that is there."""
    row = get_object_or_404(Talk, pk=talk) if talk else None
    if row is not None and row.is_over:
        return back(row, "moved")
    if request.method == "GET":
        return _page(request, "talks/plan.html", row, TalkForm(talk=row))
    form = TalkForm(request.POST, talk=row)
    if not form.is_valid():
        return _page(request, "talks/plan.html", row, form)
    try:
        saved = actions.plan_talk(
            row,
            form.details,
            edition=edition_of(request),
            by=member_of(request),
            at=timezone.now(),
        )
    except Lacks as lacks:
        tell_lacks(form, lacks.what, by=member_of(request))
        return _page(request, "talks/plan.html", row, form)
    except Moved:
        return _moved(request, "talks/plan.html", row, form)
    return back(saved, _says(saved))


@for_roles(Role.COORDINATOR, Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def group(request: HttpRequest, group: int | None = None) -> HttpResponseBase:
    """A group conversation: planned once each person was offered one-to-one, or only noted."""
    row = get_object_or_404(GroupConversation, pk=group) if group else None
    if row is not None and row.is_over:
        return back(row, "moved")
    if request.method == "GET":
        return _page(request, "talks/group_plan.html", row, GroupForm(group=row))
    form, by, at = GroupForm(request.POST, group=row), member_of(request), timezone.now()
    if row is None and request.POST.get("go") == "ask":
        form.only("department")
        if form.is_valid():
            asked = actions.ask_group(form.cleaned_data["department"], by=by, at=at)
            return back(asked, "talk_waits")
    if not form.is_valid():
        return _page(request, "talks/group_plan.html", row, form)
    try:
        saved = actions.plan_group(row, form.details, edition=edition_of(request), by=by, at=at)
    except Lacks as lacks:
        tell_lacks(form, lacks.what, by=by)
        return _page(request, "talks/group_plan.html", row, form)
    except Moved:
        return _moved(request, "talks/group_plan.html", row, form)
    return back(saved, _says(saved))


def _says(saved: Plan) -> str:
    """What is told after saving; one may be entered that was given already."""
    if saved.on is None:
        return "talk_waits"
    return "talk_past" if saved.on < timezone.localdate() else "talk_planned"


def _moved(
    request: HttpRequest, template: str, row: Plan | None, form: PlainForm
) -> HttpResponseBase:
    """Somebody else was here: what was typed stays, above what holds now, to be sent again."""
    if row is not None:
        row.refresh_from_db()
        if row.is_over:
            return back(row, "moved")
    return _page(request, template, row, form, moved=True)


def _page(
    request: HttpRequest,
    template: str,
    row: Plan | None,
    form: PlainForm,
    *,
    moved: bool = False,
) -> HttpResponse:
    context = {"plan": row, "form": form, "moved": moved}
    return render(request, template, context, status=422 if form.is_bound else 200)
