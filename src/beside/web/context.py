"""What every page may say about the program, and the links a member's roles give."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beside.doors.said import sentence
from beside.program import crisis
from beside.program.models import Member, Role
from beside.program.own_words import say
from beside.program.promised import LIMITS
from beside.web import languages

LINKS = (
    (Role.COORDINATOR, "desk:list", _("List")),
    (Role.COORDINATOR, "desk:events", _("Events")),
    (Role.COORDINATOR, "desk:call", _("Take a call")),
    (Role.COORDINATOR, "talks:list", _("Talks")),
    (Role.SUPPORTER, "outreach:list", _("Yours")),
    (Role.LEAD, "desk:overview", _("Overview")),
    (Role.LEAD, "talks:list", _("Talks")),
    (Role.LEAD, "utilization:figures", _("Figures")),
    (Role.ADMINISTRATOR, "web:machine", _("Machine")),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """The program's own words and numbers, and who is signed in."""
    policy = crisis.policy()
    member = _member(request)
    return {
        "policy": policy,
        "program_name": say(policy, "program_name", policy.written_in),
        "program_phone": policy.program_phone,
        "program_email": policy.program_email,
        "crisis_line": crisis.answering(policy),
        "elsewhere": settings.BESIDE_ELSEWHERE,
        "limits": LIMITS,
        "demo": settings.BESIDE_MODE == "demo",
        "member": member,
        "member_links": links(member) if member else [],
        "said": sentence(request),
        "other_languages": languages.others(request),
    }


def _member(request: HttpRequest) -> Member | None:
    """Who is signed in; nobody, where not even that can be read."""
    with suppress(Error):
        member = getattr(request, "user", None)
        if isinstance(member, Member) and member.roles is not None:
            return member
    return None


def links(member: Member) -> list[tuple[str, Any]]:
    """Each page once, whichever of her roles it comes with."""
    found = {name: label for role, name, label in LINKS if member.has_role(role)}
    return [(reverse(name), label) for name, label in found.items()]
