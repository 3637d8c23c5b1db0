"""What a caller says, as the coordinator types it: a name, how to reach them, and choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beside.directory.models import Department
from beside.program.models import Pool
from beside.referrals import wishes
from beside.referrals.asking import Asking, Concern
from beside.referrals.facts import REASONS
from beside.referrals.fields import (
    PersonName,
    PlainForm,
    choice,
    contact_field,
    coordinators,
    languages,
    name_field,
    offer,
    offer_people,
    urgencies,
)
from beside.rules.clocks import Urgency
from beside.rules.matching import Distance
from beside.supporters.models import Supporter


class CallForm(PlainForm):
    """What every call asks: who, in which role, and how soon."""

    name = name_field(_("Name"), "", _("Please type a name."))
    contact = contact_field(
        _("How can they be reached?"),
        _("A phone number or an e-mail address. Read it back to them."),
        _("Please type a phone number or an e-mail address."),
        required=True,
    )
    urgency = forms.ChoiceField(
        label=_("How soon?"),
        required=False,
        initial=Urgency.ORDINARY.value,
        widget=forms.RadioSelect,
    )
    pool = forms.ModelChoiceField(
        Pool.objects.all(),
        label=_("Role"),
        to_field_name="slug",
        required=False,
        empty_label=_("Not said"),
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False, empty_label=_("Not said")
    )

    def __init__(self, *given: Any, now: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "urgency", urgencies(now))

    def clean_urgency(self) -> str:
        return self.cleaned_data["urgency"] or Urgency.ORDINARY.value

    @property
    def another_door(self) -> Pool | None:
        """Where to show them, when people in their role are not served here."""
        pool: Pool | None = self.cleaned_data.get("pool")
        return pool if pool is not None and not pool.is_served else None

    def shared(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "name": values["name"],
            "contact": values["contact"],
            "urgency": values["urgency"],
            "pool": values["pool"].slug if values["pool"] else "",
            "department": values["department"].pk if values["department"] else None,
        }


class CallerForm(CallForm):
    """They ask for themselves."""

    reason = choice(_("What is it about?"), {**REASONS, "unsaid": _("Not said")})
    channel = choice(_("How would they like to be reached?"), wishes.CHANNELS)
    when = choice(_("When is good for them?"), wishes.WHENS)
    language = forms.ChoiceField(label=_("In which language?"), required=False)
    distance = choice(_("How near should their colleague be to them?"), wishes.DISTANCES)
    chosen = forms.ModelChoiceField(
        Supporter.objects.none(),
        label=_("Do they want one colleague in particular?"),
        required=False,
        empty_label=_("No"),
    )
    or_another = forms.BooleanField(
        label=_("If that colleague cannot, someone else is fine"), required=False, initial=True
    )
    anyone_but = PersonName(
        Supporter.objects.none(),
        label=_("Anyone but these colleagues"),
        help_text=_("They are not asked. No reason is kept."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    not_through = PersonName(
        coordinators(),
        label=_("Not through these people at the desk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    FIRST = ("name", "contact", "urgency")
    WISHES = ("pool", "department", "reason", "channel", "when", "language", "distance")
    WHO = ("chosen", "or_another", "anyone_but", "not_through")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "language", languages())
        roster = Supporter.objects.current().select_related("member", "department")
        for name in ("chosen", "anyone_but"):
            offer_people(self, name, roster)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return list(self.some(self.FIRST))

    @property
    def wish_fields(self) -> list[forms.BoundField]:
        return list(self.some(self.WISHES))

    @property
    def who_fields(self) -> list[forms.BoundField]:
        return list(self.some(self.WHO))

    def clean_not_through(self) -> Any:
        hidden = self.cleaned_data["not_through"]
        if hidden and not coordinators().exclude(pk__in=[one.pk for one in hidden]).exists():
            raise ValidationError(_("Nobody at the desk could see this then. Please leave one."))
        return hidden

    def asking(self) -> Asking:
        values = self.cleaned_data
        return Asking(
            **self.shared(),
            reason=values["reason"] or "unsaid",
            channel=values["channel"],
            when=values["when"],
            language=values["language"],
            distance=values["distance"] or Distance.ANY.value,
            chosen=values["chosen"],
            or_another=values["or_another"] or values["chosen"] is None,
            anyone_but=tuple(one.pk for one in values["anyone_but"]),
            not_through=tuple(one.pk for one in values["not_through"]),
        )


class ConcernForm(CallForm):
    """They are worried about a colleague. The reason is left unsaid."""

    contact = contact_field(
        _("How can the colleague be reached?"),
        _("If they know. We can look for it ourselves."),
        required=False,
    )

    def concern(self) -> Concern:
        return Concern(**self.shared())


class FindForm(PlainForm):
    contact = contact_field(
        _("How was this person to be reached?"),
        _("The very number or address that was given. It is looked for once and kept nowhere."),
        _("Please type a phone number or an e-mail address."),
        required=True,
    )
