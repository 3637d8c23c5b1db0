"""Five days of the program, each with counts and an act of administration, and sealed."""

from __future__ import annotations

from datetime import date, timedelta

from beside import auditing
from beside.audit import actions as audit
from beside.audit.models import SealedDay
from tests.cast import NOW, TODAY, Cast

DAYS = tuple(TODAY - timedelta(days=back) for back in range(5, 0, -1))
FIRST, SECOND, MIDDLE, FOURTH, LAST = DAYS


def lived(cast: Cast) -> None:
    """Something was done on each day; the sweep of today has sealed them. Today goes on."""
    for number, day in enumerate((*DAYS, TODAY), start=1):
        at = NOW - (TODAY - day)
        audit.count("receive", role="public", at=at, number=number)
        audit.count("ask", role="coordinator", at=at, number=2)
        audit.administer("import_directory", member_id=cast.ann.pk, at=at)
        audit.administer("ask_hold", member_id=cast.lea.pk, at=at, about="litigation: unit")
    assert auditing.seal(NOW) == len(DAYS)


def sealed() -> list[date]:
    return list(SealedDay.objects.order_by("day").values_list("day", flat=True))
