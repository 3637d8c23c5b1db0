"""What the database knows of the keyring: which one it belongs to. And tokens already spent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyringMark(models.Model):
    """The keyring this database belongs to, and the highest generation it has seen."""

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "keyring_id": "runs",
        "generation": "runs",
        "mode": "runs",
    }

    keyring_id = models.CharField(max_length=32)
    generation = models.PositiveBigIntegerField(default=0)
    mode = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"keyring at generation {self.generation}"


class WeeklyHoldings(models.Model):
    """What was open when a week began, in bands: all that a public page says of it."""

    class Band(models.TextChoices):
        NONE = "0", _("none")
        FEW = "1-10", _("1 to 10")
        SOME = "11-50", _("11 to 50")
        MANY = "50+", _("more than 50")

    plane = "tally"
    classes: ClassVar[dict[str, str]] = {
        "week": "counts",
        "requests": "counts",
        "events": "counts",
    }

    week = models.DateField(primary_key=True)  # its Monday
    requests = models.CharField(max_length=5, choices=Band.choices)
    events = models.CharField(max_length=5, choices=Band.choices)

    def __str__(self) -> str:
        return f"week of {self.week}"


class SpentToken(models.Model):
    """A form that has been sent: only a keyed digest and its day."""

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {"digest": "runs", "day": "runs"}

    digest = models.BinaryField(primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"spent on {self.day}"
