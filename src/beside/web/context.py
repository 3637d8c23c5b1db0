"""What every page may say about the program, and the links a member's roles give."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beside.doors.said import sentence
from beside.program.crisis import answering
from beside.program.models import Member, Policy, Role
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
    policy = Policy.current()
    member = request.user if isinstance(getattr(request, "user", None), Member) else None
    return {
        "policy": policy,
        "program_name": policy.program_name,
        "program_phone": policy.program_phone,
        "program_email": policy.program_email,
        "crisis_line": answering(policy),
        "elsewhere": settings.BESIDE_ELSEWHERE,
        "limits": LIMITS,
        "demo": settings.BESIDE_MODE == "demo",
        "member": member,
        "member_links": links(member) if isinstance(member, Member) else [],
        "said": sentence(request),
        "other_languages": languages.others(request),
    }


def links(member: Member) -> list[tuple[str, Any]]:
    """Each page once, whichever of her roles it comes with."""
    found = {name: label for role, name, label in LINKS if member.has_role(role)}
    return [(reverse(name), label) for name, label in found.items()]
