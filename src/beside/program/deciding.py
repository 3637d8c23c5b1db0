"""What the program has decided about itself: its names, numbers and days; pools, campuses, days
off, and what its departments are called.

Only a lead decides. Two who decide at once: the second is told, and nothing of the first is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from beside.audit import actions as audit
from beside.program.actions import NotTheirs
from beside.program.meanwhile import DecidedMeanwhile, sign, wait_for_who_decides
from beside.program.models import Campus, Holiday, Member, Pool, Role
from beside.program.own_words import OwnWords, kept

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
        "paid_by",
        "guideline_version",
        "guideline_on",
        "guideline_by",
        "day_ends",
        "keep_days",
        "word_at_the_door",
        "word_is_printed",
        "written_in",
        "translated",
    ),
    "pool": ("name", "kind", "door_name", "door_phone", "door_hours", "translated"),
    "campus": ("name", "translated"),
    "department": ("name", "campus", "translated"),
    "holiday": ("day", "name"),
}


def mark(row: models.Model) -> str:
    """The sign of this row as it was read."""
    return sign(getattr(row, name) for name in FIELDS[row._meta.model_name or ""])


def decide(
    row: models.Model, said: Mapping[str, Any], *, seen: str, by: Member, at: datetime
) -> models.Model:
    """Save what a lead has decided; a new row when it has no number yet.

    Raises `NotTheirs` for anybody but a lead, `DecidedMeanwhile` when it is not as it was seen, or
    is there no more.
    """
    if Role.LEAD not in by.roles:
        raise NotTheirs
    what = row._meta.model_name or ""
    with transaction.atomic():
        wait_for_who_decides()
        if row.pk:
            row = _as_it_is(row, seen)
        for name in FIELDS[what]:
            setattr(row, name, said[name])
        if isinstance(row, OwnWords):
            row.translated = kept(row.translated, row.own_words)
        if isinstance(row, Pool | Campus) and not row.slug:
            row.slug = _slug(type(row), row.name)
        row.save(update_fields=FIELDS[what] if row.pk else None)
        audit.administer("decide", member_id=by.pk, at=at, about=what)
    return row


def _as_it_is(row: models.Model, seen: str) -> models.Model:
    """The row, which nobody else changes until this transaction ends; it is as it was seen."""
    now: models.Model | None = type(row).objects.select_for_update().filter(pk=row.pk).first()  # type: ignore[attr-defined]
    if now is None or mark(now) != seen:
        raise DecidedMeanwhile
    return now


def work_again(day: Holiday, *, by: Member, at: datetime) -> None:
    """It is a working day after all; the times that are promised from now on reckon with it."""
    if Role.LEAD not in by.roles:
        raise NotTheirs
    with transaction.atomic():
        wait_for_who_decides()
        day.delete()
        audit.administer("decide", member_id=by.pk, at=at, about="holiday")


def _slug(kind: type[models.Model], name: str) -> str:
    """A word for it that stays, whatever it is called later: counters stand under it."""
    word = slugify(name)[:40] or "group"
    taken = set(kind.objects.values_list("slug", flat=True))  # type: ignore[attr-defined]
    return next(one for one in (word, *(f"{word}-{n}" for n in range(2, 1000))) if one not in taken)
