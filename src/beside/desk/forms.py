"""What the desk may add to a step: a choice, a day, a contact. No box for a note anywhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.doors.choosing import ChooseNamed
from beside.program.models import Member, Role
from beside.program.promised import LIMITS
from beside.referrals import wishes
from beside.referrals.facts import WAITING_ON, Facts
from beside.referrals.fields import (
    PlainForm,
    anyone_but_field,
    choice,
    contact_field,
    languages,
    offer,
    offer_people,
)
from beside.referrals.models import Referral
from beside.rules.matching import Distance

LATEST = timedelta(days=LIMITS["longest_days"])


class StepForm(PlainForm):
    """What one step asks beside the tap; most ask nothing."""

    nobody_left = _(
        "Nobody at the desk could see this then, and it would be missed. Please speak "
        "with the program lead first."
    )

    def __init__(self, *given: Any, row: Referral, member: Member, **more: Any) -> None:
        self.row, self.member = row, member
        more.setdefault("initial", self.start(row.facts))
        super().__init__(*given, **more)

    def start(self, facts: Facts) -> dict[str, Any]:
        """What the boxes say before anything is changed."""
        return {}

    def rewish(self, facts: Facts) -> None:
        """What this form changes in the facts; most change nothing."""

    def others_at_desk(self) -> list[Member]:
        """Coordinators besides this one who may see the referral."""
        hidden = {*self.row.facts.hidden_from, self.member.pk}
        return [one for one in _coordinators() if one.pk not in hidden]


def _coordinators() -> list[Member]:
    return list(Member.objects.with_role(Role.COORDINATOR))


class SearchForm(PlainForm):
    """A name to look for in the directory; it is looked for in memory and kept nowhere."""

    words = forms.CharField(
        label=_("Look in the directory"),
        help_text=_("A name, in any order. Part of a name is enough."),
        max_length=80,
        error_messages={"required": _("Please type a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class NotMineForm(StepForm):
    """Passing it on needs somebody to pass it to."""

    nobody_left = _(
        "Nobody else at the desk could see this then, and it would be missed. Please "
        "ask the program lead for a second coordinator first."
    )

    def clean(self) -> None:
        if not self.others_at_desk():
            raise ValidationError(self.nobody_left)


class NotThroughForm(StepForm):
    coordinator = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Who should not see this?"),
        empty_label=None,
        error_messages={"required": _("Please choose a name.")},
        widget=forms.RadioSelect,
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        hidden = self.row.facts.hidden_from
        seeing = Member.objects.with_role(Role.COORDINATOR).exclude(pk__in=hidden)
        offer_people(self, "coordinator", seeing)

    def clean_coordinator(self) -> Member:
        chosen: Member = self.cleaned_data["coordinator"]
        hidden = {*self.row.facts.hidden_from, chosen.pk}
        if all(one.pk in hidden for one in _coordinators()):
            raise ValidationError(self.nobody_left)
        return chosen


class ContactForm(StepForm):
    contact = contact_field(
        _("How can they be reached?"),
        _("A phone number or an e-mail address."),
        _("Please give a phone number or an e-mail address."),
        required=True,
    )


class MendForm(ContactForm):
    own = forms.BooleanField(
        label=_("They told us themselves"),
        help_text=_("Then only this one is shown, whatever else is found."),
        required=False,
    )


class HandBackForm(StepForm):
    reached = forms.BooleanField(label=_("They were reached"), required=False)
    expecting = forms.BooleanField(label=_("They expect a call"), required=False)


class WaitForm(StepForm):
    waiting_on = forms.ChoiceField(
        label=_("Waiting on"),
        choices=list(WAITING_ON.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("Look at it again on"),
        help_text=_("Until then it stands under what waits on others."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    hold = forms.BooleanField(
        label=_("I am holding this"),
        help_text=_("The others at the desk see that you are seeing to it."),
        required=False,
    )

    def start(self, facts: Facts) -> dict[str, Any]:
        return {
            "waiting_on": facts.waiting_on,
            "until": facts.waiting_until[:10],
            "hold": facts.holder == self.member.pk,
        }

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        today = timezone.localdate()
        if until is not None and not today <= until <= today + LATEST:
            raise ValidationError(
                _("Please choose a day from today on, within %(longest_days)s days.") % LIMITS
            )
        return until

    def clean(self) -> None:
        chosen = self.cleaned_data.get("waiting_on")
        if chosen and "until" not in self.errors and not self.cleaned_data.get("until"):
            self.add_error("until", _("Please say when to look at it again, so it is not missed."))


class TheirWishes(PlainForm):
    """When and how, of somebody who is on the telephone."""

    when = choice(_("When is good for them?"), wishes.WHENS)
    channel = choice(_("How would they like to be reached?"), wishes.CHANNELS)
    language = forms.ChoiceField(label=_("In which language?"), required=False, widget=ChooseNamed)
    distance = choice(_("How near should their colleague be to them?"), wishes.DISTANCES)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "language", languages())

    def clean_distance(self) -> str:
        return self.cleaned_data["distance"] or Distance.ANY.value


class WishesForm(TheirWishes, StepForm):
    """What they wish for, as said on the telephone."""

    anyone_but = anyone_but_field(_("They are not asked from now on. No reason is kept."))

    def start(self, facts: Facts) -> dict[str, Any]:
        return {
            "when": facts.when,
            "channel": facts.channel,
            "language": facts.language,
            "distance": facts.distance,
        }

    def rewish(self, facts: Facts) -> None:
        """These wishes in place of the earlier ones; whom they ruled out stays ruled out."""
        facts.when, facts.channel = self.cleaned_data["when"], self.cleaned_data["channel"]
        facts.language = self.cleaned_data["language"]
        facts.distance = self.cleaned_data["distance"]
        facts.bar(*(one.pk for one in self.cleaned_data["anyone_but"]))
