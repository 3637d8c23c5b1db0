"""Legal holds: what they mean, what is in force, and the two who ask, agree, renew and end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from beside.desk.hold_forms import HoldForm, shapes
from beside.desk.hold_showing import Shown, kept, shown
from beside.doors.access import for_roles, member_of
from beside.doors.once_more import asks_once_more
from beside.doors.sending import members_act
from beside.program import actions, holds
from beside.program.actions import NotTheirs
from beside.program.holds import NoSuchHold
from beside.program.models import Member, Role
from beside.program.promised import within
from beside.rules.holds import DAYS
from beside.vault.actions import NotAgreed

AGREE, RENEW, END = "agree", "renew", "end"
HEADINGS = {
    AGREE: _("Agree to this hold?"),
    RENEW: within(_("Ask for another {hold_days} days?")),
    END: _("End this hold?"),
}


@for_roles(Role.LEAD, Role.ADMINISTRATOR)
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """What a hold means, and those that are asked for and in force."""
    at = timezone.now()
    found = shown(holds.standing(at), member_of(request))
    context = {
        "in_force": [one for one in found if one.is_in_force],
        "waiting": [one for one in found if not one.is_in_force],
        "days": DAYS,
        **kept(at),
    }
    return render(request, "desk/holds.html", context)


@for_roles(Role.LEAD, Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
@members_act
def ask(request: HttpRequest) -> HttpResponseBase:
    """First what, then which and why. Nothing is kept until somebody else agrees."""
    member = member_of(request)
    may, given = shapes(member), request.POST if request.method == "POST" else request.GET
    shape = given.get("shape", "")
    if shape not in may:
        return render(request, "desk/hold_shape.html", {"shapes": may.items(), "days": DAYS})
    form = HoldForm(request.POST or None, shape=shape)
    if request.method == "POST" and form.is_valid():
        actions.ask_hold(form.subject, form.chosen_why, by=member, at=timezone.now())
        return _back("hold_asked")
    context = {"form": form, "shape": shape, "label": may[shape], "days": DAYS}
    status = 422 if form.errors else 200
    return render(request, "desk/hold_ask.html", context, status=status)


@for_roles(Role.LEAD, Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
@asks_once_more(lambda _request, what, **_more: what in (AGREE, END))
@members_act
def one(request: HttpRequest, identifier: UUID, what: str) -> HttpResponseBase:
    """What one act means, and the button that does it."""
    if what not in VERBS:
        raise Http404
    member, at = member_of(request), timezone.now()
    try:
        if request.method == "POST":
            return _back(VERBS[what](identifier.hex, member, at))
        [hold] = shown([holds.find(identifier.hex, at)], member)
    except NoSuchHold:
        return _back("hold_gone")
    except NotAgreed:
        return _back("hold_two")
    except NotTheirs:
        return _back("hold_lead")
    return render(request, "desk/hold_step.html", _step(hold, what))


def _step(hold: Shown, what: str) -> dict[str, Any]:
    can = {
        AGREE: hold.may_agree,
        RENEW: hold.is_in_force,
        END: hold.may_end or hold.may_take_back,
    }
    takes_back = what == END and not hold.is_in_force
    return {
        "hold": hold,
        "what": what,
        "days": DAYS,
        "takes_back": takes_back,
        "heading": _("Take this back?") if takes_back else HEADINGS[what],
        "can": can[what] and not (what == AGREE and hold.is_in_force),
    }


def _agree(identifier: str, by: Member, at: datetime) -> str:
    actions.agree_hold(identifier, by=by, at=at)
    return "hold_agreed"


def _renew(identifier: str, by: Member, at: datetime) -> str:
    actions.renew_hold(identifier, by=by, at=at)
    return "hold_asked"


def _end(identifier: str, by: Member, at: datetime) -> str:
    was_in_force = holds.find(identifier, at).agreed_by is not None
    actions.end_hold(identifier, by=by, at=at)
    return "hold_ended" if was_in_force else "hold_back"


VERBS: dict[str, Callable[[str, Member, datetime], str]] = {
    AGREE: _agree,
    RENEW: _renew,
    END: _end,
}


def _back(said: str) -> HttpResponseBase:
    response = redirect("desk:holds")
    response["Location"] += f"?said={said}"
    return response
