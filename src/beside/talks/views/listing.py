"""What is due next, one year by department, and the calendar file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from beside.doors.access import for_roles, member_of
from beside.program.models import Role
from beside.rules import talks
from beside.talks import showing, years
from beside.talks.calendar import calendar_file
from beside.talks.models import Status, Talk

OVER, RUSH = "over", "rush"


@for_roles(Role.COORDINATOR, Role.LEAD)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Talks and group conversations by what is due, each with its one next act."""
    today = timezone.localdate()
    ahead, rushed = showing.ahead(today)
    over = showing.over(today)
    chosen = request.GET.get("show", "")
    lines = {OVER: over, RUSH: rushed}.get(chosen, ahead)
    context = {
        "lines": lines,
        "says": showing.says(ahead),
        "rushed": rushed,
        "chosen": chosen if chosen in (OVER, RUSH) else "",
        "ahead": len(ahead),
        "over": len(over),
        "months_back": showing.LOOKED_BACK_MONTHS,
    }
    return render(request, "talks/list.html", context)


@for_roles(Role.COORDINATOR, Role.LEAD)
@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """Where nobody has been, first; then who had talks, and how many came."""
    today = timezone.localdate()
    chosen = years.find(request.GET.get("year", ""), today)
    shown = years.show(chosen)
    context = {
        "year": chosen,
        "years": years.years(today),
        "first": chosen.days[0],
        "last": chosen.days[1],
        "shown": shown,
        "says": years.says(shown.counts),
    }
    return render(request, "talks/year.html", context)


@for_roles(Role.COORDINATOR, Role.LEAD, Role.SUPPORTER)
@require_GET
def calendar(request: HttpRequest, talk: int) -> HttpResponse:
    """For who plans it and who gives it: title, place and time."""
    member = member_of(request)
    found = Talk.objects.filter(pk=talk, status=Status.PLANNED).select_related("topic").first()
    if found is None or not (talks.may_plan(member.roles) or found.giver_id == member.pk):
        raise Http404
    answer = HttpResponse(
        calendar_file(found, at=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="talk.ics"'
    return answer
