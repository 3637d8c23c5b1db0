"""The one question a supporter's screen asks, by stage; and the quiet ways out beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.matching.actions import Conflict
from beside.program.promised import LIMITS
from beside.program.week import day_of_week, spoken
from beside.referrals.facts import moment
from beside.referrals.models import Referral
from beside.rules import clocks, stages
from beside.rules.stages import Actor, Stage


class Answer(NamedTuple):
    """A big button, or a link when there is nothing to record yet."""

    value: str
    label: str
    small: str = ""
    href: str = ""


@dataclass(frozen=True)
class Question:
    text: str
    answers: tuple[Answer, ...]
    says: str = ""
    even: bool = False


def question(row: Referral, then: str, at: datetime, closing: str) -> Question | None:
    """What to ask now; `then` is how far into the screen's second question she has gone.

    `closing`: what every closing tap says before it is made.
    """
    stage = Stage(row.stage)
    if stage is Stage.ASKED:
        return _asked(row, at)
    if stage is Stage.TAKEN:
        return _conflict(row)
    if stage in stages.TRYING:
        return _reached(stage)
    if stage is Stage.TALKING:
        return {"meet": _met, "later": _later}.get(then, _wanted)(row, closing)
    if stage is Stage.RESTING:
        return _rested(row, closing)
    if stage is Stage.INTRODUCED:
        return _introduced(closing)
    return None


def _asked(row: Referral, at: datetime) -> Question:
    due = row.facts.due_at
    answers = (Answer("yes", _("Yes, I can")), Answer("no", _("Not this time")))
    says = _("You see their name after you say yes. Either answer is fine.")
    if due is None or due < at:
        return Question(_("Can you reach a colleague as soon as you can?"), answers, says)
    text = _("Can you reach a colleague by %(due)s?") % {"due": spoken(due, at)}
    return Question(text, answers, says)


def _conflict(row: Referral) -> Question:
    says = _("Only the last answer shows how to reach them. The others are not kept.")
    if row.facts.match == "outside":
        says = _(
            "They are not in the directory, so nobody could check this for you. "
            "Only the last answer shows how to reach them. The others are not kept."
        )
    answers = (
        Answer(f"conflict-{Conflict.THERE}", _("I was there")),
        Answer(f"conflict-{Conflict.PARTY}", _("I am a party to it")),
        Answer(f"conflict-{Conflict.EVALUATES}", _("I supervise or evaluate them")),
        Answer(f"conflict-{Conflict.CLOSE}", _("We are too close")),
        Answer(f"conflict-{Conflict.NONE}", _("None of these: fine")),
    )
    return Question(_("Is one of these true?"), answers, says, even=True)


def _reached(stage: Stage) -> Question:
    tried = _("You tried, and nothing was left with them.")
    again = Answer("not_yet", _("Not yet"), tried)
    if stage is Stage.OFFERED:
        again = Answer("", _("Not yet"), _("You left words. Nothing to do."), _list())
    answers = (
        Answer("talk", _("Yes"), _("They answered.")),
        again,
        Answer("offer", _("I left words"), _("A voicemail, a text, an e-mail.")),
        Answer("contact_fails", _("Wrong contact"), _("The number or address does not work.")),
    )
    return Question(_("Did you reach them?"), answers)


def _wanted(row: Referral, closing: str) -> Question:
    here = reverse("outreach:one", args=[row.handle])
    answers = (
        Answer("", _("Meet"), "", f"{here}?then=meet"),
        Answer("", _("Later"), "", f"{here}?then=later"),
        Answer("decline", _("No thanks"), closing),
    )
    return Question(_("What would they like?"), answers, even=True)


def _met(row: Referral, closing: str) -> Question:
    answers = (
        Answer("met", _("We met, and that is all"), closing),
        Answer("talk", _("We will talk again"), _("Nothing is forgotten yet.")),
        Answer(
            "introduce",
            _("They are being introduced to counselling"),
            _("You or they make the introduction; the program sends no name."),
        ),
        Answer("", _("Not yet"), _("Come back here when you have met."), _list()),
    )
    return Question(_("Have you met?"), answers, even=True)


def _later(row: Referral, closing: str) -> Question:
    sealed = _("With their consent: their name stays sealed until then.")
    answers = (
        *(Answer(f"rest-{n}", in_weeks(n), sealed) for n in clocks.REST_WEEKS),
        Answer("not_now", _("Not now"), closing),
    )
    return Question(_("When may you ask them again?"), answers, even=True)


def in_weeks(number: int) -> str:
    return ngettext("In %(n)d week", "In %(n)d weeks", number) % {"n": number}


def _rested(row: Referral, closing: str) -> Question:
    wakes = moment(row.facts.wake_on)
    says = ""
    if wakes is not None:
        day = day_of_week(timezone.localdate(wakes))
        says = _("You agreed to ask again on %(day)s.") % {"day": day}
    answers = (
        Answer("", _("No, it can rest"), "", _list()),
        Answer("talk", _("We are in touch again")),
        Answer("not_now", _("Not now, after all"), closing),
        Answer("decline", _("No thanks"), closing),
    )
    return Question(_("Has anything changed?"), answers, says, even=True)


def _introduced(closing: str) -> Question:
    by_itself = _("After %(introduction_hours)s hours it closes by itself.") % LIMITS
    answers = (
        Answer("introduced", _("Yes, it is made"), closing),
        Answer("met", _("We met, and that is all"), closing),
        Answer("", _("Not yet"), by_itself, _list()),
    )
    return Question(_("Is the introduction made?"), answers, even=True)


def others(row: Referral, closing: str) -> list[Answer]:
    """The quiet ways out that the table of stages allows her now."""
    stage = Stage(row.stage)
    if stage in (Stage.ASKED, Stage.TAKEN):
        return []
    allowed = {step.name for step in stages.steps_from(stage, Actor.SUPPORTER)}
    if not row.can_retract:
        allowed -= {"retract"}
    every = (
        Answer("retract", _("My last answer was a slip"), _("It stands again as before.")),
        Answer("someone_else", _("They would like someone else"), _("No reason is asked.")),
        Answer("not_reached", _("I could not reach them, and stop trying"), closing),
        Answer("wrong_person", _("This is not the person who was meant"), closing),
        Answer("was_not_there", _("They were not there"), closing),
        Answer("not_voluntary", _("Somebody told them to come"), closing),
    )
    return [one for one in every if one.value in allowed]


def can_hand_back(row: Referral) -> bool:
    allowed = {step.name for step in stages.steps_from(Stage(row.stage), Actor.SUPPORTER)}
    return "hand_back" in allowed


def _list() -> str:
    return reverse("outreach:list")
