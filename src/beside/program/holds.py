"""The legal holds that are asked for or in force: only read here."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from beside.program.models import Member
from beside.rules import holds
from beside.vault import holds as vault
from beside.vault.actions import Hold


class NoSuchHold(Exception):
    """It is over, was taken back, or never was."""


def standing(at: datetime) -> list[Hold]:
    """Asked for and in force, the one that ends first before the others."""
    return vault.standing(timezone.localdate(at))


def find(identifier: str, at: datetime) -> Hold:
    """One of them, or `NoSuchHold`."""
    for hold in standing(at):
        if hold.identifier == identifier:
            return hold
    raise NoSuchHold


def waits_for(hold: Hold, member: Member) -> bool:
    """Whether this member is one who can agree to it now."""
    return (
        hold.agreed_by is None
        and hold.asked_by != member.pk
        and holds.may_agree(roles_of(hold.asked_by), member.roles)
    )


def roles_of(member: int) -> frozenset[str]:
    """What somebody who asked may do now; nothing, once they have left."""
    found = Member.objects.filter(pk=member, is_active=True).first()
    return found.roles if found else frozenset()


def waiting_for(member: Member, at: datetime) -> int:
    """How many holds wait for this member to agree."""
    return sum(waits_for(hold, member) for hold in standing(at))
