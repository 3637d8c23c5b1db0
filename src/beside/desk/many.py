"""Many people at once: for a day, more names may be opened, when a coordinator and a lead agree."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from beside.doors.access import for_roles, member_of
from beside.doors.once_more import asks_once_more
from beside.doors.sending import members_act
from beside.program import actions
from beside.program.actions import NotTheirs
from beside.program.models import Member, Role
from beside.program.week import spoken
from beside.rules import budgets
from beside.vault import ceilings
from beside.vault.actions import NotAgreed


@for_roles(Role.COORDINATOR, Role.LEAD)
@require_http_methods(["GET", "POST"])
@asks_once_more(lambda request: request.POST.get("what") == "agree")
@members_act
def show(request: HttpRequest) -> HttpResponseBase:
    """What may be opened now, who has asked for more, and the button of whoever may press it."""
    member = member_of(request)
    if request.method == "POST":
        return _do(request.POST.get("what", ""), member)
    context = {
        **standing(member),
        "hour": budgets.COORDINATOR_HOUR,
        "day": budgets.COORDINATOR_DAY,
        "everybody": budgets.EVERYBODY_DAY,
        "wide_day": budgets.COORDINATOR_DAY_WIDE,
        "wide_everybody": budgets.EVERYBODY_DAY * 2,
    }
    return render(request, "desk/many.html", context)


def _do(what: str, member: Member) -> HttpResponseBase:
    at = timezone.now()
    try:
        if what == "ask":
            actions.ask_widen(by=member, at=at)
        elif what == "agree":
            actions.agree_widen(by=member, at=at)
        else:
            raise Http404
    except NotTheirs:
        raise Http404 from None
    except NotAgreed:
        return _back("many_two")
    return _back("many_asked" if what == "ask" else "many_agreed")


def standing(member: Member) -> dict[str, Any]:
    """Until when more names may be opened, who has asked for it, and what this member may do."""
    at = timezone.now()
    asker, until = ceilings.widening(at)
    waits = asker is not None
    return {
        "until": spoken(until, at) if until else "",
        "asked_by": Member.objects.filter(pk=asker or 0).values_list("name", flat=True).first()
        or "",
        "may_ask": budgets.may_ask_wide(member.roles) and not waits,
        "may_agree": budgets.may_agree_wide(member.roles) and waits and asker != member.pk,
    }


def _back(said: str) -> HttpResponseBase:
    response = redirect("desk:many")
    response["Location"] += f"?said={said}"
    return response
