"""Asking for a talk, a number afterwards, one more topic. Nothing here has room for a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beside.directory.models import Department
from beside.doors.choosing import ChooseNamed, NamedField
from beside.doors.in_each_language import InEachLanguage
from beside.doors.plain import PlainForm
from beside.program.names import called_by
from beside.rules.spelling import normalise
from beside.talks.actions import Asked
from beside.talks.models import MOST_PEOPLE, Audience, Topic

TOO_LONG = _("This is longer than we can keep. Please say it in fewer words.")


class AskingForm(PlainForm):
    """For whom, and about what."""

    for_whom = forms.ChoiceField(
        label=_("For whom?"),
        error_messages={
            "required": _("Please choose for whom it is."),
            "invalid_choice": _("Please choose for whom it is."),
        },
        widget=ChooseNamed,
    )
    topic = NamedField(
        Topic.objects.none(),
        label=_("About what?"),
        empty_label=_("Choose what comes nearest"),
        error_messages={
            "required": _("Please choose what comes nearest."),
            "invalid_choice": _("Please choose what comes nearest."),
        },
    )
    wished = forms.CharField(
        label=_("When would suit?"),
        help_text=_("A regular meeting, a week, a time of day. For example: Tuesdays at noon."),
        max_length=160,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=_("How do we reach you at work?"),
        help_text=_("An e-mail or a number, and whom to ask for."),
        max_length=120,
        error_messages={
            "required": _("Please give one way to reach you, so that we can find a day together."),
            "max_length": TOO_LONG,
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *given: Any, kept_topic: int | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        names = called_by("pk", Department.objects.all())
        departments = sorted(
            ((str(pk), name) for pk, name in names.items()), key=lambda one: normalise(one[1])
        )
        for_whom = self.fields["for_whom"]
        if isinstance(for_whom, forms.ChoiceField):
            for_whom.choices = [
                ("", _("Choose a department")),
                (Audience.HOUSE.value, _("The whole house")),
                (Audience.OTHER.value, _("Another group")),
                (_("Departments"), departments),
            ]
        topic = self.fields["topic"]
        if isinstance(topic, forms.ModelChoiceField):
            topic.queryset = Topic.objects.filter(Q(is_offered=True) | Q(pk=kept_topic))

    def asked_for(self) -> dict[str, Any]:
        """Whom it is for, in the words of the row."""
        chosen = self.cleaned_data["for_whom"]
        if chosen in (Audience.HOUSE.value, Audience.OTHER.value):
            return {"audience": Audience(chosen), "department": None}
        return {
            "audience": Audience.DEPARTMENT,
            "department": Department.objects.filter(pk=int(chosen)).first(),
        }


class AskForm(AskingForm):
    """What anyone is asked who would like us to come."""

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            **self.asked_for(), topic=said["topic"], wished=said["wished"], contact=said["contact"]
        )


class CountForm(PlainForm):
    """A number, and nobody's name."""

    came = forms.IntegerField(
        label=_("How many came?"),
        help_text=_("A number, as good as you know it. Never who."),
        min_value=0,
        max_value=MOST_PEOPLE,
        error_messages={
            "required": _("Please give a number. If nobody came, it is 0."),
            "invalid": _("Please give a number, in figures."),
            "min_value": _("Please give a number. If nobody came, it is 0."),
            "max_value": _("This is more than a house has room for. Please look at it once more."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
    )

    def __init__(self, *given: Any, question: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["came"].label = question


class TopicForm(InEachLanguage):
    """One more line of the list, and the same in the other languages."""

    own_words = Topic.own_words

    name = forms.CharField(
        label=_("One more topic"),
        help_text=_("In a few words. Anyone who asks for a talk reads it."),
        max_length=80,
        error_messages={"required": _("Please write the topic."), "max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
