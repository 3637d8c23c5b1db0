"""Talks and group conversations in words: what is due next, with its one next act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.program.models import Member
from beside.program.names import called
from beside.program.week import day_of_week
from beside.rules import floods
from beside.rules.talks import Due
from beside.talks.models import GroupConversation, Plan, Status, Talk

LOOKED_BACK_MONTHS = 12  # what is older is counted in its year


@dataclass(frozen=True)
class Line:
    """What the list shows of one."""

    href: str
    word: str
    more: str
    is_late: bool
    who: str
    what: str
    state: str
    act: str
    act_href: str
    due: Due


def day(on: date, today: date) -> str:
    """A day as a person would say it; the year only where it is another one."""
    return date_format(on, "SHORT_DATE_FORMAT" if on.year == today.year else "DATE_FORMAT")


def long_day(on: date, today: date) -> str:
    return date_format(on, "MONTH_DAY_FORMAT" if on.year == today.year else "DATE_FORMAT")


def ahead(today: date) -> tuple[list[Line], list[Line]]:
    """What is still to be done, by what is due; and apart from it what came in a rush."""
    talks = [*Talk.objects.ahead().select_related("department", "topic", "giver")]
    rushed = [one for one in talks if one.in_a_rush and one.status == Status.REQUESTED]
    if len(rushed) <= floods.FEW:
        rushed = []
    apart = {one.pk for one in rushed}
    groups = GroupConversation.objects.ahead().select_related("department", "first", "second")
    plans = [*(one for one in talks if one.pk not in apart), *groups]
    return _lines(plans, today), _lines(rushed, today)


def over(today: date) -> list[Line]:
    """What was given or called off of late, the newest first."""
    since = today - timedelta(days=LOOKED_BACK_MONTHS * 365 // 12)
    talks = Talk.objects.over(since).select_related("department", "topic", "giver")
    groups = GroupConversation.objects.over(since).select_related("department", "first", "second")
    plans: list[Plan] = sorted(
        [*talks, *groups], key=lambda one: (one.on or date.min, one.pk), reverse=True
    )
    return [line(one, today) for one in plans]


def _lines(plans: Iterable[Plan], today: date) -> list[Line]:
    def by_due(one: Plan) -> tuple[Any, ...]:
        due = one.due(today)
        first = 0 if due is Due.DATE else 1 if due is Due.COUNT else 2
        asked = getattr(one, "asked_on", None) or today
        return first, asked if due is Due.DATE else one.on, one.is_group, one.pk

    return [line(one, today) for one in sorted(plans, key=by_due)]


def line(plan: Plan, today: date) -> Line:
    due = plan.due(today)
    href = address(plan)
    act, act_href = next_act(plan, due, today)
    word, more = _when(plan, due, today)
    return Line(
        href=href,
        word=word,
        more=more,
        is_late=due is Due.COUNT,
        who=title(plan),
        what=for_whom(plan),
        state=state(plan, due),
        act=act,
        act_href=act_href,
        due=due,
    )


def address(plan: Plan, what: str = "") -> str:
    kind = "group" if plan.is_group else "talk"
    return reverse(f"talks:{kind}{what}", args=[plan.pk])


def title(plan: Plan) -> str:
    return plan.heading if isinstance(plan, Talk) else _("Group conversation")


def for_whom(plan: Plan) -> str:
    if isinstance(plan, Talk):
        return plan.for_whom
    return called(plan.department) if isinstance(plan, GroupConversation) else ""


def next_act(plan: Plan, due: Due, today: date) -> tuple[str, str]:
    """The one next act, and where it is done; nothing where all is set."""
    match due:
        case Due.DATE:
            return _("Find a day"), address(plan, "_plan")
        case Due.COUNT if plan.on:
            short = date_format(plan.on, "SHORT_DATE_FORMAT")
            return _("How many came on %(day)s?") % {"day": short}, address(plan)
        case Due.SPEAKER:
            says = _("Who leads it?") if plan.is_group else _("Who gives it?")
            return says, address(plan, "_plan")
    return "", ""


def _when(plan: Plan, due: Due, today: date) -> tuple[str, str]:
    if due is Due.DATE:
        if isinstance(plan, Talk):
            return _("No day yet"), _("asked %(day)s") % {"day": day(plan.asked_on, today)}
        return _("No day yet"), ""
    if plan.on is None:
        return _("Called off"), ""
    clock = time_format(plan.at, "TIME_FORMAT") if isinstance(plan, Talk) and plan.at else ""
    if plan.on == today and due is not Due.OVER:
        return _("Today"), clock
    if due is Due.COUNT:
        return _("It was"), day(plan.on, today)
    return day(plan.on, today), "" if due is Due.OVER else clock


def state(plan: Plan, due: Due) -> str:
    """Where it stands, in a few words."""
    if plan.status == Status.CALLED_OFF:
        return _("Called off")
    if plan.status == Status.GIVEN:
        came = plan.came or 0
        return ngettext("%(n)d came", "%(n)d came", came) % {"n": came}
    if due is Due.DATE:
        wished = plan.wished if isinstance(plan, Talk) else ""
        return wished or _("Asked for")
    return ", ".join(part for part in (_place(plan), _led_by(plan)) if part)


def _place(plan: Plan) -> str:
    return plan.place if isinstance(plan, Talk) else ""


def _led_by(plan: Plan) -> str:
    if isinstance(plan, Talk):
        return plan.speaker or _("nobody gives it yet")
    names = [one.name for one in plan.leaders] if isinstance(plan, GroupConversation) else []
    if len(names) < 2:
        return _("two people are to lead it")
    return _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]}


def says(lines: list[Line]) -> str:
    """The list in a few words."""
    undated = sum(one.due is Due.DATE for one in lines)
    past = sum(one.due is Due.COUNT for one in lines)
    planned = len(lines) - undated - past
    parts = (
        (undated, ngettext("%(n)d waits for a day.", "%(n)d wait for a day.", undated)),
        (
            past,
            ngettext(
                "Of one we do not know yet how many came.",
                "Of %(n)d we do not know yet how many came.",
                past,
            ),
        ),
        (planned, ngettext("%(n)d is planned.", "%(n)d are planned.", planned)),
    )
    return " ".join(words % {"n": number} for number, words in parts if number)


def sentence(plan: Plan, today: date) -> str:
    """Where one stands, as its page begins."""
    if plan.status == Status.CALLED_OFF:
        return _("This was called off.")
    if plan.status == Status.GIVEN:
        came = plan.came or 0
        return ngettext("It was given, and %(n)d came.", "It was given, and %(n)d came.", came) % {
            "n": came
        }
    due = plan.due(today)
    return {
        Due.DATE: _("Somebody asked for it, and no day is found yet."),
        Due.COUNT: _("It was held. How many came is not known yet."),
        Due.SPEAKER: _("It has a day, and somebody is still needed."),
    }.get(due, _("It is planned, and all is set."))


def count_question(plan: Plan, today: date) -> str:
    if plan.on is None:
        return ""
    return _("How many came on %(day)s?") % {"day": long_day(plan.on, today)}


def rows(plan: Plan, today: date) -> list[tuple[str, str]]:
    """Everything that is known of one, and nothing more."""
    found = [
        (_("For"), for_whom(plan)),
        (_("Day"), day_of_week(plan.on, today) if plan.on else ""),
    ]
    if isinstance(plan, Talk):
        found += _rows_of_talk(plan, today)
    elif plan.has_speaker:
        found.append((_("Led by"), _led_by(plan)))
    return [(label, words) for label, words in found if words]


def _rows_of_talk(talk: Talk, today: date) -> list[tuple[str, str]]:
    clock = ""
    if talk.begins and talk.ends:
        clock = f"{date_format(talk.begins, 'TIME_FORMAT')}–{date_format(talk.ends, 'TIME_FORMAT')}"
    return [
        (_("Time"), clock),
        (_("Place"), talk.place),
        (_("Topic"), called(talk.topic) if talk.title else ""),
        (_("Given by"), talk.speaker),
        (_("Asked for on"), date_format(talk.asked_on, "DATE_FORMAT")),
        (_("When it would suit"), talk.wished),
        (_("Who asked, at work"), talk.contact),
    ]


def given_by(member: Member, today: date) -> list[Talk]:
    """The talks this member is to give, the next first."""
    return [
        *Talk.objects.filter(giver=member, status=Status.PLANNED, on__gte=today)
        .select_related("department", "topic")
        .order_by("on", "at", "pk")
    ]


def led_by(member: Member, today: date) -> list[GroupConversation]:
    """The group conversations this member is to lead, the next first."""
    planned = GroupConversation.objects.filter(status=Status.PLANNED, on__gte=today)
    hers = planned.filter(first=member) | planned.filter(second=member)
    return [*hers.select_related("department", "first", "second").order_by("on", "pk")]
