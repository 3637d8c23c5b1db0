"""Asking for a talk, planning it, counting who came, calling it off; and the list of topics.

What the rules say must be gone when it is over goes in the very act that ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from beside.audit import actions as audit
from beside.directory.models import Department
from beside.program.meanwhile import wait_for_who_decides
from beside.program.models import Member
from beside.program.own_words import Translations, kept
from beside.rules import talks
from beside.rules.talks import Act, Lack
from beside.talks.models import Audience, GroupConversation, Plan, Status, Talk, Topic


class NotTheirs(Exception):
    """This is not for somebody with these roles to do."""


class Moved(Exception):
    """Somebody else changed it in the meantime, or it is over."""


class NotYet(Exception):
    """How many came is not known before the day."""


class LastTopic(Exception):
    """Without any topic nobody could ask for a talk."""


class Lacks(Exception):
    """It is no plan yet; `what` says why."""

    def __init__(self, what: tuple[Lack, ...]) -> None:
        super().__init__()
        self.what = what


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, with a way to reach them at work."""

    audience: Audience
    department: Department | None
    topic: Topic
    wished: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Details(Asked):
    """A talk as it is planned."""

    title: str = ""
    on: date | None = None
    at: time | None = None
    minutes: int = 60
    place: str = ""
    giver: Member | None = None
    outside_speaker: str = ""
    materials: str = ""


@dataclass(frozen=True)
class GroupDetails:
    """A group conversation as it is planned."""

    department: Department
    offered_one_to_one: bool
    on: date | None = None
    first: Member | None = None
    second: Member | None = None


def ask_talk(asked: Asked, *, in_a_rush: bool = False, by: Member | None, at: datetime) -> Talk:
    """Anyone may ask for a talk; somebody at the program finds a day with them."""
    with transaction.atomic():
        talk = Talk.objects.create(
            **_values(asked), asked_on=timezone.localdate(at), in_a_rush=in_a_rush
        )
        if by is None:
            audit.count("ask_talk", role="public", at=at)
        else:
            audit.administer("ask_talk", member_id=by.pk, at=at, about=f"talk {talk.pk}")
    return talk


def plan_talk(
    talk: Talk | None, details: Details, *, edition: int = 0, by: Member, at: datetime
) -> Talk:
    """A new talk or another plan for one; without a day it stays asked for. Raises `Lacks`."""
    _refuse(by)
    status = talk.stands if talk else talks.Status.REQUESTED
    lacks = talks.talk_lacks(
        status, on=details.on, has_time=details.at is not None, has_place=bool(details.place)
    )
    if lacks:
        raise Lacks(lacks)
    with transaction.atomic():
        if talk is None:
            talk = ask_talk(details, by=by, at=at)
            edition = talk.edition
        if details.on is None:
            _change(talk, edition, _values(details), status=talk.stands)
        else:
            _take(talk, Act.PLAN, edition, {**_values(details), "in_a_rush": False})
            audit.administer("plan_talk", member_id=by.pk, at=at, about=f"talk {talk.pk}")
    return talk


def ask_group(department: Department, *, by: Member, at: datetime) -> GroupConversation:
    """A group conversation is wanted; nothing is planned before one-to-one was offered."""
    _refuse(by)
    with transaction.atomic():
        group = GroupConversation.objects.create(department=department)
        audit.administer("ask_group", member_id=by.pk, at=at, about=f"group {group.pk}")
    return group


def plan_group(
    group: GroupConversation | None,
    details: GroupDetails,
    *,
    edition: int = 0,
    by: Member,
    at: datetime,
) -> GroupConversation:
    """Planned, once each person has been offered one-to-one. Raises `Lacks`."""
    _refuse(by)
    lacks = talks.group_lacks(
        offered_one_to_one=details.offered_one_to_one,
        on=details.on,
        first=details.first.pk if details.first else None,
        second=details.second.pk if details.second else None,
    )
    if lacks:
        raise Lacks(lacks)
    values = {
        "department": details.department,
        "on": details.on,
        "first": details.first,
        "second": details.second,
    }
    with transaction.atomic():
        if group is None:
            group = GroupConversation.objects.create(department=details.department)
            edition = group.edition
        _take(group, Act.PLAN, edition, values)
        audit.administer("plan_group", member_id=by.pk, at=at, about=f"group {group.pk}")
    return group


def count_who_came(plan: Plan, came: int, *, edition: int, by: Member, at: datetime) -> None:
    """It was given, and so many came; who they were is asked nowhere. May be put right later."""
    _refuse(by)
    if plan.on is not None and plan.on > timezone.localdate(at):
        raise NotYet
    with transaction.atomic():
        _take(plan, Act.COUNT, edition, {"came": came})
        audit.administer("count_who_came", member_id=by.pk, at=at, about=_about(plan))


def call_off(plan: Plan, *, edition: int, by: Member, at: datetime) -> None:
    """It does not take place."""
    _refuse(by)
    with transaction.atomic():
        _take(plan, Act.CALL_OFF, edition, {})
        audit.administer("call_off", member_id=by.pk, at=at, about=_about(plan))


def add_topic(
    name: str, *, by: Member, at: datetime, translated: Translations | None = None
) -> Topic:
    """One more line of the short list; one that was taken off it before is offered again.

    Of one that is there already, only the languages that are given are said anew.
    """
    _refuse(by)
    with transaction.atomic():
        wait_for_who_decides()
        last = Topic.objects.aggregate(last=Max("position"))["last"] or 0
        topic, _made = Topic.objects.get_or_create(name=name, defaults={"position": last + 1})
        topic.is_offered = True
        topic.translated = {**topic.translated, **kept(translated or {}, Topic.own_words)}
        topic.save(update_fields=("is_offered", "translated"))
        audit.administer("add_topic", member_id=by.pk, at=at, about=f"topic {topic.pk}")
    return topic


def offer_topic(topic: Topic, is_offered: bool, *, by: Member, at: datetime) -> None:
    """Take a topic off the list, or put it back; talks that had it keep it. The last one stays."""
    _refuse(by)
    with transaction.atomic():
        wait_for_who_decides()
        others = Topic.objects.filter(is_offered=True).exclude(pk=topic.pk)
        if not is_offered and not others.exists():
            raise LastTopic
        Topic.objects.filter(pk=topic.pk).update(is_offered=is_offered)
        says = "offered" if is_offered else "not offered"
        audit.administer("offer_topic", member_id=by.pk, at=at, about=f"topic {topic.pk}: {says}")


def _refuse(by: Member) -> None:
    if not talks.may_plan(by.roles):
        raise NotTheirs


def _values(asked: Asked) -> dict[str, Any]:
    """The fields by name."""
    return {name: getattr(asked, name) for name in asked.__dataclass_fields__}


def _take(plan: Plan, act: Act, edition: int, values: Mapping[str, Any]) -> None:
    """One act: the next status, what it brings, and what must be gone then."""
    status = talks.after(plan.stands, act)
    if status is None:
        raise Moved
    gone = {name: _empty(plan, name) for name in talks.cleared(status, is_group=plan.is_group)}
    _change(plan, edition, {**values, **gone}, status=status)


def _change(plan: Plan, edition: int, values: Mapping[str, Any], *, status: talks.Status) -> None:
    """Compare and set: only the row that was looked at, or `Moved`."""
    rows = type(plan)._default_manager.filter(pk=plan.pk, edition=edition, status=plan.status)
    if not rows.update(**values, status=Status(status.value), edition=F("edition") + 1):
        raise Moved
    plan.refresh_from_db()


def _empty(plan: Plan, name: str) -> Any:
    return None if plan._meta.get_field(name).is_relation else ""


def _about(plan: Plan) -> str:
    return f"group {plan.pk}" if plan.is_group else f"talk {plan.pk}"
