"""Something happened: the event the program was told of, sealed like a referral."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone

from beside.events.facts import EventFacts
from beside.referrals.facts import moment
from beside.rules import events
from beside.vault import actions as vault

ROW = "event"


class EventQuerySet(models.QuerySet["Event"]):
    def open(self) -> EventQuerySet:
        return self.filter(stage=Event.Stage.OPEN)

    def with_facts(self) -> list[Event]:
        """These events, facts opened in one look at the keyring; those without a key left out."""
        rows = list(self)
        opened = vault.open_facts(ROW, [(row.handle, bytes(row.sealed_facts)) for row in rows])
        found = []
        for row, text in zip(rows, opened, strict=True):
            if text is not None:
                row.facts = EventFacts.from_bytes(text)
                found.append(row)
        return found


class Event(models.Model):
    class Stage(models.TextChoices):
        OPEN = "open", "open"
        VOIDED = "voided", "voided"  # reported in error, taken back
        OVER = "over", "over"  # final; the key is being destroyed

    plane = "dispatch"
    classes: ClassVar[dict[str, str]] = {
        "handle": "runs",
        "stage": "runs",
        "opened_week": "describes",
        "expiry_week": "runs",
        "due_on": "runs",
        "sealed_identity": "identifies",
        "sealed_facts": "describes",
    }

    handle = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.CharField(max_length=8, choices=Stage.choices)
    opened_week = models.DateField()
    expiry_week = models.DateField()
    due_on = models.DateField()
    sealed_identity = models.BinaryField(db_column="identity")
    sealed_facts = models.BinaryField(db_column="facts")

    objects = EventQuerySet.as_manager()
    facts: EventFacts

    def __str__(self) -> str:
        return f"event in stage {self.stage}"

    @property
    def is_open(self) -> bool:
        return self.stage == self.Stage.OPEN

    def takes_names(self, today: date) -> bool:
        """Whether a name can still be added."""
        opened = moment(self.facts.opened)
        told = timezone.localdate(opened) if opened else today
        return self.is_open and events.takes_names(told, self.facts.last_named, today)


def load(handle: uuid.UUID) -> Event:
    """One event with its facts, for verbs whose caller has been let in already."""
    found = Event.objects.filter(handle=handle).with_facts()
    if not found:
        raise Event.DoesNotExist
    return found[0]


def load_many(handles: Iterable[uuid.UUID]) -> list[Event]:
    return Event.objects.filter(handle__in=list(handles)).with_facts()
