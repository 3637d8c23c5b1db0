"""The list of people to be reached: sorted by what is due, each with its one next act."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from beside.desk import many, working
from beside.desk.lines import AT_DESK, Line, due_of, in_order, line_of
from beside.desk.names import has_looked, open_names
from beside.desk.words import Words
from beside.doors.access import for_roles, member_of
from beside.doors.sending import AlreadyDone, act, token_of
from beside.events.models import Event
from beside.program.models import Member, Role
from beside.referrals import actions
from beside.referrals.models import Referral
from beside.rules import floods
from beside.rules.stages import Stage

RUSH = "rush"
SHOWS = {
    "all": gettext_lazy("Everyone"),
    "due": gettext_lazy("Due now"),
    "me": gettext_lazy("Waiting on you"),
    "others": gettext_lazy("Waiting on others"),
}


@dataclass(frozen=True)
class Shown:
    """One choice above the list: how many it shows, and whether it is the one chosen."""

    key: str
    label: str
    count: int
    is_chosen: bool

    @property
    def query(self) -> str:
        return "" if self.key == "all" else f"?show={self.key}"


@for_roles(Role.COORDINATOR)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    at, member = timezone.now(), member_of(request)
    rows = Referral.objects.all().visible_to(member)
    is_open = working.is_open(request, working.DUE)
    lines = lines_of(rows, member=member, at=at, with_names=is_open)
    rushed, lines = folded(rows, lines)
    chosen = request.GET.get("show", "all")
    chosen = chosen if chosen in SHOWS or (rushed and chosen == RUSH) else "all"
    groups = {key: [line for line in lines if belongs(line, key)] for key in SHOWS}
    return render(
        request,
        "desk/list.html",
        {
            "lines": rushed if chosen == RUSH else groups[chosen],
            "anyone": bool(lines or rushed),
            "rushed": rushed,
            "is_rush_shown": chosen == RUSH,
            "shows": [
                Shown(key, str(label), len(groups[key]), key == chosen)
                for key, label in SHOWS.items()
            ],
            "names_open": is_open,
            "names_due": sum(is_named(row, at) for row in rows),
            "says": says(rows, lines),
            "events": Event.objects.open().count(),
            "lost": actions.lost_by_week(),
            "many": many.standing(member),
        },
    )


@for_roles(Role.COORDINATOR)
@require_POST
def named_again(request: HttpRequest) -> HttpResponseBase:
    """The people of a week whose names were lost have been named again."""
    token = token_of(request)
    try:
        week = date.fromisoformat(request.POST.get("week", ""))
    except ValueError:
        return redirect("desk:list")
    if token is None:
        return redirect_said("old")
    with suppress(AlreadyDone), act(token):
        actions.named_again(week, by=member_of(request), at=timezone.now())
    return redirect("desk:list")


@for_roles(Role.COORDINATOR)
@require_POST
def names(request: HttpRequest) -> HttpResponseBase:
    """Open the names of what is due in one recorded act, or hide them again."""
    if request.POST.get("what") == "hide":
        working.end(request, working.DUE)
        return redirect_said("hidden")
    token, at, member = token_of(request), timezone.now(), member_of(request)
    if token is None:
        return redirect_said("old")
    due = [row for row in Referral.objects.all().visible_to(member) if is_named(row, at)]
    try:
        with act(token):
            actions.look_many([row.handle for row in due], by=member, at=at)
    except AlreadyDone:
        return redirect("desk:list")
    working.begin(request, working.DUE)
    return redirect("desk:list")


def redirect_said(key: str) -> HttpResponseBase:
    response = redirect("desk:list")
    response["Location"] += f"?said={key}"
    return response


def lines_of(rows: list[Referral], *, member: Member, at: datetime, with_names: bool) -> list[Line]:
    """The list in its order; with names for what is due and for whom this member opened today."""
    known = {}
    if with_names:
        named = [row for row in rows if is_named(row, at) or has_looked(row, member, at)]
        known = open_names(named, by=member, at=at)
    words = Words.for_rows(rows)
    return in_order(
        [
            line_of(
                row,
                words,
                member=member,
                at=at,
                name=known[row.handle].name if row.handle in known else "",
            )
            for row in rows
        ]
    )


def folded(rows: list[Referral], lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """What came in a rush and nobody has taken up, apart from all the others; a few stay in."""
    untouched = {
        row.handle
        for row in rows
        if row.facts.in_a_rush and row.facts.holder is None and Stage(row.stage) in AT_DESK
    }
    if len(untouched) <= floods.FEW:
        return [], lines
    apart = [line for line in lines if line.handle in untouched]
    return apart, [line for line in lines if line.handle not in untouched]


def is_named(row: Referral, at: datetime) -> bool:
    """Whether *open the names of what is due* opens this one."""
    return row.is_open and due_of(row, at).now


def belongs(line: Line, key: str) -> bool:
    """Whether a line is shown by this choice."""
    if key == "due":
        return line.due.now
    if key == "me":
        return line.mine
    if key == "others":
        return not line.mine and not (line.act and line.act.is_post)
    return True


def says(rows: list[Referral], lines: list[Line]) -> str:
    """The list in a few words."""
    late = sum(line.due.late for line in lines)
    today = sum(line.due.now for line in lines) - late
    shown = {line.handle for line in lines}
    unknown = sum(row.stage == Stage.RECEIVED and row.handle in shown for row in rows)
    all_of_them = len(lines)
    parts = (
        (
            all_of_them,
            ngettext(
                "%(n)d person is to be reached.", "%(n)d people are to be reached.", all_of_them
            ),
        ),
        (late, ngettext("%(n)d is late.", "%(n)d are late.", late)),
        (today, ngettext("%(n)d is due today.", "%(n)d are due today.", today)),
        (unknown, ngettext("%(n)d is still to be found.", "%(n)d are still to be found.", unknown)),
    )
    return " ".join(words % {"n": number} for number, words in parts if number)
