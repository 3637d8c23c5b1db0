"""The browsers in which a member is signed in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from beside.program.models import Member


class SignedIn(AbstractBaseSession):
    """One browser. No address, nothing of the device, and no time finer than an hour or a day.

    The key is a digest, so that nobody comes in with what a copy of the database holds.
    """

    class How(models.TextChoices):
        PASSKEY = "passkey", _("by passkey")
        CODE = "code", _("by a code")
        HOUSE = "house", _("by the house's sign-on")
        INVITATION = "invitation", _("by invitation")
        DEMO = "demo", _("as somebody invented")

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "session_key": "runs",
        "session_data": "runs",
        "expire_date": "runs",
        "member": "describes",
        "how": "describes",
        "since": "describes",
    }

    member = models.ForeignKey(
        Member, null=True, on_delete=models.CASCADE, related_name="signed_in"
    )  # nobody yet, between the e-mail and its code
    how = models.CharField(max_length=12, choices=How.choices, blank=True)
    since = models.DateField(null=True)

    class Meta:
        verbose_name = "signed in"
        verbose_name_plural = "signed in"

    def __str__(self) -> str:
        return f"signed in {self.how}"
