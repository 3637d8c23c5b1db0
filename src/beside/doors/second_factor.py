"""Whoever coordinates, leads or administers comes in with two factors, and keeps at least one key.

A passkey is two in itself: the device, and the face, finger or number that opens it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from beside.program.models import Member, Role

NEEDED_BY = (Role.COORDINATOR, Role.LEAD, Role.ADMINISTRATOR)
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_needed(member: Member) -> bool:
    return member.has_role(*NEEDED_BY)


def has_one(member: Member) -> bool:
    return bool(is_mfa_enabled(member, KINDS))


def is_met(request: HttpRequest, member: Member) -> bool:
    """Whether this session may go further than to the member's own keys."""
    if not is_needed(member):
        return True
    methods = {one.get("method") for one in get_authentication_records(request, member)}
    return "mfa" in methods or (settings.BESIDE_MODE == "demo" and "demo" in methods)


def lead_to_it(member: Member) -> HttpResponse:
    """Where the second factor is shown, or made if there is none yet."""
    if has_one(member):
        return redirect("mfa_reauthenticate")
    return redirect(f"{reverse('mfa_index')}?said=second_needed")


def is_last_needed(authenticator: Authenticator) -> bool:
    member = authenticator.user
    if authenticator.type not in KINDS or not is_needed(member):
        return False
    others = Authenticator.objects.filter(user=member, type__in=KINDS)
    return not others.exclude(pk=authenticator.pk).exists()


def made(sender: object, request: HttpRequest, authenticator: Authenticator, **_more: Any) -> None:
    """Who has just made a key has shown it."""
    if authenticator.type in KINDS:
        record_authentication(
            request,
            authenticator.user,
            method="mfa",
            type=str(authenticator.type),
            reauthenticated=True,
        )
