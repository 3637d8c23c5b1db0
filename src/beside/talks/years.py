"""One year of talks, by department: where nobody has been, who was visited, how many came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.directory.models import Department
from beside.program.grouping import grouped
from beside.program.names import called_by
from beside.program.own_words import filled, joined
from beside.rules import talks as rules
from beside.rules.spelling import normalise
from beside.talks.models import Audience, GroupConversation, Status, Talk

MOST_NAMED = 6


@dataclass(frozen=True)
class Year:
    """A calendar year, or an academic one."""

    begins_in: int
    is_academic: bool

    @property
    def key(self) -> str:
        return f"{self.begins_in}-{self.begins_in + 1}" if self.is_academic else str(self.begins_in)

    @property
    def label(self) -> str:
        if not self.is_academic:
            return str(self.begins_in)
        return f"{self.begins_in}–{(self.begins_in + 1) % 100:02}"

    @property
    def days(self) -> tuple[date, date]:
        return rules.year_of(self.begins_in, academic=self.is_academic)


@dataclass
class Row:
    """One department, or those a talk had otherwise."""

    label: str
    given: int = 0
    came: int = 0
    planned: int = 0
    last: date | None = None

    def add(self, talk: Talk) -> None:
        if talk.status == Status.PLANNED:
            self.planned += 1
            return
        self.given += 1
        self.came += talk.came or 0
        self.last = max(self.last, talk.on) if self.last and talk.on else talk.on


@dataclass(frozen=True)
class Counts:
    """What the year comes to."""

    talks: int
    came: int
    departments: int
    groups: int
    in_groups: int


@dataclass(frozen=True)
class Shown:
    """The year as the page shows it."""

    counts: Counts
    rows: list[Row]
    nowhere: list[Row] = field(default_factory=list)  # no talk was given there

    def where_nobody_has_been(self) -> str:
        """In words, and first: the departments nobody has visited, and what is planned there."""
        missing = [one.label for one in self.nowhere if not one.planned]
        coming = [one.label for one in self.nowhere if one.planned]
        parts = []
        if missing:
            parts.append(filled(_("Nobody has been to %(names)s."), names=_named(missing)))
        if coming:
            parts.append(
                filled(_("Not yet, though a talk is planned: %(names)s."), names=_named(coming))
            )
        return joined(parts, " ") or _("Every department has had a talk.")


def years(today: date) -> list[Year]:
    """The years that can be looked at: this one and the last, of either kind."""
    academic = rules.academic_year(today)
    return [
        Year(academic, True),
        Year(academic - 1, True),
        Year(today.year, False),
        Year(today.year - 1, False),
    ]


def find(key: str, today: date) -> Year:
    """The year that was chosen; the academic one we are in otherwise."""
    known = {one.key: one for one in years(today)}
    return known.get(key, years(today)[0])


def show(year: Year) -> Shown:
    first, last = year.days
    within = Talk.objects.filter(on__range=(first, last)).exclude(status=Status.CALLED_OFF)
    rows = {
        pk: Row(name) for pk, name in called_by("pk", Department.objects.order_by("name")).items()
    }
    others: dict[str, Row] = {}
    for talk in within.select_related("department").order_by("on", "pk"):
        if talk.department_id is not None:
            rows[talk.department_id].add(talk)
        else:
            others.setdefault(talk.audience, Row(talk.for_whom)).add(talk)
    apart = [others[key] for key in (Audience.HOUSE, Audience.OTHER) if key in others]
    visited = sorted(
        (one for one in rows.values() if one.given),
        key=lambda one: (-one.given, normalise(one.label)),
    )
    nowhere = (one for one in rows.values() if not one.given)
    return Shown(
        counts(first, last),
        [*visited, *(one for one in apart if one.given)],
        sorted(nowhere, key=lambda one: normalise(one.label)),
    )


def says(counts: Counts) -> str:
    """The year in a few words, as a person would say it."""
    if not counts.talks and not counts.groups:
        return _("No talk has been given.")
    talks = ""
    if counts.talks:
        given = ngettext("%(n)d talk was given", "%(n)d talks were given", counts.talks)
        where = ngettext("in %(n)d department", "in %(n)d departments", counts.departments)
        came = ngettext("%(n)s person came", "%(n)s people came", counts.came)
        talks = _("%(given)s %(where)s; %(came)s.") % {
            "given": given % {"n": counts.talks},
            "where": where % {"n": counts.departments},
            "came": came % {"n": grouped(counts.came)},
        }
    if not counts.groups:
        return talks
    groups = ngettext(
        "%(n)d group conversation was held; %(came)d came.",
        "%(n)d group conversations were held; %(came)d came.",
        counts.groups,
    ) % {"n": counts.groups, "came": counts.in_groups}
    return f"{talks} {groups}".strip()


def counts(first: date, last: date) -> Counts:
    """Five numbers, for the house and as they are; `rules.talks` says which are published."""
    talks = Talk.objects.given_within(first, last)
    groups = GroupConversation.objects.given_within(first, last)
    came = [*talks.values_list("department_id", "came")]
    heads = [*groups.values_list("came", flat=True)]
    return Counts(
        talks=len(came),
        came=sum(number or 0 for _department, number in came),
        departments=len({department for department, _number in came if department}),
        groups=len(heads),
        in_groups=sum(number or 0 for number in heads),
    )


def _named(names: Iterable[str]) -> str:
    """`Dermatology, Urology and 3 others`; the table beneath has them all."""
    found = list(names)
    if len(found) > MOST_NAMED + 1:
        rest = len(found) - MOST_NAMED
        more = ngettext("%(n)d other department", "%(n)d other departments", rest) % {"n": rest}
        found = [*found[:MOST_NAMED], more]
    if len(found) == 1:
        return found[0]
    return filled(_("%(many)s and %(last)s"), many=joined(found[:-1]), last=found[-1])
