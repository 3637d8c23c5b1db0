"""Three invented years in the proportions that published programs report."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from beside.utilization.actions import publish
from beside.utilization.models import Line, Table

# Oldest year first: 4.8, 6.7 and 8.8 requests a month.
YEARS: tuple[dict[Table, dict[Line, int]], ...] = (
    {
        Table.TOTAL: {Line.ALL: 58},
        Table.SOURCE: {Line.EVENT: 33, Line.COLLEAGUE: 15, Line.SELF: 8, Line.DIRECT: 2},
        Table.ROLE: {Line.FACULTY: 26, Line.RESIDENT: 25, Line.FELLOW: 7},
        Table.REASON: {
            Line.ADVERSE_EVENT: 37, Line.LITIGATION: 6, Line.WORK_OR_LIFE: 5, Line.UNSAID: 10,
        },
        Table.OUTCOME: {
            Line.MET: 31, Line.INTRODUCED: 6, Line.DECLINED: 11, Line.NOT_REACHED: 7,
            Line.MISSED: 1, Line.OTHERWISE: 2,
        },
        Table.FIRST_CONTACT: {Line.IN_TIME: 41, Line.LATE: 13, Line.NONE: 4},
    },
    {
        Table.TOTAL: {Line.ALL: 80},
        Table.SOURCE: {Line.EVENT: 46, Line.COLLEAGUE: 19, Line.SELF: 12, Line.DIRECT: 3},
        Table.ROLE: {Line.FACULTY: 35, Line.RESIDENT: 33, Line.FELLOW: 12},
        Table.REASON: {
            Line.ADVERSE_EVENT: 49, Line.LITIGATION: 11, Line.WORK_OR_LIFE: 8, Line.UNSAID: 12,
        },
        Table.OUTCOME: {
            Line.MET: 44, Line.INTRODUCED: 9, Line.DECLINED: 12, Line.NOT_REACHED: 11,
            Line.MISSED: 1, Line.OTHERWISE: 3,
        },
        Table.FIRST_CONTACT: {Line.IN_TIME: 61, Line.LATE: 15, Line.NONE: 4},
    },
    {
        Table.TOTAL: {Line.ALL: 106},
        Table.SOURCE: {Line.EVENT: 57, Line.COLLEAGUE: 24, Line.SELF: 16, Line.DIRECT: 9},
        Table.ROLE: {Line.FACULTY: 46, Line.RESIDENT: 44, Line.FELLOW: 16},
        Table.REASON: {
            Line.ADVERSE_EVENT: 63, Line.LITIGATION: 16, Line.WORK_OR_LIFE: 12, Line.UNSAID: 15,
        },
        Table.OUTCOME: {
            Line.MET: 60, Line.INTRODUCED: 12, Line.DECLINED: 14, Line.NOT_REACHED: 14,
            Line.MISSED: 1, Line.OTHERWISE: 5,
        },
        Table.FIRST_CONTACT: {Line.IN_TIME: 87, Line.LATE: 13, Line.NONE: 6},
    },
)  # fmt: skip


def build(*, at: datetime) -> None:
    """The three years before this one, published as a real year would be."""
    first = timezone.localdate(at).year - len(YEARS)
    for year, tables in enumerate(YEARS, start=first):
        publish(year, tables, by=None, at=at)
