"""Who can come in, and that one of them has left: for the lead, at once and without a shell."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from beside.desk.referral import is_number
from beside.doors.access import for_roles, member_of
from beside.doors.once_more import asks_once_more
from beside.doors.sending import members_act
from beside.program import actions
from beside.program.actions import NotTheirs
from beside.program.models import Member, Role


@dataclass(frozen=True)
class Line:
    """One member, as the list shows them."""

    pk: int
    name: str
    roles: str
    is_oneself: bool


@for_roles(Role.LEAD)
@require_http_methods(["GET", "POST"])
@asks_once_more(lambda _request: True)
@members_act
def show(request: HttpRequest) -> HttpResponseBase:
    """The list; and, once one was chosen, what it means before it is done."""
    by = member_of(request)
    if request.method == "GET":
        chosen = _member(request.GET.get("member", ""))
        return render(request, "desk/members.html", {"lines": lines(by), "chosen": chosen})
    member = _member(request.POST.get("member", ""))
    if member is None:
        raise Http404
    try:
        actions.leave(member, by=by, at=timezone.now())
    except NotTheirs:
        raise Http404 from None
    response = redirect("desk:members")
    response["Location"] += "?said=left"
    return response


def lines(by: Member) -> list[Line]:
    """Everybody who can come in, by name."""
    names = dict(Role.choices)
    members = Member.objects.filter(is_active=True).prefetch_related("held").order_by("name", "pk")
    return [
        Line(
            one.pk,
            one.name,
            ", ".join(sorted(str(names[held.role]) for held in one.held.all())),
            one.pk == by.pk,
        )
        for one in members
    ]


def _member(text: str) -> Member | None:
    if not is_number(text):
        return None
    return Member.objects.filter(pk=int(text), is_active=True).first()
