"""An event of 420 people: told within 2 seconds, everybody found at once within 3.

And to say who is meant for many at once costs a fraction of saying it one by one, in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from benchmarks.results import Result

if TYPE_CHECKING:
    from beside.events.models import Event
    from beside.program.models import Member

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases"
ONE_BY_ONE = 40
T = TypeVar("T")


def run() -> Iterator[Result]:
    from django.utils import timezone

    from beside.directory.people import read_people
    from beside.events import actions
    from beside.events.people import named

    at = timezone.now()
    cora = _school(at)
    pasted = (CASES / "event-mass-casualty.tsv").read_text()
    people = named(read_people(pasted).people)
    assert len(people) == 420, len(people)
    sending, event = _timed(lambda: _tell(people, at))
    some = _choices(event)
    first, rest = dict(list(some.items())[:ONE_BY_ONE]), dict(list(some.items())[ONE_BY_ONE:])
    assert len(rest) > 300, len(rest)

    def one_by_one() -> None:
        for handle, choice in first.items():
            actions.resolve_exposed(event.handle, {handle: choice}, by=cora, at=at)

    slow, _nothing = _timed(one_by_one)
    seconds, done = _timed(lambda: actions.resolve_exposed(event.handle, rest, by=cora, at=at))
    assert done.found + done.folded == len(rest), done
    yield Result("event_of_420_told_seconds", sending, 2)
    yield Result("event_of_420_found_at_once_seconds", seconds, 3)
    ratio = (slow / len(first)) / (seconds / len(rest))
    yield Result("event_one_by_one_over_at_once_per_person", ratio, 10, at_least=True)


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    done = act()
    return time.perf_counter() - start, done


def _school(at: datetime) -> Member:
    """The staff of the cases, forty peer supporters among them, and a coordinator."""
    from beside.directory import actions as directory
    from beside.directory.models import Clinician
    from beside.program.models import Member, Policy, Role
    from beside.supporters.models import Supporter

    Policy().save()
    directory.default_mappings(by=None, at=at)
    directory.import_directory(CASES / "staff-export.csv", by=None, at=at)
    for number, one in enumerate(Clinician.objects.order_by("employee_id")[::50][:40]):
        email = f"peer{number}@example.edu"
        Supporter.objects.create(
            member=Member.objects.create_member(email, f"Peer {number}", Role.SUPPORTER),
            clinician=one,
            department=one.department,
            pool=one.pool,
            designated_on=date(2025, 1, 6),
            trained_on=date(2025, 1, 20),
        )
    return Member.objects.create_member("cora@example.edu", "Cora", Role.COORDINATOR)


def _tell(people: list, at: datetime) -> Event:  # type: ignore[type-arg]
    from beside.directory.models import Department
    from beside.events import actions
    from beside.rules.stages import Actor

    unit = Department.objects.order_by("name").first()
    draft = actions.Draft(at.date(), unit.pk if unit else None, "other", "today", people, "all")
    return actions.report(draft, code="", actor=Actor.REPORTER, by=None, at=at)


def _choices(event: Event) -> dict[UUID, int | None]:
    """What a coordinator would choose: whomever the directory proposes, where it is one person."""
    from beside.events import actions
    from beside.events.coverage import open_of
    from beside.referrals.actions import peek_many

    rows = {row.handle: row for row in open_of(event.handle)}
    typed = {one: (rows[one], known) for one, known in peek_many(list(rows.values())).items()}
    found = actions.proposals(typed)
    return {one: match.people[0].id for one, match in found.items() if len(match.people) == 1}
