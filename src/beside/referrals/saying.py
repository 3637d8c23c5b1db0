"""The sentences that promise: computed from what was decided, never written by hand."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.program.models import Member, Role
from beside.program.week import spoken
from beside.referrals.wishes import BY_CHANNEL
from beside.rules.stages import Stage


def hour(now: datetime) -> str:
    """What time of day it is for the person who asks, as a colleague would say it."""
    local = timezone.localtime(now)
    weekday = date_format(local, "l")
    if local.hour < 5:
        return _("It is the middle of the night.")
    if local.hour < 12:
        return _("It is %(weekday)s morning.") % {"weekday": weekday}
    if local.hour < 17:
        return _("It is %(weekday)s afternoon.") % {"weekday": weekday}
    if local.hour < 22:
        return _("It is %(weekday)s evening.") % {"weekday": weekday}
    return _("It is %(weekday)s night.") % {"weekday": weekday}


def promise(due: datetime, now: datetime, channel: str = "") -> str:
    """By when, and how."""
    when = spoken(due, now)
    if channel in BY_CHANNEL:
        return _("Someone will reach you by %(when)s, %(how)s.") % {
            "when": when,
            "how": BY_CHANNEL[channel],
        }
    return _("Someone will reach you by %(when)s.") % {"when": when}


def who_can_see(hidden_from: int = 0) -> str:
    """How many people can open the name while nobody has said yes."""
    number = Member.objects.with_role(Role.COORDINATOR).distinct().count() - hidden_from
    if number <= 0:
        return _("Until then only the people who run the program can see your name.")
    return ngettext(
        "Until then %(number)s person who runs the program can see your name, and the one "
        "colleague who says yes to you.",
        "Until then %(number)s people who run the program can see your name, and the one "
        "colleague who says yes to you.",
        number,
    ) % {"number": _word(number)}


def who_sees() -> str:
    """The same, said of everybody who asks, for the promise page."""
    number = Member.objects.with_role(Role.COORDINATOR).distinct().count()
    if number <= 0:
        return _("Only the people who run the program, and the one colleague who says yes to you.")
    return ngettext(
        "While we are reaching you, %(number)s person who runs the program can open your name, and "
        "the one colleague who says yes to you.",
        "While we are reaching you, %(number)s people who run the program can open your name, and "
        "the one colleague who says yes to you.",
        number,
    ) % {"number": _word(number)}


def _word(number: int) -> str:
    words = [
        "",
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
    ]
    return words[number] if number < len(words) else str(number)


def where_it_stands(stage: Stage) -> str:
    """A stage in plain words for the person it is about."""
    if stage in (Stage.RECEIVED, Stage.WAITING):
        return _("Somebody is finding the right colleague for you.")
    if stage is Stage.ASKED:
        return _("A peer supporter is being asked, without your name, whether they can reach you.")
    if stage in (Stage.TAKEN, Stage.CONFIRMED):
        return _("A peer supporter has said yes and will reach you.")
    if stage is Stage.REACHING:
        return _("A peer supporter has tried to reach you and will try again.")
    if stage is Stage.CONTACT:
        return _("A peer supporter could not reach you this way. Another way would help.")
    if stage is Stage.OFFERED:
        return _("A peer supporter has left word with you. You can answer when it suits you.")
    if stage is Stage.TALKING:
        return _("You and a peer supporter are in touch.")
    if stage is Stage.RESTING:
        return _("A peer supporter will ask you again on the day you agreed on.")
    if stage is Stage.INTRODUCED:
        return _("A peer supporter has shown you the way to counselling.")
    return _("This is being forgotten now.")
