"""Publishing a year: protected first, then kept for good, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program.models import Member
from beside.rules import disclosure
from beside.rules.talks import published_of_groups, year_of
from beside.talks import years
from beside.utilization.models import Line, PublishedCell, PublishedYear, Table


class AlreadyPublished(Exception):
    """A published year is not changed."""


class DoesNotAddUp(Exception):
    """A table whose lines do not sum up to the year's total."""


def publish(
    year: int,
    tables: Mapping[Table, Mapping[Line, int]],
    *,
    by: Member | None,
    at: datetime,
) -> PublishedYear:
    """Protect each table and keep only what may be shown; the year's talks stand beside them."""
    totals = {sum(lines.values()) for lines in tables.values()}
    if len(totals) != 1:
        raise DoesNotAddUp
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = PublishedYear.objects.create(year=year, published_on=timezone.localdate(at))
        except IntegrityError:  # somebody else was a moment faster
            raise AlreadyPublished from None
        PublishedCell.objects.bulk_create(
            PublishedCell(year=row, table=table, line=line, count=count)
            for table, lines in tables.items()
            for line, count in disclosure.protect(lines).items()
        )
        PublishedCell.objects.bulk_create(_of_talks(row))
        audit.administer("publish", member_id=by.pk if by else None, at=at, about=f"figures {year}")
    return row


def _of_talks(row: PublishedYear) -> list[PublishedCell]:
    """What was given in the calendar year; nothing where there was neither talk nor group."""
    found = years.counts(*year_of(row.year, academic=False))
    if not found.talks and not found.groups:
        return []
    groups, in_groups = published_of_groups(found.groups, found.in_groups)
    counts = {
        Line.TALKS_GIVEN: found.talks,
        Line.TALKS_CAME: found.came,
        Line.DEPARTMENTS: found.departments,
        Line.GROUPS: groups,
        Line.GROUPS_CAME: in_groups,
    }
    return [
        PublishedCell(year=row, table=Table.TALKS, line=line, count=count)
        for line, count in counts.items()
    ]
