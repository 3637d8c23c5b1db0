"""Talks as a test needs them: asked for, planned, over."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from beside.talks import actions
from beside.talks.actions import Asked, Details, GroupDetails
from beside.talks.models import Audience, GroupConversation, Talk, Topic
from tests.cast import NOW, TODAY, Cast

CONTACT = "chief.residents@example.edu"
NEXT_WEEK = TODAY + timedelta(days=7)
LAST_WEEK = TODAY - timedelta(days=7)


def topic(name: str = "What peer support is") -> Topic:
    return Topic.objects.get_or_create(name=name)[0]


def asked_for(cast: Cast, **other: Any) -> Talk:
    """Surgery has asked for a talk."""
    said = {"audience": Audience.DEPARTMENT, "department": cast.surgery, "topic": topic()}
    said |= {"wished": "Tuesdays at noon", "contact": CONTACT}
    return actions.ask_talk(Asked(**(said | other)), by=None, at=NOW)


def details(cast: Cast, **other: Any) -> Details:
    said: dict[str, Any] = {
        "audience": Audience.DEPARTMENT,
        "department": cast.surgery,
        "topic": topic(),
        "wished": "Tuesdays at noon",
        "contact": CONTACT,
        "on": NEXT_WEEK,
        "at": time(12, 30),
        "place": "Library",
        "giver": cast.sue.member,
    }
    return Details(**(said | other))


def planned(cast: Cast, on: date = NEXT_WEEK, **other: Any) -> Talk:
    return actions.plan_talk(None, details(cast, on=on, **other), by=cast.cora, at=NOW)


def given(cast: Cast, on: date = LAST_WEEK, came: int = 23, **other: Any) -> Talk:
    talk = planned(cast, on, **other)
    actions.count_who_came(talk, came, edition=talk.edition, by=cast.cora, at=NOW)
    return talk


def group_details(cast: Cast, **other: Any) -> GroupDetails:
    said: dict[str, Any] = {
        "department": cast.surgery,
        "offered_one_to_one": True,
        "on": NEXT_WEEK,
        "first": cast.sue.member,
        "second": cast.sol.member,
    }
    return GroupDetails(**(said | other))


def planned_group(cast: Cast, on: date = NEXT_WEEK, **other: Any) -> GroupConversation:
    return actions.plan_group(None, group_details(cast, on=on, **other), by=cast.cora, at=NOW)


def held_group(cast: Cast, on: date = LAST_WEEK, came: int = 8, **other: Any) -> GroupConversation:
    group = planned_group(cast, on, **other)
    actions.count_who_came(group, came, edition=group.edition, by=cast.cora, at=NOW)
    return group
