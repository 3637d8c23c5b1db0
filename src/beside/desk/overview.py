"""The whole in numbers, as it is now: for the lead, and for the desk. Nothing of the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from beside.desk import many
from beside.desk.designations import designation
from beside.desk.lines import due_of
from beside.doors.access import for_roles, member_of
from beside.events.models import Event
from beside.matching.suggesting import by_supporter, with_supporters
from beside.program import holds
from beside.program.due import alarms
from beside.program.models import Member, Role
from beside.referrals.models import Referral
from beside.rules.access import Verb
from beside.rules.clocks import ESCALATE_DAYS
from beside.rules.stages import OPEN, Stage
from beside.supporters.models import Supporter

STAGES = {
    Stage.RECEIVED: _("Not certain yet who is meant"),
    Stage.WAITING: _("Nobody asked yet"),
    Stage.ASKED: _("Asked, waiting for an answer"),
    Stage.TAKEN: _("Taken, one question open"),
    Stage.CONFIRMED: _("About to be reached"),
    Stage.REACHING: _("Tried, not reached yet"),
    Stage.CONTACT: _("The contact does not work"),
    Stage.OFFERED: _("Words left with them"),
    Stage.TALKING: _("In touch"),
    Stage.RESTING: _("Resting, with consent"),
    Stage.INTRODUCED: _("Introduced to counselling"),
    Stage.CLOSING: _("Closed"),
}


EVENT = _("An event: who told us, and who would know")
ALARM_DAYS = 7
ALARMS = {
    "openings": _("as many names as may be were opened, and more were asked for"),
    "claims": _("very many people were looked up by their contact within an hour"),
}


@dataclass(frozen=True)
class InHand:
    """How many one supporter has now; nothing of before."""

    name: str
    now: int
    cap: int
    away: bool


@dataclass(frozen=True)
class Looks:
    """Who opened the name of one open request, and on which days."""

    who: str
    state: str
    looked: list[tuple[str, str]]


@for_roles(Role.LEAD, Role.COORDINATOR)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    at, member = timezone.now(), member_of(request)
    rows = Referral.objects.all().visible_to(member)
    dues = [(row, due_of(row, at)) for row in rows]
    late = Counter(row.stage for row, due in dues if due.late)
    here = Counter(row.stage for row in rows)
    waits = [at - due.at for row, due in dues if due.late]
    supporters = in_hand(timezone.localdate(at), member)
    context = {
        "stages": [
            (label, here[stage], late[stage]) for stage, label in STAGES.items() if here[stage]
        ],
        "total": sum(Stage(row.stage) in OPEN for row in rows),
        "late": len(waits),
        "waits": _long(waits),
        "busy": [one for one in supporters if one.now],
        "idle": [one for one in supporters if not one.now],
        "sees_looks": member.has_role(Role.LEAD),
        "ledger": ledger(member),
        **_for_lead(member, rows, at),
    }
    return render(request, "desk/overview.html", context)


def _long(waits: list[timedelta]) -> list[tuple[int, int]]:
    """How many are late by more than so many days, where anybody is."""
    found = [(days, sum(one > timedelta(days=days) for one in waits)) for days in ESCALATE_DAYS]
    return [(days, number) for days, number in found if number]


def _for_lead(member: Member, rows: list[Referral], at: datetime) -> dict[str, Any]:
    """What waits for a lead, what nobody sees to, and the ceilings that were met within a week."""
    if not member.has_role(Role.LEAD):
        return {}
    met = alarms(since=ALARM_DAYS, at=at)
    return {
        "holds_waiting": holds.waiting_for(member, at),
        "many": many.standing(member),
        "unseen": _unseen(rows),
        "alarms": [
            (_day(day.isoformat()), str(ALARMS.get(what, what)), times) for day, what, times in met
        ],
    }


def _unseen(rows: list[Referral]) -> int:
    """Open requests that no coordinator can see: they would be missed."""
    desk = set(Member.objects.with_role(Role.COORDINATOR).values_list("pk", flat=True))
    return sum(row.is_open and desk <= set(row.facts.hidden_from) for row in rows)


def in_hand(today: date, member: Member) -> list[InHand]:
    """Every current supporter with what is in their hands now, whoever has most first."""
    now = by_supporter(with_supporters(), seen_by=member)
    roster = Supporter.objects.current().select_related("member")
    found = [
        InHand(one.member.name, now[one.pk], one.cap, not one.is_available(today)) for one in roster
    ]
    return sorted(found, key=lambda one: (-one.now, one.name))


def ledger(member: Member) -> list[Looks]:
    """For the lead: looks live with the request, or with the event, and are forgotten with it."""
    rows = Referral.objects.all().visible_to(member, Verb.SEE_LOOKS)
    found: list[tuple[Referral | Event, str]] = []
    found += [(row, str(STAGES[Stage(row.stage)])) for row in rows]
    if member.has_role(Role.LEAD):
        told = Event.objects.filter(stage=Event.Stage.OPEN).with_facts()
        found += [(row, str(EVENT)) for row in told]
    names = dict(Member.objects.values_list("pk", "name"))
    return [
        Looks(designation(row.handle), state, _looked(row.facts.looks, names))
        for row, state in sorted(found, key=lambda one: designation(one[0].handle))
        if row.facts.looks
    ]


def _looked(looks: Mapping[str, list[str]], names: Mapping[int, str]) -> list[tuple[str, str]]:
    """Who has left since is a member of before; that there was a look stays said."""
    return [
        (names.get(int(looker), str(_("A member of before"))), ", ".join(map(_day, days)))
        for looker, days in looks.items()
    ]


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
