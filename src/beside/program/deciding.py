"""What the program has decided about itself: its names, numbers and days; pools, campuses, days
off, and what its departments are called.

Only a lead decides. Two who decide at once: the second is told, and nothing of the first is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from beside.audit import actions as audit
from beside.program.actions import NotTheirs
from beside.program.models import Campus, Holiday, Member, Pool, Role

# What of each may be decided here; the rest of a row is its own business.
FIELDS: dict[str, tuple[str, ...]] = {
    "policy": (
        "program_name",
        "program_phone",
        "program_email",
        "counselling_name",
        "counselling_phone",
        "crisis_name",
        "crisis_phone",
        "confidentiality",
        "law_here",
        "guideline_version",
        "guideline_on",
        "guideline_by",
        "day_ends",
        "keep_days",
        "word_at_the_door",
        "word_is_printed",
    ),
    "pool": ("name", "kind", "door_name", "door_phone", "door_hours"),
    "campus": ("name",),
    "department": ("name", "campus"),
    "holiday": ("day", "name"),
}


class DecidedMeanwhile(Exception):
    """Somebody else decided since this page was opened."""


def mark(row: models.Model) -> str:
    """What this row says now, as one short sign: who saves brings back the one that was seen."""
    now = type(row).objects.filter(pk=row.pk).first() or row  # type: ignore[attr-defined]
    said = "\0".join(str(getattr(now, name)) for name in FIELDS[row._meta.model_name or ""])
    return sha256(said.encode()).hexdigest()[:16]


def decide(
    row: models.Model, said: Mapping[str, Any], *, seen: str, by: Member, at: datetime
) -> models.Model:
    """Save what a lead has decided; a new row when it has no number yet.

    Raises `NotTheirs` for anybody but a lead, `DecidedMeanwhile` when it is not as it was seen.
    """
    if Role.LEAD not in by.roles:
        raise NotTheirs
    what = row._meta.model_name or ""
    with transaction.atomic():
        if row.pk and mark(row) != seen:
            raise DecidedMeanwhile
        for name in FIELDS[what]:
            setattr(row, name, said[name])
        if isinstance(row, Pool | Campus) and not row.slug:
            row.slug = _slug(type(row), row.name)
        row.save()
        audit.administer("decide", member_id=by.pk, at=at, about=what)
    return row


def work_again(day: Holiday, *, by: Member, at: datetime) -> None:
    """It is a working day after all; the times that are promised from now on reckon with it."""
    if Role.LEAD not in by.roles:
        raise NotTheirs
    with transaction.atomic():
        day.delete()
        audit.administer("decide", member_id=by.pk, at=at, about="holiday")


def _slug(kind: type[models.Model], name: str) -> str:
    """A word for it that stays, whatever it is called later: counters stand under it."""
    word = slugify(name)[:40] or "group"
    taken = set(kind.objects.values_list("slug", flat=True))  # type: ignore[attr-defined]
    return next(one for one in (word, *(f"{word}-{n}" for n in range(2, 1000))) if one not in taken)
