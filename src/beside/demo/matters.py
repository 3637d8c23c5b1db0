"""Open requests in every stage, made by the same verbs as real ones, at times in the near past."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from beside.directory.index import Person, index
from beside.directory.models import Clinician, Department
from beside.directory.people import read_people
from beside.events.actions import reporting
from beside.events.people import named
from beside.matching import actions as matching
from beside.matching.suggesting import suggestions
from beside.outreach import actions as outreach
from beside.program.models import Member, Role
from beside.referrals import actions as referrals
from beside.referrals.actions import Arrival
from beside.referrals.facts import Facts
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor
from beside.supporters.models import Supporter
from beside.vault.identity import Contact, Identity


@dataclass(frozen=True)
class Matter:
    """One open request: how it came, how long ago, and the steps it has taken since."""

    hours: float
    source: str
    steps: tuple[str, ...] = ()
    pool: str = "faculty"
    urgency: str = "ordinary"
    reason: str = "unsaid"
    hers: bool = False  # whoever signs in as a peer supporter finds this one
    wishes: tuple[tuple[str, object], ...] = ()


_FOUND = ("resolve",)
_ASKED = (*_FOUND, "ask")
_TAKEN = (*_ASKED, "take")
_CONFIRMED = (*_TAKEN, "confirm")
_OFFERED = (*_CONFIRMED, "not_yet", "offer")

MATTERS = (
    # received: who is meant is not certain yet
    Matter(1.5, "colleague", pool="resident"),
    Matter(5, "self", wishes=(("channel", "text"), ("when", "evening"))),
    # waiting; the first one is late
    Matter(122, "colleague", _FOUND, reason="professional"),
    Matter(3, "self", _FOUND, urgency="today", reason="adverse_event"),
    Matter(14, "colleague", _FOUND, pool="fellow"),
    # asked
    Matter(2, "self", _ASKED, "resident", "today", "adverse_event", hers=True),
    Matter(15, "colleague", _ASKED, reason="board"),
    # taken: the question about conflicts is open
    Matter(7, "colleague", _TAKEN, pool="resident"),
    # confirmed, reaching
    Matter(9, "self", _CONFIRMED, reason="litigation", hers=True, wishes=(("channel", "call"),)),
    Matter(15.5, "colleague", (*_CONFIRMED, "not_yet"), pool="fellow"),
    # words were left; in touch
    Matter(50, "colleague", _OFFERED, pool="resident"),
    Matter(70, "self", (*_CONFIRMED, "talk"), reason="life"),
    # resting, introduced, a contact that does not work
    Matter(200, "self", (*_CONFIRMED, "rest"), reason="adverse_event"),
    Matter(90, "colleague", (*_OFFERED, "introduce"), pool="resident"),
    Matter(16, "colleague", (*_CONFIRMED, "contact_fails")),
    # closing: the tap that can still be undone
    Matter(75, "self", (*_CONFIRMED, "talk", "met"), reason="adverse_event"),
)


def build(random: Random, *, at: datetime) -> None:
    people = _strangers(random)
    office = Member.objects.with_role(Role.COORDINATOR).first()
    visitor = Supporter.objects.order_by("pk").first()
    if office is None or visitor is None:
        raise ValueError("the school comes first")
    for matter in MATTERS:
        person = next(one for one in people if one.pool_slug == matter.pool)
        _Making(matter, person, office, visitor, at).make()
    _event(people, at)


def _strangers(random: Random) -> Iterator[Person]:
    """Clinicians in random order who are not on the roster themselves."""
    roster = Supporter.objects.values("clinician")
    ids = list(Clinician.objects.exclude(pk__in=roster).order_by("pk").values_list("pk", flat=True))
    random.shuffle(ids)
    return (one for one in map(index().by_id, ids) if one is not None)


class _Making:
    """One matter on its way through the verbs."""

    def __init__(
        self, matter: Matter, person: Person, office: Member, visitor: Supporter, now: datetime
    ) -> None:
        self._matter, self._person, self._now = matter, person, now
        self._office = office
        self._supporter = visitor
        self._opened = now - timedelta(hours=matter.hours)
        self._row = self._receive()

    def make(self) -> None:
        steps = self._matter.steps
        for place, step in enumerate(steps, start=1):
            self._take(step, self._opened + (self._now - self._opened) * place / (len(steps) + 1))

    def _receive(self) -> Referral:
        matter, person = self._matter, self._person
        is_own = matter.source in ("self", "direct")
        facts = Facts(
            source=matter.source,
            reason=matter.reason,
            reason_is_own=is_own and matter.reason != "unsaid",
            urgency=matter.urgency,
            **dict(matter.wishes),  # type: ignore[arg-type]
        )
        contact = Contact(person.phone, "recipient" if is_own else "colleague")
        identity = Identity(f"{person.first} {person.last}", (contact,))
        prints = tuple(referrals.fingerprints(identity, None))
        actor = Actor.RECIPIENT if is_own else Actor.REPORTER
        arrival = Arrival(identity, facts, prints)
        return referrals.receive([arrival], actor=actor, by=None, at=self._opened)[0]

    def _take(self, step: str, at: datetime) -> None:
        handle = self._row.handle
        if step == "resolve":
            referrals.resolve(handle, self._person, by=self._office, at=at)
        elif step == "ask":
            self._supporter = self._whom_to_ask(at)
            matching.ask(handle, self._supporter, by=self._office, at=at)
        elif step == "met":
            self._hers(step, self._now - timedelta(minutes=1))
        else:
            self._hers(step, at)

    def _whom_to_ask(self, at: datetime) -> Supporter:
        offers = suggestions(load(self._row.handle), at=at)
        able = [one.supporter for one in offers if one.can_be_asked]
        if self._matter.hers:
            return next(one for one in able if one.pk == self._supporter.pk)
        return next(one for one in able if one.pk != self._supporter.pk)

    def _hers(self, step: str, at: datetime) -> None:
        """What the supporter herself does."""
        handle, member = self._row.handle, self._supporter.member
        hers: dict[str, Callable[[], object]] = {
            "take": lambda: matching.take(handle, actor=Actor.SUPPORTER, by=member, at=at),
            "confirm": lambda: matching.answer_conflict(
                handle, matching.Conflict.NONE, actor=Actor.SUPPORTER, by=member, at=at
            ),
            "not_yet": lambda: outreach.not_yet(handle, actor=Actor.SUPPORTER, by=member, at=at),
            "offer": lambda: outreach.offer(handle, actor=Actor.SUPPORTER, by=member, at=at),
            "talk": lambda: outreach.talk(handle, actor=Actor.SUPPORTER, by=member, at=at),
            "rest": lambda: outreach.rest(handle, 2, actor=Actor.SUPPORTER, by=member, at=at),
            "introduce": lambda: outreach.introduce(
                handle, actor=Actor.SUPPORTER, by=member, at=at
            ),
            "contact_fails": lambda: outreach.contact_fails(
                handle, actor=Actor.SUPPORTER, by=member, at=at
            ),
            "met": lambda: outreach.end(handle, "met", actor=Actor.SUPPORTER, by=member, at=at),
        }
        hers[step]()


EVENT_PEOPLE = 9


def _with_contacts(people: list[Person]) -> Iterator[tuple[Person, str]]:
    """As a reporter knows them: of every third person no contact."""
    for place, one in enumerate(people):
        yield one, one.email if place % 3 else ""


def _event(people: Iterator[Person], at: datetime) -> None:
    """One event told this morning: nine people, three of them found already."""
    told = at - timedelta(hours=6)
    unit = Department.objects.get(slug="emergency-medicine")
    near = [one for one in people if one.department_id == unit.pk][: EVENT_PEOPLE - 2]
    far = [one for one in _strangers(Random(7)) if one.department != unit.name][:2]  # noqa: S311
    lines = [
        "\t".join((f"{one.first} {one.last}", contact, one.pool_slug, one.department))
        for one, contact in _with_contacts([*near, *far])
    ]
    draft = reporting.Draft(
        day=timezone.localdate(told),
        unit=unit.pk,
        kind="died",
        urgency="today",
        people=named(read_people("\n".join(lines)).people),
        completeness="others",
        who_knows="The charge nurse of the night",
    )
    event = reporting.report(draft, code="", actor=Actor.REPORTER, by=None, at=told)
    found = {f"{one.first} {one.last}": one for one in (*near, *far)}
    office = Member.objects.with_role(Role.COORDINATOR).first()
    rows = Referral.objects.all().with_facts()
    for row in [row for row in rows if str(event.handle) in row.facts.events][:3]:
        person = found[referrals.peek(row).name]
        referrals.resolve(row.handle, person, by=office, at=told + timedelta(hours=1))
