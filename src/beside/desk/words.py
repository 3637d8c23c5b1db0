"""What the desk says of a referral without a name: its stage, its wishes, what an id means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beside.directory.models import Clinician, Department
from beside.program.models import Member, Pool
from beside.program.names import called_by
from beside.program.own_words import joined
from beside.program.tongues import alone
from beside.referrals import wishes
from beside.referrals.facts import WAITING_ON, Facts, moment
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from beside.supporters.models import Supporter

SOURCES = {
    "self": gettext_lazy("they asked"),
    "direct": gettext_lazy("they chose"),
    "colleague": gettext_lazy("a colleague asked"),
    "event": gettext_lazy("an event"),
}
SMALL = 30  # a department with fewer people would single somebody out


@dataclass(frozen=True)
class Words:
    """The program's own names for ids that stand in facts; read once for a page."""

    supporters: dict[int, Supporter]
    members: dict[int, str]
    departments: Mapping[int, str]
    large: frozenset[int]
    pools: Mapping[str, str]

    @classmethod
    def for_rows(cls, rows: Iterable[Referral]) -> Words:
        asked = {row.facts.supporter for row in rows if row.facts.supporter is not None}
        sizes = (
            Clinician.objects.filter(is_active=True).values("department").annotate(of=Count("pk"))
        )
        return cls(
            supporters=Supporter.objects.select_related("member").in_bulk(asked),
            members=dict(Member.objects.values_list("pk", "name")),
            departments=called_by("pk", Department.objects.all()),
            large=frozenset(one["department"] for one in sizes if one["of"] >= SMALL),
            pools=called_by("slug", Pool.objects.all()),
        )

    def supporter(self, facts: Facts) -> str:
        one = self.supporters.get(facts.supporter or 0)
        return one.member.name if one else ""

    def department(self, facts: Facts) -> str:
        if facts.department is None:
            return ""
        if facts.department not in self.large:
            return _("small department")
        return self.departments.get(facts.department, "")

    def pool(self, facts: Facts) -> str:
        return self.pools.get(facts.pool, "")

    def member(self, number: int | None) -> str:
        return self.members.get(number or 0, "")


def about(row: Referral, words: Words) -> SafeString:
    """Where they work, in which role, and how the need came to us."""
    facts = row.facts
    parts = [words.department(facts), words.pool(facts), str(SOURCES[facts.source])]
    return joined(part for part in parts if part)


def state(row: Referral, words: Words) -> str:
    """The stage in words."""
    facts = row.facts
    who = words.supporter(facts) or _("their supporter")
    if Stage(row.stage) is Stage.WAITING:
        return _waiting(facts)
    if Stage(row.stage) is Stage.REACHING:
        tries = ngettext(
            "%(who)s tried once and goes on",
            "%(who)s tried %(times)d times and goes on",
            facts.attempts,
        )
        return tries % {"who": who, "times": facts.attempts}
    return _sentence(Stage(row.stage)) % {"who": who}


def _sentence(stage: Stage) -> str:
    return {
        Stage.RECEIVED: _("Who is meant is not certain yet"),
        Stage.ASKED: _("Waiting for %(who)s"),
        Stage.TAKEN: _("%(who)s said yes; one question is open"),
        Stage.CONFIRMED: _("%(who)s is about to reach them"),
        Stage.OFFERED: _("%(who)s left words with them"),
        Stage.TALKING: _("%(who)s is in touch"),
        Stage.RESTING: _("Resting, with %(who)s"),
        Stage.INTRODUCED: _("Introduced by %(who)s"),
        Stage.CONTACT: _("The contact does not work"),
        Stage.CLOSING: _("Closed"),
        Stage.FORGETTING: _("Closed for good"),
        Stage.HELD: _("Over; its forgetting is suspended"),
    }[stage]


def _waiting(facts: Facts) -> str:
    if facts.expecting:
        return _("Nobody is asked; they expect a call")
    if facts.asked_count:
        return _("Nobody is asked just now")
    return _("Nobody is asked yet")


def chip(facts: Facts) -> str:
    """What it waits on, until when: the fixed list that stands in for a note."""
    if not facts.waiting_on:
        return ""
    what = str(WAITING_ON[facts.waiting_on])
    if facts.waiting_until:
        return _("%(what)s, %(day)s") % {"what": what, "day": day_of(facts.waiting_until)}
    return what


def day_of(text: str) -> str:
    """A day or a moment of the facts as `Fri 27 Nov`."""
    when = moment(text)
    if when is None:
        return ""
    return date_format(
        timezone.localtime(when) if timezone.is_aware(when) else when, "SHORT_DATE_FORMAT"
    )


def wishes_of(facts: Facts, words: Words, preferred: str) -> list[tuple[str, str]]:
    """What they wish for, as rows of a summary; what was not said is left out."""
    rows = [
        (_("How"), str(wishes.CHANNELS.get(facts.channel, "")) if facts.channel else ""),
        (_("When"), str(wishes.WHENS.get(facts.when, "")) if facts.when else ""),
        (_("Language"), alone(facts.language)),
        (_("Who"), _distance(facts)),
        (_("Chose"), preferred),
    ]
    return [(label, value) for label, value in rows if value]


def _distance(facts: Facts) -> str:
    return "" if facts.distance == "any" else str(wishes.DISTANCES[facts.distance])
