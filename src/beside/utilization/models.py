"""Published yearly figures. A number that is hidden is not kept here, or anywhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Table(models.TextChoices):
    TOTAL = "total", _("Colleagues we were asked to reach")
    SOURCE = "source", _("How they came to us")
    ROLE = "role", _("Who they are")
    REASON = "reason", _("What it was about")
    OUTCOME = "outcome", _("How it ended")
    FIRST_CONTACT = "first_contact", _("First contact")
    TALKS = "talks", _("Talks in the house")


class Line(models.TextChoices):
    ALL = "all", _("All")
    # How they came.
    EVENT = "event", _("We were told of an event")
    COLLEAGUE = "colleague", _("A colleague was concerned")
    SELF = "self", _("They asked themselves")
    DIRECT = "direct", _("They chose a peer supporter themselves")
    # Who.
    FACULTY = "faculty", _("Faculty")
    RESIDENT = "resident", _("Residents")
    FELLOW = "fellow", _("Fellows")
    # What about.
    ADVERSE_EVENT = "adverse_event", _("An adverse event")
    LITIGATION = "litigation", _("A lawsuit or a board complaint")
    WORK_OR_LIFE = "work_or_life", _("Another difficulty in work or life")
    UNSAID = "unsaid", _("Not said")
    # How it ended.
    MET = "met", _("Met or talked")
    INTRODUCED = "introduced", _("Introduced to counselling as well")
    DECLINED = "declined", _("Said no, thank you")
    NOT_REACHED = "not_reached", _("Did not answer")
    MISSED = "missed", _("Missed by us")
    OTHERWISE = "otherwise", _("Not eligible, in error or stopped")
    # When.
    IN_TIME = "in_time", _("In the time we promise")
    LATE = "late", _("Later")
    NONE = "none", _("Never")
    # Talks; these are five counts and no parts of a whole.
    TALKS_GIVEN = "talks_given", _("Talks given")
    TALKS_CAME = "talks_came", _("People who came to them")
    DEPARTMENTS = "departments", _("Departments visited")
    GROUPS = "groups", _("Group conversations held")
    GROUPS_CAME = "groups_came", _("People who came to those")


class PublishedYear(models.Model):
    """One year's figures: published once, and never changed."""

    plane = "tally"
    classes: ClassVar[dict[str, str]] = {"year": "counts", "published_on": "runs"}

    year = models.PositiveSmallIntegerField(primary_key=True)
    published_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class PublishedCell(models.Model):
    """One number of a published table; without a number it is hidden for good."""

    plane = "tally"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "year": "counts",
        "table": "counts",
        "line": "counts",
        "count": "counts",
    }

    year = models.ForeignKey(PublishedYear, on_delete=models.PROTECT, related_name="cells")
    table = models.CharField(max_length=16, choices=Table.choices)
    line = models.CharField(max_length=16, choices=Line.choices)
    count = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["year", "table", "line"], name="one_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.table} {self.line}"
