"""What the sign-in library tells us, and what of it is kept."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.utils import timezone

from beside.doors import second_factor, sessions
from beside.doors.models import SignedIn

_HOW = {"code": SignedIn.How.CODE, "socialaccount": SignedIn.How.HOUSE}


def connect() -> None:
    user_logged_in.connect(sessions.begin, dispatch_uid="begin")
    authentication_step_completed.connect(note_how, dispatch_uid="how")
    authenticator_added.connect(second_factor.made, dispatch_uid="made")
    pre_save.connect(keep_no_time, sender=Authenticator, dispatch_uid="times")


def note_how(sender: object, request: HttpRequest, method: str, **more: Any) -> None:
    """The first of what was shown says how somebody came in."""
    how = _HOW.get(method)
    if method == "mfa" and more.get("passwordless"):
        how = SignedIn.How.PASSKEY
    if how:
        request.session["how"] = how.value


def keep_no_time(sender: object, instance: Authenticator, **_more: Any) -> None:
    """A key's row carries the day it was made, and never when it was used or looked at."""
    day = timezone.localdate(instance.created_at)
    instance.created_at = timezone.make_aware(datetime.combine(day, time()))
    instance.last_used_at = None
    if instance.data.get("viewed_at"):
        instance.data["viewed_at"] = True
