"""What a caller says, as the coordinator types it: a name, how to reach them, and choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beside.desk.forms import TheirWishes
from beside.program.models import Pool
from beside.referrals.asking import Asking, Concern
from beside.referrals.facts import REASONS
from beside.referrals.fields import (
    PersonName,
    PlainForm,
    SoonForm,
    anyone_but_field,
    choice,
    contact_field,
    coordinators,
    department_field,
    leaves_somebody,
    name_field,
    offer_people,
    role_field,
)
from beside.supporters.models import Supporter


class CallForm(SoonForm):
    """What every call asks: who, in which role, and how soon."""

    field_order = ("name", "contact")

    name = name_field(_("Name"), "", _("Please type a name."))
    contact = contact_field(
        _("How can they be reached?"),
        _("A phone number or an e-mail address. Read it back to them."),
        _("Please type a phone number or an e-mail address."),
        required=True,
    )
    pool = role_field(_("Role"), _("Not said"))
    department = department_field(_("Department"), _("Not said"))

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


class CallerForm(TheirWishes, CallForm):
    """They ask for themselves."""

    reason = choice(_("What is it about?"), {**REASONS, "unsaid": _("Not said")})
    chosen = forms.ModelChoiceField(
        Supporter.objects.none(),
        label=_("Do they want one colleague in particular?"),
        required=False,
        empty_label=_("No"),
    )
    or_another = forms.BooleanField(
        label=_("If that colleague cannot, someone else is fine"), required=False, initial=True
    )
    anyone_but = anyone_but_field(_("They are not asked. No reason is kept."))
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
        roster = Supporter.objects.current().select_related("member", "department")
        offer_people(self, "chosen", roster)

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
        if hidden and not leaves_somebody(hidden):
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
            distance=values["distance"],
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
