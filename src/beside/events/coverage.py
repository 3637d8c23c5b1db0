"""Who of an event is here, and what its coverage is: only read, never kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from beside.events.models import Event
from beside.program.models import Member
from beside.referrals.models import Referral
from beside.rules import coverage, events, stages
from beside.rules.coverage import Coverage, StillOpen
from beside.rules.stages import Outcome, Stage
from beside.vault import actions as vault


def referrals_of(*handles: UUID) -> list[Referral]:
    """Every referral, open or still to be undone, that counts for one of these events."""
    wanted = {str(one) for one in handles}
    rows = Referral.objects.order_by("handle").with_facts()
    return [row for row in rows if wanted.intersection(row.facts.events)]


def open_of(*handles: UUID) -> list[Referral]:
    return [row for row in referrals_of(*handles) if row.is_open]


def coverage_of(event: Event) -> Coverage:
    return coverages([event])[event.handle]


def coverages(found: Sequence[Event], *, seen_by: Member | None = None) -> dict[UUID, Coverage]:
    """The coverage of each event: counted when forgotten, plus what is still here.

    For a coordinator, without what is hidden from her: else the difference would tell how far that
    is. Once forgotten everybody is counted, and counts tell of nobody.

    Somebody may be forgotten between the two looks and would then be missed or counted twice, so
    the counters are read before and after, until nothing moved.
    """
    counted = _counted(found)
    while True:
        here = _here(found, seen_by)
        after = _counted(found)
        if after == counted:
            break
        counted = after
    return {
        one.handle: coverage.coverage(
            counted[one.handle], here[one.handle], looked_after=one.facts.looked_after
        )
        for one in found
    }


def _counted(found: Sequence[Event]) -> dict[UUID, Mapping[str, int]]:
    return {one.handle: vault.event_coverage(one.handle) for one in found}


def _here(found: Sequence[Event], seen_by: Member | None) -> dict[UUID, list[StillOpen]]:
    here: dict[UUID, list[StillOpen]] = {one.handle: [] for one in found}
    for row in Referral.objects.all().with_facts():
        if row.is_hidden_from(seen_by):
            continue
        for handle in row.facts.event_handles:
            if handle in here:
                here[handle].append(_still_open(row))
    return here


def _still_open(row: Referral) -> StillOpen:
    facts = row.facts
    closed = Stage(row.stage) in stages.CLOSED
    return StillOpen(
        resolved=facts.match != "unknown",
        offered=facts.offered,
        reached=facts.reached,
        outcome=Outcome(facts.outcome) if closed else None,
        already=facts.already,
    )


def likely_same(event: Event) -> list[Event]:
    """Other open events of the same unit, a day apart at most, not joined with this one."""
    return [
        other
        for other in Event.objects.open().exclude(handle=event.handle).with_facts()
        if str(other.handle) not in event.facts.same_as
        and events.may_be_same(event.facts.on, event.facts.unit, other.facts.on, other.facts.unit)
    ]


def same_events(event: Event) -> set[UUID]:
    """This event, those it was joined with, and open reports of the very same day and unit."""
    same = {event.handle, *event.facts.joined}
    for other in Event.objects.open().with_facts():
        alike = other.facts.day == event.facts.day and other.facts.unit == event.facts.unit
        if alike and event.facts.unit is not None:
            same.add(other.handle)
    return same
