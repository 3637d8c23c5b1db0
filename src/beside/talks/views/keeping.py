"""One talk or group conversation: where it stands, how many came, calling it off; the topics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from beside.doors.access import for_roles, member_of
from beside.doors.in_each_language import read_as_another
from beside.doors.sending import members_act
from beside.program.models import Role
from beside.talks import actions, showing
from beside.talks.actions import LastTopic, Moved, NotYet
from beside.talks.forms import CountForm, TopicForm
from beside.talks.models import GroupConversation, Plan, Status, Talk, Topic


@for_roles(Role.COORDINATOR, Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def talk(request: HttpRequest, talk: int) -> HttpResponseBase:
    rows = Talk.objects.select_related("department", "topic", "giver")
    return _one(request, get_object_or_404(rows, pk=talk))


@for_roles(Role.COORDINATOR, Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def group(request: HttpRequest, group: int) -> HttpResponseBase:
    rows = GroupConversation.objects.select_related("department", "first", "second")
    return _one(request, get_object_or_404(rows, pk=group))


def edition_of(request: HttpRequest) -> int:
    """Which state of the row the form was made from; 0 where somebody made it up."""
    text = request.POST.get("edition", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _one(request: HttpRequest, plan: Plan) -> HttpResponseBase:
    if request.method == "GET":
        return _page(request, plan)
    verb = VERBS.get(request.POST.get("what", ""))
    if verb is None:
        raise Http404
    try:
        return verb(request, plan, timezone.now())
    except Moved:
        return back(plan, "moved")
    except NotYet:
        return back(plan, "talk_not_yet")


def _page(
    request: HttpRequest, plan: Plan, *, form: CountForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "plan": plan,
        "heading": showing.title(plan),
        "rows": showing.rows(plan, today),
        "links": plan.links if isinstance(plan, Talk) else [],
        "stands": showing.sentence(plan, today),
        "act": showing.next_act(plan, plan.due(today), today),
        "is_counted": plan.status == Status.GIVEN,
        "may_count": plan.may_count(today),
        "form": form or CountForm(initial={"came": plan.came}, question=_question(plan)),
        "plan_href": showing.address(plan, "_plan"),
        "calendar": _calendar(plan),
    }
    return render(request, "talks/one.html", context, status=status)


def _question(plan: Plan) -> str:
    return showing.count_question(plan, timezone.localdate())


def _calendar(plan: Plan) -> str:
    if not isinstance(plan, Talk) or plan.status != Status.PLANNED:
        return ""
    return reverse("talks:calendar", args=[plan.pk])


def back(plan: Plan, said: str) -> HttpResponseBase:
    return redirect(f"{showing.address(plan)}?said={said}")


def _count(request: HttpRequest, plan: Plan, at: datetime) -> HttpResponseBase:
    form = CountForm(request.POST, question=_question(plan))
    if not form.is_valid():
        return _page(request, plan, form=form, status=422)
    actions.count_who_came(
        plan,
        form.cleaned_data["came"],
        edition=edition_of(request),
        by=member_of(request),
        at=at,
    )
    return redirect(f"{reverse('talks:list')}?said=talk_counted")


def _call_off(request: HttpRequest, plan: Plan, at: datetime) -> HttpResponseBase:
    actions.call_off(plan, edition=edition_of(request), by=member_of(request), at=at)
    return redirect(f"{reverse('talks:list')}?said=talk_off")


VERBS: dict[str, Callable[[HttpRequest, Plan, datetime], HttpResponseBase]] = {
    "count": _count,
    "call_off": _call_off,
}


@for_roles(Role.COORDINATOR, Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def topics(request: HttpRequest) -> HttpResponseBase:
    """The program's own short list: add one, take one off it, put it back."""
    form = TopicForm(request.POST if request.POST.get("what") == "add" else None)
    context: dict[str, Any] = {"form": form, "topics": Topic.objects.all()}
    if request.method == "GET":
        return render(request, "talks/topics.html", context)
    by, at, what = member_of(request), timezone.now(), request.POST.get("what", "")
    if what == "add":
        if not form.is_valid():
            return render(request, "talks/topics.html", context, status=422)
        said = form.cleaned_data
        wanted = Topic(name=said["name"], translated=said["translated"])
        if taken := read_as_another(said, wanted, Topic.objects.exclude(name=said["name"])):
            form.add_error(*taken)
            return render(request, "talks/topics.html", context, status=422)
        actions.add_topic(said["name"], translated=said["translated"], by=by, at=at)
    elif what in ("offer", "retire"):
        try:
            actions.offer_topic(_topic(request), what == "offer", by=by, at=at)
        except LastTopic:
            return redirect(f"{reverse('talks:topics')}?said=talk_last_topic")
    else:
        raise Http404
    return redirect(f"{reverse('talks:topics')}?said=changed")


def _topic(request: HttpRequest) -> Topic:
    number = request.POST.get("topic", "")
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(Topic, pk=int(number))
