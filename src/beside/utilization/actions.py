"""Publishing a year: protected first, then kept for good, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program.models import Member
from beside.rules import disclosure
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
    """Protect each table and keep only what may be shown."""
    totals = {sum(lines.values()) for lines in tables.values()}
    if len(totals) != 1:
        raise DoesNotAddUp
    with transaction.atomic():
        if PublishedYear.objects.filter(pk=year).exists():
            raise AlreadyPublished
        row = PublishedYear.objects.create(year=year, published_on=timezone.localdate(at))
        PublishedCell.objects.bulk_create(
            PublishedCell(year=row, table=table, line=line, count=count)
            for table, lines in tables.items()
            for line, count in disclosure.protect(lines).items()
        )
        audit.administer("publish", member_id=by.pk if by else None, at=at, about=f"figures {year}")
    return row
