"""The steps of the desk, one row each: its words, its verb, and what it asks beside the tap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from beside.desk.forms import (
    ContactForm,
    HandBackForm,
    MendForm,
    NotMineForm,
    NotThroughForm,
    StepForm,
    WaitForm,
    WishesForm,
)
from beside.desk.recording import ANSWER, DESK, HERS, THEIRS, Recipe, Verb, Who
from beside.matching import actions as matching
from beside.matching.actions import Conflict
from beside.outreach import actions as outreach
from beside.program.promised import KEPT, Forgets, until_undone, within
from beside.referrals import actions
from beside.rules import clocks
from beside.rules.stages import Actor

_FORGETS = Forgets(until_undone(_("This forgets them.")), KEPT)


def _by_desk(verb: Callable[..., object], *more: Any) -> Verb:
    """A verb that is told on whose behalf it is done: here always the desk's."""

    def do(who: Who, form: StepForm) -> object:
        return verb(who.handle, *more, actor=Actor.COORDINATOR, by=who.by, at=who.at)

    return do


def _ends(how: str) -> Verb:
    return _by_desk(outreach.end, how)


def _closes(how: str) -> Verb:
    return _by_desk(actions.close, how)


def _recall(who: Who, form: StepForm) -> object:
    return matching.recall(who.handle, by=who.by, at=who.at)


def _hand_back(who: Who, form: StepForm) -> object:
    told = form.cleaned_data
    return outreach.hand_back(
        who.handle,
        reached=told["reached"],
        expecting=told["expecting"],
        actor=Actor.COORDINATOR,
        by=who.by,
        at=who.at,
    )


def _not_mine(who: Who, form: StepForm) -> object:
    return actions.not_mine(who.handle, by=who.by, at=who.at)


def _not_through(who: Who, form: StepForm) -> object:
    chosen = form.cleaned_data["coordinator"].pk
    return _by_desk(actions.not_through, chosen)(who, form)


def _mend(who: Who, form: StepForm) -> object:
    told = form.cleaned_data
    return actions.mend_contact(
        who.handle,
        told["contact"],
        actor=Actor.COORDINATOR,
        by=who.by,
        at=who.at,
        own=told["own"],
    )


def _add_contact(who: Who, form: StepForm) -> object:
    return actions.add_contact(who.handle, form.cleaned_data["contact"], by=who.by, at=who.at)


def _own_contact(who: Who, form: StepForm) -> object:
    return actions.change_wishes(
        who.handle,
        lambda facts: None,
        actor=Actor.COORDINATOR,
        by=who.by,
        at=who.at,
        own_contact=form.cleaned_data["contact"],
    )


def _wishes(who: Who, form: StepForm) -> object:
    return _by_desk(actions.change_wishes, form.rewish)(who, form)


def _wait(who: Who, form: StepForm) -> object:
    told = form.cleaned_data
    until = told["until"].isoformat() if told["until"] and told["waiting_on"] else ""
    return actions.wait_on(
        who.handle, told["waiting_on"], until, by=who.by, at=who.at, hold=told["hold"]
    )


# fmt: off
_TABLE = (
    # Whether a supporter can, and whether anything stands between them.
    Recipe(
        "take", ANSWER, _("They said yes"),
        _("They see the name next, without the contact, and one question about themselves."),
        _by_desk(matching.take), "recorded",
    ),
    Recipe(
        "pass", ANSWER, _("Not this time"),
        _("They are not asked again for this person. No reason is kept."),
        _by_desk(matching.pass_on), "passed",
    ),
    Recipe(
        "recall", ANSWER, _("Stop asking"),
        _("Nobody is being asked then. They may be asked again another time."),
        _recall, "recalled",
    ),
    Recipe(
        "confirm", ANSWER, _("Nothing stands between them"),
        _("You have told them the name, and they said: I was not there, I am no party to it, I "
          "neither supervise nor evaluate them, and we are not too close. The contact opens."),
        _by_desk(matching.answer_conflict, Conflict.NONE), "recorded",
    ),
    Recipe(
        "declare", ANSWER, _("Something stands between them"),
        _("Somebody else will be asked. What it was is not kept."),
        _by_desk(matching.answer_conflict, Conflict.CLOSE), "declared",
    ),
    # What the supporter says.
    Recipe(
        "not_yet", HERS, _("Tried, not reached yet"),
        _("Nothing was left with them. The contact that was promised is still due."),
        _by_desk(outreach.not_yet), "recorded",
    ),
    Recipe(
        "offer", HERS, _("Left words with them"),
        _("Spoken to a voicemail, a text or an e-mail that did not come back."),
        _by_desk(outreach.offer), "recorded",
    ),
    Recipe(
        "talk", HERS, _("They are in touch"), _("They answered, or will talk again."),
        _by_desk(outreach.talk), "recorded",
    ),
    *(
        Recipe(
            f"rest-{n}", HERS, format_lazy(_("Ask again in {weeks} weeks"), weeks=n),
            _("With their consent. It stays sealed until then."),
            _by_desk(outreach.rest, n), "rest", rule="rest",
        )
        for n in clocks.REST_WEEKS
    ),
    Recipe(
        "wake", HERS, _("Go on before that day"), _("The rest is over."),
        _by_desk(outreach.wake), "recorded",
    ),
    Recipe(
        "introduce", HERS, _("Introduced to counselling"),
        within(_("The program sends no name. It stays open until this is confirmed, or for "
                 "{introduction_hours} hours.")),
        _by_desk(outreach.introduce), "introduce",
    ),
    Recipe(
        "retract", HERS, _("Their last answer was a slip"),
        _("It stands again as before, and nothing of that answer is counted."),
        _by_desk(outreach.retract), "retracted",
    ),
    Recipe(
        "contact_fails", HERS, _("The contact does not work"),
        _("It comes back to the desk to find another way. It counts neither as a try nor as an "
          "offer."),
        _by_desk(outreach.contact_fails), "recorded",
    ),
    Recipe(
        "hand_back", HERS, _("They hand it back"),
        _("Somebody else goes on. Two ticks help whoever comes next."),
        _hand_back, "handed_back", form=HandBackForm,
    ),
    Recipe("met", HERS, _("They met"), _FORGETS, _ends("met"), "closed"),
    Recipe("not_now", HERS, _("Not now"), _FORGETS, _ends("not_now"), "closed"),
    Recipe("decline", HERS, _("No thanks"), _FORGETS, _ends("decline"), "closed"),
    Recipe(
        "introduced", HERS, _("The introduction is made"), _FORGETS, _ends("introduced"), "closed"
    ),
    Recipe(
        "not_reached", HERS, _("Could not be reached"), _FORGETS, _ends("not_reached"), "closed"
    ),
    # What the person it is about says.
    Recipe(
        "wishes", THEIRS, _("They wish it otherwise"), _("When, how, in which language, and who."),
        _wishes, "changed", form=WishesForm, rule="change", press=_("Note this"),
    ),
    Recipe(
        "own_contact", THEIRS, _("Another way to reach them"),
        _("Their own word takes the place of every contact held so far."),
        _own_contact, "changed", form=ContactForm, rule="change", press=_("Note this contact"),
    ),
    Recipe(
        "someone_else", THEIRS, _("Someone else, please"),
        _("No reason is asked, and none is kept. Whoever has it now is told not to call."),
        _by_desk(actions.someone_else), "someone_else",
    ),
    Recipe(
        "not_through", THEIRS, _("Not through one of us"),
        _("Whom they name does not see this any more. It can be you."),
        _not_through, "changed", form=NotThroughForm, leaves=True, press=_("Hide it from them"),
    ),
    Recipe(
        "not_voluntary", THEIRS, _("Somebody told them to come"),
        Forgets(
            until_undone(_("Then the program declines: nobody is sent to peer support. This "
                           "forgets them.")),
            until_undone(_("Then the program declines: nobody is sent to peer support.")),
        ),
        _ends("not_voluntary"), "closed",
    ),
    Recipe(
        "stop", THEIRS, _("They want it stopped"),
        Forgets(
            _("This is theirs to say. It happens at once and cannot be taken back: the name is "
              "destroyed, and whoever was to reach them is told not to call."),
            _("This is theirs to say. It happens at once and cannot be taken back: nobody opens "
              "the name any more, and whoever was to reach them is told not to call."),
        ),
        _by_desk(actions.stop), "stopped", leaves=True, final=True, press=_("Stop it"),
    ),
    # What happens at the desk.
    Recipe(
        "mend_contact", DESK, _("We have a contact that works"),
        _("The same supporter goes on with it."),
        _mend, "changed", form=MendForm, press=_("Go on with this contact"),
    ),
    Recipe(
        "add_contact", DESK, _("Add a contact"),
        _("It stands beside what is held. A contact that they gave themselves is never replaced."),
        _add_contact, "changed", form=ContactForm, rule="change", press=_("Add this contact"),
    ),
    Recipe(
        "waiting", DESK, _("Waiting on, and holding"),
        _("In place of a note: what it waits on, until which day, and who is seeing to it."),
        _wait, "changed", form=WaitForm, rule="change", press=_("Note this"),
    ),
    Recipe(
        "not_mine", DESK, _("Not mine"),
        _("Somebody else at the desk sees to it. You will not see it again. No reason is kept."),
        _not_mine, "not_mine", form=NotMineForm, leaves=True, press=_("Pass it on"),
    ),
    Recipe(
        "wrong_person", DESK, _("Wrong person"),
        until_undone(_("Somebody else was meant. It stands outside the count of the event.")),
        _closes("wrong_person"), "closed",
    ),
    Recipe(
        "was_not_there", DESK, _("They were not there"),
        until_undone(_("It stands outside the count of the event.")),
        _closes("was_not_there"), "closed",
    ),
    Recipe(
        "report_in_error", DESK, _("Reported in error"),
        until_undone(_("Whoever has it is told not to call. It stands outside the count.")),
        _closes("report_in_error"), "closed",
    ),
    Recipe(
        "signpost", DESK, _("Shown to their own door"),
        until_undone(_("They are not served here, and somebody has told them where their own door "
                       "is. It stands outside the count.")),
        _closes("signpost"), "closed",
    ),
    Recipe(
        "undo", DESK, _("Undo"), _("Everything is as it was."), _by_desk(actions.undo), "undone"
    ),
)
# fmt: on
RECIPES = {one.slug: one for one in _TABLE}
