"""What a supporter may see of a request, and no more: by stage, from the table's own sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.outreach import openers
from beside.outreach.openers import Way
from beside.program.models import Member
from beside.program.promised import LIMITS
from beside.program.tongues import alone
from beside.program.week import spoken
from beside.referrals import actions as referrals
from beside.referrals.change import NotNow
from beside.referrals.facts import REASONS, SOURCES, moment
from beside.referrals.models import Referral, find, supporter_id
from beside.referrals.wishes import BY_CHANNEL, CHANNELS, WHENS
from beside.rules import clocks, stages
from beside.rules.access import Verb
from beside.rules.stages import Stage
from beside.supporters.models import Supporter

STANDS = {
    Stage.ASKED: gettext_lazy("Can you reach a colleague?"),
    Stage.TAKEN: gettext_lazy("One question before you see how to reach them"),
    Stage.CONFIRMED: gettext_lazy("To be reached"),
    Stage.REACHING: gettext_lazy("Tried; to be reached"),
    Stage.OFFERED: gettext_lazy("You left words"),
    Stage.TALKING: gettext_lazy("In touch"),
    Stage.RESTING: gettext_lazy("Rests"),
    Stage.INTRODUCED: gettext_lazy("Being introduced to counselling"),
    Stage.CONTACT: gettext_lazy("The program is looking for another way to reach them"),
}


@dataclass(frozen=True, repr=False)
class Shown:
    """The name, and after the conflict question the ways to reach them."""

    name: str
    ways: tuple[Way, ...] = ()


def mine(member: Member) -> list[Referral]:
    """What this supporter was asked for, has in hand, or has just closed; what is due first."""
    supporter = supporter_id(member)
    live = [one.value for one in stages.WITH_SUPPORTER | {Stage.CLOSING}]
    rows = Referral.objects.filter(stage__in=live).visible_to(member)
    hers = [row for row in rows if supporter is not None and row.facts.supporter == supporter]
    return sorted(hers, key=lambda row: (row.due_on, row.facts.due, row.handle))


def one(handle: UUID, member: Member) -> Referral:
    """One of hers. What she was only ever a coordinator of does not exist here."""
    row = find(handle, member, Verb.SEE)
    if row.facts.supporter is None or row.facts.supporter != supporter_id(member):
        raise Referral.DoesNotExist
    return row


def show(row: Referral, *, by: Member, at: datetime, for_safety: bool = False) -> Shown | None:
    """Open the name for its supporter; the look is recorded, and judged once more after it."""
    if Stage(row.stage) not in stages.CONTACT_SHOWN | {Stage.TAKEN}:
        return None
    try:
        identity = referrals.look(row.handle, by=by, at=at, for_safety=for_safety)
        now = one(row.handle, by)
    except (KeyError, NotNow, Referral.DoesNotExist):
        return None  # it has moved on between the two
    if Stage(now.stage) is Stage.TAKEN:
        return Shown(identity.name)
    if Stage(now.stage) not in stages.CONTACT_SHOWN:
        return None
    supporter = Supporter.objects.with_details().get(member=by)
    ways = openers.ways(identity, supporter, now.facts.channel, limits_in_short())
    return Shown(identity.name, ways)


def limits_in_short() -> str:
    """The card as it fits into a message, to be sent before the first talk."""
    return _(
        "Before we talk: what you say stays between us, and nobody takes notes. Where that ends: "
        "if you or somebody else is in serious danger; if a child, an elder or a person who "
        "depends on others is being harmed; a crime; a court order; a report that the law or a "
        "license asks for; or if I turn out to have been there myself. If it comes to that, I "
        "tell you first where I can."
    )


def manner(row: Referral) -> list[tuple[str, str]]:
    """How they want to be reached, and when."""
    facts = row.facts
    said = [
        (_("How"), CHANNELS.get(facts.channel) if facts.channel else ""),
        (_("When"), WHENS.get(facts.when) if facts.when else ""),
        (_("Language"), alone(facts.language)),
    ]
    return _said(said)


def background(row: Referral) -> list[tuple[str, str]]:
    """How soon, and why she is asked: nothing of any event."""
    facts = row.facts
    soon = facts.urgency == clocks.Urgency.TODAY
    said = [
        (_("How soon"), _("Soon: within %(today_hours)s hours") % LIMITS if soon else ""),
        (_("Why you are asked"), SOURCES.get(facts.source)),
        (_("What it is about"), REASONS.get(facts.reason) if _is_told(row) else ""),
        (_("They expect a call"), _("yes, they were reached before") if facts.expecting else ""),
    ]
    return _said(said)


def _said(rows: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(label, str(value)) for label, value in rows if value]


def _is_told(row: Referral) -> bool:
    """A reason is told only if the person chose it."""
    return row.facts.reason_is_own and row.facts.reason != "unsaid"


def who_gave_my_name(row: Referral) -> str:
    """What she may truthfully answer; she knows no more herself."""
    if row.facts.source in ("self", "direct"):
        return _("“You asked the program to have somebody reach you. I know nothing beyond that.”")
    if row.facts.source == "colleague":
        return _(
            "“Somebody here thought a talk might be welcome. I was not told who, and they will not "
            "hear whether we talk.”"
        )
    return _(
        "“The program reaches out to everyone who may have been near a hard event. I was not told "
        "what happened. Whether we talk is up to you.”"
    )


def no_notes(suspended: date | None) -> str:
    """What she may say is kept. Of a hold only that there is one: she is told of no event."""
    if suspended is None:
        return _("“I take no notes. When we are done, the program forgets your name.”")
    return _(
        "“I take no notes. When we are done, nobody can open your name any more. I cannot say when "
        "it is deleted: some deletion is suspended now, because something must be kept for the "
        "law.”"
    )


@dataclass(frozen=True)
class Line:
    """One request on her list."""

    handle: UUID
    text: str
    small: str
    is_late: bool
    is_asked: bool
    minutes: int | None  # to undo, if it was just closed


def line(row: Referral, at: datetime) -> Line:
    stage, due = Stage(row.stage), row.facts.due_at
    is_hers_to_do = row.first_contact_is_due and stage is not Stage.CONTACT
    when = spoken(due, at) if due and is_hers_to_do else ""
    late = is_hers_to_do and due is not None and due < at
    wakes = moment(row.facts.wake_on)
    if stage is Stage.RESTING and wakes:
        when = date_format(timezone.localtime(wakes), "MONTH_DAY_FORMAT")
    minutes = minutes_left(row, at) if stage is Stage.CLOSING else None
    text = str(STANDS.get(stage, ""))
    how = str(BY_CHANNEL.get(row.facts.channel, "")) if when else ""
    small = " · ".join(part for part in (_by(stage, when, late), how) if part)
    return Line(row.handle, text, small, late, stage is Stage.ASKED, minutes)


def _by(stage: Stage, when: str, late: bool) -> str:
    if not when:
        return ""
    if stage is Stage.RESTING:
        return _("until %(day)s") % {"day": when}
    if late:
        return _("was due %(due)s") % {"due": when}
    return _("by %(due)s") % {"due": when}


def minutes_left(row: Referral, at: datetime) -> int:
    """Whole minutes in which a close can be undone, at least one while it can."""
    closed = moment(row.facts.closed_at)
    if closed is None or not clocks.can_undo(closed, at):
        return 0
    return max(1, int((clocks.UNDO - (at - closed)).total_seconds() // 60))
