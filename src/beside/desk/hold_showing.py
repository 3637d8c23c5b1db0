"""What the pages of legal holds say: whatever one speaks of, in words, and never a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.desk.designations import designation
from beside.directory.models import Department
from beside.events.facts import KINDS
from beside.events.held import are_held
from beside.events.models import Event
from beside.program import holds
from beside.program.models import Member, Role
from beside.program.names import called_by
from beside.referrals.facts import REASONS
from beside.referrals.models import Referral
from beside.rules.holds import Why, may_end
from beside.rules.stages import Stage
from beside.vault.actions import Hold, Subject

WHY = {
    Why.LAWSUIT: gettext_lazy("a lawsuit that is filed or to be expected"),
    Why.COURT: gettext_lazy("a court asks for it"),
    Why.AUTHORITY: gettext_lazy("an authority or a board looks into something"),
    Why.INSTITUTION: gettext_lazy("the institution looks into something"),
    Why.COUNSEL: gettext_lazy("counsel asks for it, and did not say why"),
}


@dataclass(frozen=True)
class Shown:
    """One hold as a page shows it, with what this member can do about it."""

    identifier: UUID
    what: str
    why: str
    asked_by: str
    agreed_by: str
    until: date
    may_agree: bool
    may_end: bool
    is_own: bool

    @property
    def is_in_force(self) -> bool:
        return bool(self.agreed_by)

    @property
    def may_take_back(self) -> bool:
        return not self.is_in_force and (self.is_own or self.may_end)


def shown(found: Iterable[Hold], member: Member) -> list[Shown]:
    """These holds in words."""
    names = dict(Member.objects.values_list("pk", "name"))
    gone = _("somebody who has left")
    return [
        Shown(
            identifier=UUID(hold.identifier),
            what=speaks_of(hold.scope, member),
            why=str(WHY[Why(hold.why)]),
            asked_by=names.get(hold.asked_by, gone),
            agreed_by=names.get(hold.agreed_by, gone) if hold.agreed_by else "",
            until=hold.until,
            may_agree=holds.waits_for(hold, member),
            may_end=may_end(member.roles),
            is_own=hold.asked_by == member.pk,
        )
        for hold in found
    ]


def speaks_of(subject: Subject, member: Member) -> str:
    """What a hold is about. An administrator meets an event only by its two quiet words."""
    if subject.event is not None:
        return _event(subject.event, member)
    if subject.kind:
        return _("Events of one kind: %(kind)s") % {"kind": KINDS.get(subject.kind, "")}
    if subject.reason:
        return _("Requests with one reason: %(reason)s") % {
            "reason": REASONS.get(subject.reason, "")
        }
    if subject.unit:
        return _("One unit: %(unit)s") % {"unit": _unit(subject.unit)}
    return _("Everything")


def _event(handle: UUID, member: Member) -> str:
    known = {}
    if member.has_role(Role.LEAD):
        known = dict(events(Event.objects.filter(handle=handle).with_facts()))
    told = known.get(str(handle), _("“%(who)s”") % {"who": designation(handle)})
    return _("One event: %(event)s") % {"event": told}


def events(found: Iterable[Event]) -> list[tuple[str, str]]:
    """Each event's handle, and the event in words, the newest first."""
    units = called_by("pk", Department.objects.all())
    newest = sorted(found, key=lambda one: (one.facts.day, str(one.handle)), reverse=True)
    return [
        (
            str(one.handle),
            _("%(unit)s, %(day)s, %(kind)s (“%(who)s”)")
            % {
                "unit": units.get(one.facts.unit or 0, _("place not said")),
                "day": date_format(one.facts.on, "SHORT_DATE_FORMAT"),
                "kind": KINDS.get(one.facts.kind, KINDS["other"]),
                "who": designation(one.handle),
            },
        )
        for one in newest
    ]


def _unit(number: str) -> str:
    return called_by("pk", Department.objects.filter(pk=number)).get(int(number), "")


def kept(at: datetime) -> dict[str, int]:
    """How many requests and events are over and not deleted because of a hold."""
    over = Event.objects.exclude(stage=Event.Stage.OPEN).with_facts()
    return {
        "requests": Referral.objects.filter(stage=Stage.HELD.value).count(),
        "events": sum(are_held(over, today=timezone.localdate(at))),
    }
