"""Something happened: the event the program was told of, sealed like a referral."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils import timezone

from beside.events.facts import EventFacts
from beside.referrals.facts import moment
from beside.rules import events
from beside.vault.rows import SealedRow, SealedRows

ROW = "event"


class EventQuerySet(SealedRows["Event"]):
    def open(self) -> EventQuerySet:
        return self.filter(stage=Event.Stage.OPEN)


class Event(SealedRow):
    class Stage(models.TextChoices):
        OPEN = "open", "open"
        VOIDED = "voided", "voided"  # reported in error, taken back
        OVER = "over", "over"  # final; the key is being destroyed

    row = ROW
    facts_are = EventFacts

    stage = models.CharField(max_length=8, choices=Stage.choices)

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
    return Event.objects.load(handle)


def load_many(handles: Iterable[uuid.UUID]) -> list[Event]:
    return Event.objects.load_many(handles)
