"""What was done, on which day, by which role. No identities, no handles, no foreign keys.

For everything about a referral only a count per day, role and verb is kept; acts of administration
keep their member by number. Past days are sealed into a chain that `beside verify` checks.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class DayCount(models.Model):
    """How often a role did a verb on a day."""

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "day": "counts",
        "role": "counts",
        "verb": "counts",
        "number": "counts",
    }

    day = models.DateField()
    role = models.CharField(max_length=16)
    verb = models.CharField(max_length=32)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["day", "role", "verb"], name="one_count_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.role} {self.verb} {self.number}"


class Administration(models.Model):
    """An act of administration, with the number of the member who did it."""

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "day": "describes",
        "member_id": "describes",
        "verb": "describes",
        "about": "describes",
    }

    day = models.DateField()
    member_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=32)
    about = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.day} {self.verb} {self.about}"


class SealedDay(models.Model):
    """A past day: the digest of its sorted rows, chained to the day before and signed."""

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {
        "day": "runs",
        "previous": "runs",
        "digest": "runs",
        "signature": "runs",
    }

    day = models.DateField(primary_key=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.day} sealed"
