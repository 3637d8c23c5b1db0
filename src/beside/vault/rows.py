"""A dispatch row: a handle, a stage, three dates and two seals. Referrals and events are such rows.

What stands in it is all that the database can show of anybody; everything else is under a seal.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar

from django.db import models
from django.db.models import Q

from beside.rules import retention
from beside.rules.clocks import monday
from beside.vault import actions as vault

DECOY = bytes(vault.FACTS_SIZE)  # behind the last row; no key ever opens it


class Facts(Protocol):
    """What is sealed of a row beside who it is."""

    @classmethod
    def from_bytes(cls, text: bytes) -> Any: ...


class SealedRow(models.Model):
    """The columns of every dispatch row but its stage, which each has in its own words."""

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
    row: ClassVar[str]  # by which name the seals know the table
    facts_are: ClassVar[type[Facts]]

    handle = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened_week = models.DateField()
    expiry_week = models.DateField()
    due_on = models.DateField()
    sealed_identity = models.BinaryField(db_column="identity")
    sealed_facts = models.BinaryField(db_column="facts")

    stage: Any
    facts: Any

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=SealedRow)


class SealedRows(models.QuerySet[Row]):
    def with_facts(self) -> list[Row]:
        """These rows with their facts, in one look at the keyring; without a key, none."""
        rows = list(self)
        sealed = [(one.handle, bytes(one.sealed_facts)) for one in rows]
        return self._opened(rows, vault.open_facts(self.model.row, sealed))

    def at(self, handle: uuid.UUID) -> list[Row]:
        """The row under this handle with its facts, or none: after the same work either way.

        In the stead of what is not there the row next to it is read, opened and let go, so that
        the time an answer takes does not tell it from what is there and not to be seen.
        """
        rows = list(self.filter(handle__gte=handle).order_by("handle")[:1])
        sealed = [(one.handle, bytes(one.sealed_facts)) for one in rows] or [(handle, DECOY)]
        found = self._opened(rows, vault.open_facts(self.model.row, sealed)[: len(rows)])
        return [one for one in found if one.handle == handle]

    def _opened(self, rows: list[Row], texts: Sequence[bytes | None]) -> list[Row]:
        found = []
        for one, text in zip(rows, texts, strict=True):
            if text is not None:
                one.facts = self.model.facts_are.from_bytes(text)
                found.append(one)
        return found

    def load(self, handle: uuid.UUID) -> Row:
        """One row with its facts, for verbs whose caller has been let in already."""
        found = self.at(handle)
        if not found:
            raise self.model.DoesNotExist
        return found[0]

    def load_many(self, handles: Iterable[uuid.UUID]) -> list[Row]:
        return self.filter(handle__in=list(handles)).with_facts()

    def wait_for(self, handles: Iterable[uuid.UUID]) -> None:
        """Until this transaction ends, nobody else changes these: one who has some of them already
        is waited for, and all wait in one order. SQLite needs it not: there one transaction writes.
        """
        rows = self.select_for_update().filter(handle__in=list(handles)).order_by("handle")
        list(rows.values_list("handle", flat=True))


def came_by_a_wrong_clock(
    rows: models.QuerySet[Row], today: date, latest: Callable[[date], date]
) -> Iterator[tuple[uuid.UUID, date, date]]:
    """Of these rows those whose weeks a wrong clock has said: with their true week and limit.

    `latest`: the limit of whoever came at the beginning of that week; none is here for longer.
    """
    doubtful = rows.filter(Q(opened_week__gt=monday(today)) | Q(expiry_week__lte=today))
    found = list(doubtful.values_list("handle", "opened_week", "expiry_week"))
    made = vault.made() if found else {}
    for handle, opened, expires in found:
        week = retention.true_week(opened, expires, made.get(handle, opened), today)
        if week is not None:
            yield handle, week, min(expires + (week - opened), latest(week))


def compare_and_set(row: SealedRow, before: str, facts: bytes, identity: bytes | None) -> bool:
    """Save only what changed, where nothing else has; False when somebody was faster.

    The sealed facts as they were read are the mark to compare with: their ciphertext is different
    after every change. `before` is the stage that was read.
    """
    as_read = {"handle": row.handle, "stage": before, "sealed_facts": bytes(row.sealed_facts)}
    row.sealed_facts = facts
    changes = {"stage": row.stage, "due_on": row.due_on, "sealed_facts": facts}
    if identity is not None:
        row.sealed_identity = changes["sealed_identity"] = identity
    return type(row)._default_manager.filter(**as_read).update(**changes) == 1
