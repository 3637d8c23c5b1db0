"""Peer supporters: who they are, what they are trained for, when they can be asked.

Nothing here says whom they reached, or when, or how often.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from beside.directory.models import Clinician, Department
from beside.program.models import Campus, Member, Pool


class SupporterQuerySet(models.QuerySet["Supporter"]):
    def current(self) -> SupporterQuerySet:
        """Designated, and not retired."""
        return self.filter(member__is_active=True, designated_on__isnull=False, retired=False)

    def with_details(self) -> SupporterQuerySet:
        return self.select_related("member", "department", "campus", "pool").prefetch_related(
            "evaluates__department", "evaluates__pool"
        )


class Supporter(models.Model):
    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "member": "describes",
        "clinician": "describes",
        "department": "describes",
        "campus": "describes",
        "pool": "describes",
        "phone": "describes",
        "languages": "describes",
        "topics": "describes",
        "says": "describes",
        "designated_on": "describes",
        "trained_on": "describes",
        "guideline_version": "describes",
        "cap": "describes",
        "away_on": "describes",
        "paused_from": "describes",
        "paused_until": "describes",
        "retired": "describes",
    }

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="supporter")
    clinician = models.OneToOneField(
        Clinician, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="+"
    )
    campus = models.ForeignKey(Campus, on_delete=models.PROTECT, null=True, related_name="+")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=40, blank=True)
    languages = models.CharField(max_length=120, blank=True)  # English names, comma between
    topics = models.CharField(max_length=200, blank=True)
    says = models.CharField(max_length=280, blank=True)  # a sentence of their own on the roster
    designated_on = models.DateField(null=True, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    guideline_version = models.CharField(max_length=40, blank=True)
    cap = models.PositiveSmallIntegerField(default=2)
    away_on = models.DateField(null=True, blank=True)
    paused_from = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    retired = models.BooleanField(default=False)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["member__name"]

    def __str__(self) -> str:
        return self.member.name

    def is_available(self, today: date) -> bool:
        """Neither away today nor paused."""
        if self.away_on == today:
            return False
        begun = self.paused_from is not None and self.paused_from <= today
        over = self.paused_until is not None and self.paused_until < today
        return not begun or over

    @property
    def language_set(self) -> frozenset[str]:
        return frozenset(one.strip() for one in self.languages.split(",") if one.strip())


class Evaluates(models.Model):
    """Where a supporter evaluates others, and so supports nobody; shown on the roster."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "supporter": "describes",
        "department": "describes",
        "pool": "describes",
        "as_what": "describes",
    }

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="evaluates")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    pool = models.ForeignKey(
        Pool, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    as_what = models.CharField(max_length=80, blank=True)  # "program director"

    class Meta:
        verbose_name_plural = "evaluates"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["supporter", "department", "pool"], name="evaluates_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_what or 'evaluates'}, {self.department} {self.pool or ''}".rstrip()
