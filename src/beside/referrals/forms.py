"""The public forms: one question more than needed is one too many, so nearly all is optional."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from beside.doors.choosing import ChooseNamed
from beside.doors.word import DoorForm
from beside.program.models import Member
from beside.referrals import wishes
from beside.referrals.facts import REASONS
from beside.referrals.fields import (
    NOBODY_LEFT,
    PersonName,
    PlainForm,
    SoonForm,
    anyone_but_field,
    choice,
    contact_field,
    coordinators,
    department_field,
    languages,
    leaves_somebody,
    name_field,
    offer,
    offer_people,
    role_field,
)
from beside.rules.matching import Distance
from beside.supporters.models import Supporter


class WishesForm(SoonForm):
    """When and how: what can be said while asking, and changed later with the code."""

    WISHES = ("urgency", "when", "channel", "language", "distance")

    when = choice(_("When is good for you?"), wishes.WHENS)
    channel = choice(_("How would you like to be reached?"), wishes.CHANNELS)
    language = forms.ChoiceField(label=_("In which language?"), required=False, widget=ChooseNamed)
    distance = choice(_("How near should your colleague be to you?"), wishes.DISTANCES)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "language", languages())

    def clean_distance(self) -> str:
        return self.cleaned_data["distance"] or Distance.ANY.value


class AskingForm(WishesForm):
    """Ask someone to reach me. Two answers are enough; the second step is for who wants it."""

    FIRST = ("name", "contact", "or_another")
    MORE = (
        "urgency", "when", "channel", "language", "distance", "pool", "department", "reason",
    )  # fmt: skip
    APART = ("anyone_but", "not_through")

    name = name_field(
        _("Your name"), _("Any name you like."), _("Please give a name. Any name you like will do.")
    )
    contact = contact_field(
        _("One way to reach you"),
        _("A phone number or an e-mail address."),
        _("Please give a phone number or an e-mail address, so that someone can reach you."),
        required=True,
    )
    or_another = choice(
        "", {"yes": _("Yes, someone else is fine"), "no": _("No, I would rather wait")},
        widget=forms.RadioSelect,
    )  # fmt: skip
    pool = role_field(_("Your role"), _("Rather not say"))
    department = department_field(_("Your department"), _("Rather not say"))
    reason = choice(_("What is it about?"), {**REASONS, "unsaid": _("Rather not say")})
    anyone_but = anyone_but_field(
        _("They are not asked. No reason is kept, and they do not learn of it.")
    )
    not_through = PersonName(
        Member.objects.none(),
        label=_("Not through these people"),
        help_text=_("The people who run the program. Whom you choose does not see this at all."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chosen = forms.ModelChoiceField(
        Supporter.objects.current().select_related("member"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer_people(self, "not_through", coordinators())
        self.colleague = self._colleague()
        if self.colleague is None:
            del self.fields["or_another"]
        else:
            self.fields["or_another"].label = _("If %(name)s is away, may we ask someone else?") % {
                "name": self.colleague.member.name
            }

    def clean_not_through(self) -> QuerySet[Member]:
        left_out: QuerySet[Member] = self.cleaned_data["not_through"]
        if left_out and not leaves_somebody(left_out):
            raise forms.ValidationError(NOBODY_LEFT)
        return left_out

    def _colleague(self) -> Supporter | None:
        """The supporter who was chosen on the roster, if they are still on it."""
        field = self.fields["chosen"]
        value = self["chosen"].value()
        try:
            found = field.clean(value)
        except forms.ValidationError:
            return None
        return found if isinstance(found, Supporter) else None

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return list(self.some(self.FIRST))

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return list(self.some(self.MORE))

    @property
    def apart_fields(self) -> list[forms.BoundField]:
        return list(self.some(self.APART))

    @property
    def carried(self) -> SafeString:
        """What was said on the second step, in hidden boxes; none for what nobody has said."""
        fields = self.some((*self.MORE, *self.APART, "chosen"))
        said = ((one.as_hidden(),) for one in fields if one.value() not in (None, "", []))
        return format_html_join("", "{}", said)

    @property
    def is_about_step_one(self) -> bool:
        """Whether what has to be mended stands on the first step."""
        return any(name in self.errors for name in self.FIRST)


class ColleagueForm(DoorForm, SoonForm):
    """I am worried about a colleague."""

    field_order = ("name", "contact", "department", "pool", "told", "urgency")

    name = name_field(
        _("Who is it?"),
        _("First and last name."),
        _("Please give your colleague's name, so that we find the right person."),
    )
    contact = contact_field(
        _("How can they be reached?"),
        _("A phone number or an e-mail address, if you have one. We can look for it ourselves."),
        required=False,
    )
    department = department_field(
        _("Their department"), _("Not sure"), _("It helps when two people share a name.")
    )
    pool = role_field(_("Their role"), _("Not sure"))
    told = forms.ChoiceField(
        label=_("Have you asked them?"),
        help_text=_(
            "It is kinder when they know that someone may call, but it is not a condition. "
            "Your answer is not kept."
        ),
        choices=[
            ("yes", _("Yes, and they would welcome it")),
            ("not_yet", _("Not yet")),
            ("no", _("No, and I would rather not")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("Your code"),
        help_text=_(
            "Six groups of four letters and digits. Spaces, dashes and capitals do not matter."
        ),
        max_length=80,
        error_messages={
            "required": _("Please type your code here."),
            "max_length": _("This is longer than a code. It has 24 signs in six groups."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class OwnContactForm(PlainForm):
    contact = contact_field(
        _("Another way to reach you"),
        _("A phone number or an e-mail address. It takes the place of what we hold now."),
        _("Please give a phone number or an e-mail address."),
        required=True,
    )


class NotThroughForm(PlainForm):
    coordinator = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Who should not see this?"),
        empty_label=None,
        error_messages={"required": _("Please choose a name.")},
        widget=forms.RadioSelect,
    )

    def __init__(self, *given: Any, hidden_from: Iterable[int] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.hidden_from = list(hidden_from)
        offer_people(self, "coordinator", coordinators().exclude(pk__in=self.hidden_from))

    @property
    def is_possible(self) -> bool:
        """Whether somebody is left to look after this."""
        return coordinators().exclude(pk__in=self.hidden_from).count() > 1

    def clean(self) -> dict[str, Any]:
        if not self.is_possible and "coordinator" in self.cleaned_data:
            self.add_error("coordinator", NOBODY_LEFT)
        return self.cleaned_data
