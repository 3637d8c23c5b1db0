"""What was asked for, planned and given. No row says who came, or knows an event or a request."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from beside.directory.models import Department
from beside.program.models import Member
from beside.program.names import called
from beside.program.own_words import OwnWords
from beside.rules import talks
from beside.rules.talks import Due

MOST_PEOPLE = 5000


class Status(models.TextChoices):
    REQUESTED = talks.Status.REQUESTED.value, _("asked for")
    PLANNED = talks.Status.PLANNED.value, _("planned")
    GIVEN = talks.Status.GIVEN.value, _("given")
    CALLED_OFF = talks.Status.CALLED_OFF.value, _("called off")


class Audience(models.TextChoices):
    DEPARTMENT = "department", _("a department")
    HOUSE = "house", _("the whole house")
    OTHER = "other", _("another group")


# What a new installation begins with; the program keeps its own list from then on.
FIRST_TOPICS = (
    gettext_noop("What peer support is"),
    gettext_noop("The days after something goes wrong"),
    gettext_noop("Lawsuits and board complaints"),
    gettext_noop("How to be beside a colleague"),
    gettext_noop("Looking after a team after a hard event"),
    gettext_noop("Becoming a peer supporter"),
)


class Topic(OwnWords):
    """One line of the program's own short list."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "name": "describes",
        "position": "runs",
        "is_offered": "runs",
        "translated": "describes",
    }
    own_words = ("name",)
    shipped = frozenset(FIRST_TOPICS)

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class PlanQuerySet(models.QuerySet[Any]):
    """What talks and group conversations have in common."""

    def ahead(self) -> PlanQuerySet:
        """Asked for or planned: something is still to be done."""
        return self.filter(status__in=(Status.REQUESTED, Status.PLANNED))

    def over(self, since: date) -> PlanQuerySet:
        """Given or called off, on this day or later; or called off before it had a day."""
        late = Q(on__gte=since) | Q(on__isnull=True)
        return self.filter(late, status__in=(Status.GIVEN, Status.CALLED_OFF))

    def given_within(self, first: date, last: date) -> PlanQuerySet:
        return self.filter(status=Status.GIVEN, on__range=(first, last))


class Plan(models.Model):
    """A day, how far it is, and how many came. `edition` grows with every change of the row."""

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.REQUESTED)
    on = models.DateField(null=True, blank=True)
    came = models.PositiveSmallIntegerField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    is_group: ClassVar[bool] = False

    @property
    def stands(self) -> talks.Status:
        return talks.Status(self.status)

    @property
    def is_over(self) -> bool:
        return self.stands in talks.OVER

    @property
    def has_speaker(self) -> bool:
        raise NotImplementedError

    def due(self, today: date) -> Due:
        return talks.due(self.stands, on=self.on, today=today, has_speaker=self.has_speaker)

    def may_count(self, today: date) -> bool:
        return talks.may_count(self.stands, on=self.on, today=today)


class Talk(Plan):
    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("id", "status", "edition", "in_a_rush"), "runs"),
        "came": "counts",
        **dict.fromkeys(("on", "at", "minutes", "place", "audience", "department"), "describes"),
        **dict.fromkeys(("topic", "title", "giver", "outside_speaker", "materials"), "describes"),
        **dict.fromkeys(("wished", "contact", "asked_on"), "describes"),
    }

    audience = models.CharField(max_length=12, choices=Audience.choices)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80, blank=True)
    at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=120, blank=True)
    giver = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outside_speaker = models.CharField(max_length=120, blank=True)
    materials = models.TextField(blank=True)  # addresses, one a line
    # Who asked, and when it would suit them: cleared in the act that ends the talk.
    asked_on = models.DateField()
    wished = models.CharField(max_length=160, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    in_a_rush = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Talk]] = PlanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_department_where_it_is_for_one",
                condition=Q(audience=Audience.DEPARTMENT) & Q(department__isnull=False)
                | ~Q(audience=Audience.DEPARTMENT) & Q(department__isnull=True),
            ),
            models.CheckConstraint(
                name="who_asked_is_gone_when_it_is_over",
                condition=~Q(status__in=(Status.GIVEN, Status.CALLED_OFF))
                | Q(contact="", wished=""),
            ),
        ]

    def __str__(self) -> str:
        return f"talk {self.pk}"

    @property
    def heading(self) -> str:
        """What it is called: its own short title, or its topic."""
        return called(self, "title") if self.title else called(self.topic)

    @property
    def for_whom(self) -> str:
        if self.department is not None:
            return called(self.department)
        return str(Audience(self.audience).label).capitalize()

    @property
    def has_speaker(self) -> bool:
        return bool(self.outside_speaker or (self.giver is not None and self.giver.is_active))

    @property
    def speaker(self) -> str:
        if self.giver is not None and self.giver.is_active:
            return self.giver.name
        return self.outside_speaker

    @property
    def links(self) -> list[str]:
        return self.materials.split()

    @property
    def begins(self) -> datetime | None:
        """The moment at which it begins, in the house's own time."""
        if self.on is None or self.at is None:
            return None
        return datetime.combine(self.on, self.at, tzinfo=timezone.get_default_timezone())

    @property
    def ends(self) -> datetime | None:
        begins = self.begins
        return begins + timedelta(minutes=self.minutes) if begins else None


class GroupConversation(Plan):
    """A department, a day, two who lead it, and a number. No time, no place, no words."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("id", "status", "edition"), "runs"),
        "came": "counts",
        **dict.fromkeys(("on", "department", "first", "second"), "describes"),
    }
    is_group: ClassVar[bool] = True

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    second = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager[GroupConversation]] = PlanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="two_different_people_lead",
                condition=Q(first__isnull=True) | Q(second__isnull=True) | ~Q(first=F("second")),
            ),
            models.CheckConstraint(
                name="who_led_is_gone_when_it_is_over",
                condition=~Q(status__in=(Status.GIVEN, Status.CALLED_OFF))
                | Q(first__isnull=True, second__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"group conversation {self.pk}"

    @property
    def leaders(self) -> list[Member]:
        return [one for one in (self.first, self.second) if one is not None and one.is_active]

    @property
    def has_speaker(self) -> bool:
        return len(self.leaders) == 2
