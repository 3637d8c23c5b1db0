"""One-time links by which a member comes in; only their digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.doors.models import SignedIn
from beside.program.models import Invitation, Member

DAYS = 7


def trouble(email: str, name: str) -> str:
    """Why nobody can be invited like this, in one sentence; empty when they can."""
    try:
        validate_email(email.strip())
    except ValidationError:
        return f"'{email}' is no e-mail address; a member signs in with one."
    return "" if name.strip() else "A member needs a name: --name 'Ada Oakes'."


def invite(
    email: str, name: str, roles: tuple[str, ...], *, by: Member | None, at: datetime
) -> str:
    """A member with these roles (made if new) and the secret of their one-time link."""
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        member = Member.objects.filter(email=email.strip().lower()).first()
        if member is None:
            member = Member.objects.create_member(email, name)
        elif not member.is_active:  # she had left, and is asked back
            member.is_active = True
            member.save(update_fields=["is_active"])
        for role in roles:
            member.held.get_or_create(role=role)
        member.invitations.all().delete()
        Invitation.objects.create(
            member=member,
            digest=_digest(secret),
            expires_on=timezone.localdate(at) + timedelta(days=DAYS),
        )
        audit.administer("invite", member_id=by.pk if by else None, at=at, about=str(member.pk))
    return secret


def find(secret: str, *, at: datetime) -> Member | None:
    """The member this link invites, while it is good."""
    row = Invitation.objects.filter(
        digest=_digest(secret), expires_on__gte=timezone.localdate(at), member__is_active=True
    ).first()
    return row.member if row else None


def accept(secret: str, *, by: Member, at: datetime) -> bool:
    """Use the link up; False if another browser was faster.

    Whoever was invited anew has lost what they came in with: their keys and browsers are gone.
    """
    with transaction.atomic():
        used, _rows = Invitation.objects.filter(digest=_digest(secret), member=by).delete()
        if not used:
            return False
        Authenticator.objects.filter(user=by).delete()
        SignedIn.objects.filter(member=by).delete()
        audit.administer("accept_invitation", member_id=by.pk, at=at)
    return True


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
