"""One row of the desk's list: what is due, without a name, with its one next act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.desk.designations import designation
from beside.desk.words import Words, about, chip, state
from beside.program.models import Member
from beside.referrals.facts import Facts, moment
from beside.referrals.models import Referral
from beside.rules import clocks
from beside.rules.stages import Stage

AT_DESK = frozenset({Stage.RECEIVED, Stage.WAITING, Stage.CONTACT})
IDLE = timedelta(days=14)  # words were left, and nothing was heard since: the desk looks
_CLOSING = datetime.max.replace(tzinfo=UTC)
_NO_DATE = _CLOSING - timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """When something is to be done: the word that carries weight, and the rest."""

    at: datetime
    word: str
    more: str = ""
    late: bool = False
    now: bool = False  # late, or due before the day is over


@dataclass(frozen=True)
class Act:
    """The one next act: a link, or a button when `is_post`."""

    label: str
    href: str
    is_post: bool = False


@dataclass(frozen=True)
class Line:
    """What the list shows of one referral."""

    handle: UUID
    who: str
    about: str
    due: Due
    state: str
    chip: str
    held_by: str
    soon: bool
    act: Act | None
    mine: bool  # waits on whoever is at the desk, or on this member
    name: str = ""

    @property
    def href(self) -> str:
        return reverse("desk:referral", args=[self.handle])


def line_of(row: Referral, words: Words, *, member: Member, at: datetime, name: str = "") -> Line:
    """One referral as the member sees it in the list."""
    facts = row.facts
    due = due_of(row, at)
    return Line(
        handle=row.handle,
        who=designation(row.handle),
        about=about(row, words),
        due=due,
        state=state(row, words),
        chip=chip(facts),
        held_by=words.member(facts.holder),
        soon=facts.urgency == clocks.Urgency.TODAY,
        act=act_of(row, words, due),
        mine=is_mine(row, member, at),
        name=name,
    )


def is_mine(row: Referral, member: Member, at: datetime) -> bool:
    """Whether it waits on the desk: not while somebody else holds it, or a day was agreed."""
    facts = row.facts
    if facts.waiting_on == "again":
        return facts.holder in (None, member.pk)
    if facts.waiting_on:
        return _agreed_day(facts) <= timezone.localdate(at) and (
            facts.waiting_holder in (None, member.pk)
        )
    if facts.holder not in (None, member.pk):
        return False
    return Stage(row.stage) in AT_DESK


def act_of(row: Referral, words: Words, due: Due) -> Act | None:
    """The one thing to do next, if it is the desk's turn."""
    stage, here = Stage(row.stage), reverse("desk:referral", args=[row.handle])
    if stage is Stage.RECEIVED:
        return Act(_("Find out who"), here)
    if row.facts.waiting_on == "again" and stage is not Stage.CLOSING:
        return Act(_("See to it"), here)  # two requests of one person, perhaps: look before asking
    if stage is Stage.WAITING:
        return Act(_("Ask someone"), here)
    if stage is Stage.CONTACT:
        return Act(_("Find a contact"), here)
    if stage is Stage.ASKED:
        return Act(_("Stop asking"), reverse("desk:step", args=[row.handle, "recall"]))
    if stage is Stage.CLOSING:
        return Act(_("Undo"), reverse("desk:step", args=[row.handle, "undo"]), is_post=True)
    supporter = words.supporters.get(row.facts.supporter or 0)
    if due.late and supporter is not None and supporter.phone:
        phone = supporter.phone.replace(" ", "")
        return Act(_("Call %(who)s") % {"who": supporter.member.name}, f"tel:{phone}")
    return None


def due_of(row: Referral, at: datetime) -> Due:
    """What the first column says, and by what the list is sorted."""
    stage, facts = Stage(row.stage), row.facts
    if stage is Stage.CLOSING:
        return _closing(facts)
    if row.first_contact_is_due and facts.due_at is not None:
        return _promised(facts.due_at, at)
    wakes = moment(facts.wake_on)
    if stage in (Stage.RESTING, Stage.INTRODUCED) and wakes is not None:
        return Due(wakes, *_spelled(wakes, at), now=_is_today(wakes, at))
    if facts.waiting_until:
        return _agreed(facts, at)
    offered = moment(facts.offered_at)
    if stage in (Stage.OFFERED, Stage.TALKING) and offered is not None:
        idle = offered + IDLE
        return Due(idle, *_spelled(idle, at), now=_is_today(idle, at))
    return Due(_NO_DATE, _("No date"))


def _closing(facts: Facts) -> Due:
    closed = moment(facts.closed_at)
    over = timezone.localtime(closed + clocks.UNDO) if closed else None
    more = _("until %(clock)s") % {"clock": date_format(over, "TIME_FORMAT")} if over else ""
    return Due(_CLOSING, _("Undo"), more)


def _promised(when: datetime, at: datetime) -> Due:
    lateness = clocks.lateness(when, at)
    if lateness is clocks.Lateness.LATE:
        return Due(when, _("Late"), _by(at - when), late=True, now=True)
    return Due(when, *_spelled(when, at), now=_is_today(when, at))


def _by(late: timedelta) -> str:
    hours = int(late.total_seconds() // 3600)
    if hours < 1:
        minutes = max(1, int(late.total_seconds() // 60))
        return ngettext("by a minute", "by %(n)d minutes", minutes) % {"n": minutes}
    if hours < 48:
        return ngettext("by an hour", "by %(n)d hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("by a day", "by %(n)d days", days) % {"n": days}


def _spelled(when: datetime, at: datetime) -> tuple[str, str]:
    """`Today`, `17:00`; `Tomorrow`, `17:00`; `Fri 27 Nov`, `17:00`."""
    local = timezone.localtime(when)
    clock = date_format(local, "TIME_FORMAT")
    days = (local.date() - timezone.localdate(at)).days
    near = {0: _("Today"), 1: _("Tomorrow")}
    return near.get(days) or date_format(local, "SHORT_DATE_FORMAT"), clock


def _is_today(when: datetime, at: datetime) -> bool:
    return timezone.localdate(when) <= timezone.localdate(at)


def _agreed(facts: Facts, at: datetime) -> Due:
    """The day that was agreed; late once it is over."""
    day, today = _agreed_day(facts), timezone.localdate(at)
    over = timezone.make_aware(datetime.combine(day, time.max))
    if day < today:
        return Due(over, _("Late"), _by(at - over), late=True, now=True)
    word = _("Today") if day == today else date_format(day, "SHORT_DATE_FORMAT")
    return Due(over, word, now=day == today)


def _agreed_day(facts: Facts) -> date:
    """Until when it waits; without a day, for as long as there are days."""
    return date.fromisoformat(facts.waiting_until[:10]) if facts.waiting_until else date.max


def in_order(lines: list[Line]) -> list[Line]:
    """What is due first stands first; what asks for nothing stands last."""
    return sorted(lines, key=lambda line: (line.due.at, line.who))
