"""What the event pages say: an event in words, its coverage in a sentence, its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.desk.designations import designation
from beside.desk.lines import Line, in_order, line_of
from beside.desk.words import Words
from beside.directory.index import Match, Person
from beside.directory.models import Department
from beside.directory.people import aloud
from beside.events import actions
from beside.events.coverage import coverages
from beside.events.facts import COMPLETENESS, KINDS
from beside.events.models import Event
from beside.program.models import Member, Pool
from beside.program.names import called_by
from beside.referrals.models import Referral
from beside.rules.coverage import Coverage
from beside.rules.resolving import Found
from beside.rules.stages import Stage
from beside.vault.identity import Identity

UNSURE, OUTSIDE = "unsure", "outside"


@dataclass(frozen=True)
class EventLine:
    """One event as the list shows it."""

    handle: UUID
    what: str
    where: str
    day: str
    says: str
    completeness: str
    unresolved: int
    is_joined: bool

    @property
    def href(self) -> str:
        return reverse("desk:event", args=[self.handle])


def lines_of(events: Sequence[Event], member: Member) -> list[EventLine]:
    """Events in words, the newest day first; nothing of whom this member does not see."""
    units = called_by("pk", Department.objects.all())
    covered = coverages(events, seen_by=member)
    ordered = sorted(events, key=lambda one: (one.facts.day, str(one.handle)), reverse=True)
    return [_line(one, units, covered[one.handle]) for one in ordered]


def _line(event: Event, units: Mapping[int, str], covered: Coverage) -> EventLine:
    facts = event.facts
    return EventLine(
        handle=event.handle,
        what=str(KINDS.get(facts.kind, KINDS["other"])),
        where=units.get(facts.unit or 0, ""),
        day=date_format(facts.on, "SHORT_DATE_FORMAT"),
        says=sentence(covered),
        completeness=str(COMPLETENESS[facts.completeness]),
        unresolved=covered.unresolved,
        is_joined=bool(facts.same_as),
    )


def sentence(covered: Coverage) -> str:
    """The coverage as somebody would say it: exact, and without a name."""
    people = covered.exposed + covered.unresolved
    if not people and not covered.outside:
        return _("Nobody is named yet.")
    parts = [
        ngettext("%(n)d person", "%(n)d people", people) % {"n": people},
        _("%(n)d offered") % {"n": covered.offered},
        _("%(n)d reached") % {"n": covered.reached},
        _("%(n)d still to find") % {"n": covered.unresolved} if covered.unresolved else "",
        _("%(n)d missed by us") % {"n": covered.missed} if covered.missed else "",
    ]
    first, *rest = [part for part in parts if part]
    outside = ngettext(
        " Beside them %(n)d who was not there or has another door.",
        " Beside them %(n)d who were not there or have another door.",
        covered.outside,
    ) % {"n": covered.outside}
    return f"{first}: {', '.join(rest)}." + (outside if covered.outside else "")


@dataclass(frozen=True)
class Option:
    """One person of the directory who may be meant."""

    value: str
    label: str


@dataclass(frozen=True, repr=False)
class Who:
    """Somebody of whom it is not certain yet who is meant, with whom the directory proposes."""

    handle: UUID
    name: str
    contacts: str
    options: tuple[Option, ...]
    found: Found
    chosen: str

    @property
    def field(self) -> str:
        return field_of(self.handle)

    @property
    def href(self) -> str:
        return reverse("desk:referral", args=[self.handle])

    @property
    def is_certain(self) -> bool:
        return self.found is Found.EXACT

    @property
    def says(self) -> str:
        return {
            Found.EXACT: _("Found in the directory"),
            Found.LIKELY: _("Likely; please look twice"),
            Found.SEVERAL: _("More than one may be meant"),
            Found.NONE: _("Nobody in the directory is called so"),
        }[self.found]


def field_of(handle: UUID) -> str:
    return f"who_{handle.hex}"


@dataclass(frozen=True)
class People:
    """An event's open people as the page shows them."""

    unclear: list[Who] = field(default_factory=list)
    certain: list[Who] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unnamed: list[Line] = field(default_factory=list)  # not found yet, names not opened


def people_of(
    rows: Sequence[Referral],
    known: dict[UUID, Identity],
    *,
    typed: dict[str, str],
    member: Member,
    at: datetime,
) -> People:
    """Who is to be found out, with proposals where the name is open; and everybody else in line."""
    words = Words.for_rows(rows)
    people = People()
    open_rows = {
        row.handle: (row, known[row.handle])
        for row in rows
        if row.stage == Stage.RECEIVED and row.handle in known
    }
    found = actions.proposals(open_rows)
    pools = called_by("slug", Pool.objects.all())
    for handle, (_row, identity) in sorted(open_rows.items(), key=lambda one: one[1][0].facts.line):
        who = _who(handle, identity, found[handle], typed, pools)
        (people.certain if who.is_certain else people.unclear).append(who)
    for row in rows:
        if row.handle in open_rows:
            continue
        name = known[row.handle].name if row.handle in known else ""
        line = line_of(row, words, member=member, at=at, name=name)
        (people.unnamed if row.stage == Stage.RECEIVED else people.lines).append(line)
    return People(people.unclear, people.certain, in_order(people.lines), in_order(people.unnamed))


def _who(
    handle: UUID, known: Identity, match: Match, typed: dict[str, str], pools: Mapping[str, str]
) -> Who:
    chosen = str(match.people[0].id) if match.kind is Found.EXACT else UNSURE
    return Who(
        handle=handle,
        name=known.called or known.name,
        contacts=", ".join(aloud(one.value) for one in known.contacts),
        options=tuple(Option(str(one.id), _label(one, pools)) for one in match.people),
        found=match.kind,
        chosen=typed.get(field_of(handle), chosen),
    )


def _label(person: Person, pools: Mapping[str, str]) -> str:
    parts = (person.name, pools.get(person.pool_slug, ""), person.department)
    return ", ".join(part for part in parts if part)


def head_of(event: Event, member: Member) -> dict[str, Any]:
    """The event's own words for the top of its page."""
    [line] = lines_of([event], member)
    joined = [one for one in Event.objects.open().with_facts() if one.handle in event.facts.joined]
    return {
        "event": event,
        "line": line,
        "who": designation(event.handle),
        "is_complete": event.facts.completeness == "all",
        "joined": lines_of(joined, member),
    }
