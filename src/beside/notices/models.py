"""Messages that say only that there is news. A row names a member, and never what it is about."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from beside.program.models import Member


class Notice(models.Model):
    """One member is to hear once that there is news.

    `dedupe_key` is a keyed digest: it keeps the same news from being told twice and leads to no
    referral. `due_on` is the day from which it is sent; no hour is kept.
    """

    class Slot(models.TextChoices):
        ASKED = "asked", _("asked")
        LATE = "late", _("late")
        BACK = "back", _("back")
        NO_LONGER_NEEDED = "no_longer_needed", _("no longer needed")

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {
        "dedupe_key": "runs",
        "member": "runs",
        "slot": "runs",
        "due_on": "runs",
        "attempts": "runs",
        "sent": "runs",
    }

    dedupe_key = models.CharField(max_length=64, primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    slot = models.CharField(max_length=16, choices=Slot.choices)
    due_on = models.DateField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["dedupe_key"]  # not the order in which they came
        indexes: ClassVar[list[Any]] = [models.Index(fields=["sent", "due_on"], name="to_send")]

    def __str__(self) -> str:
        return f"{self.slot} notice of {self.due_on}"
