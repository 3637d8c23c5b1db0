"""Who answers at once: the lead enters the numbers that stand on every page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods

from beside.desk.deciding import MEANWHILE
from beside.doors.access import for_roles, member_of
from beside.doors.in_each_language import InEachLanguage, box, in_boxes
from beside.doors.sending import members_act
from beside.program import actions, crisis
from beside.program.crisis import Answering
from beside.program.meanwhile import DecidedMeanwhile
from beside.program.models import CrisisContact, Policy, Role
from beside.program.own_words import marked, say

MOST = 6  # more than that nobody reads at night


class NumberForm(InEachLanguage):
    """One who answers; a name that is left empty leaves the whole line out."""

    own_words = CrisisContact.own_words

    name = forms.CharField(
        label=gettext_lazy("Who answers"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How"), choices=CrisisContact.Way.choices, required=False
    )
    says = forms.CharField(
        label=gettext_lazy("What it is, and when"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Each with its translations beside it; number and how to use it are short, and one row."""
        name, number, way, says = super().rows
        return [name, number + way, says]

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if number and not Answering("", number).dial:
            raise ValidationError(_("There is no digit in this number."))
        return number

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("name") and not values.get("number") and "number" not in self.errors:
            self.add_error("number", _("Please give the number too, or leave the whole line out."))
        if values.get("number") and not values.get("name"):
            self.add_error("name", _("Please say who answers there."))
        return values

    def said(self) -> Answering | None:
        values = self.cleaned_data  # of a line that was left as it was: nothing
        if not values.get("name"):
            return None
        way = values["way"] or CrisisContact.Way.CALL.value
        return Answering(
            values["name"], values["number"], values["says"], way, values["translated"]
        )


NumbersForm = forms.formset_factory(NumberForm, extra=MOST, max_num=MOST, absolute_max=MOST)


@for_roles(Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def show(request: HttpRequest) -> HttpResponseBase:
    """The numbers in their order; six at most, each a line."""
    if request.method == "GET":
        return _as_they_stand(request)
    in_their_language = {"written_in": Policy.current().written_in}
    numbers = NumbersForm(request.POST, form_kwargs=in_their_language)
    seen = request.POST.get("seen", "")
    if not numbers.is_valid():
        if not numbers.management_form.is_valid():
            return _as_they_stand(request, status=422)
        return _page(request, numbers, seen, status=422)
    rows = [said for form in numbers if (said := form.said()) is not None]
    try:
        actions.set_crisis_contacts(rows, seen=seen, by=member_of(request), at=timezone.now())
    except DecidedMeanwhile:
        numbers.management_form.add_error(None, str(MEANWHILE))
        seen = crisis.mark()  # before they are read: what comes in between is then told
        return _page(request, numbers, seen, theirs=_theirs(), status=422)
    response = redirect("desk:numbers")
    response["Location"] += "?said=numbers"
    return response


def _as_they_stand(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    seen = crisis.mark()  # before they are read: what comes in between is then told
    written_in = Policy.current().written_in
    standing = CrisisContact.objects.values("name", "number", "way", "says", "translated")
    lines = [{**one, **in_boxes(one["translated"])} for one in standing] or _ours(written_in)
    numbers = NumbersForm(initial=lines, form_kwargs={"written_in": written_in})
    return _page(request, numbers, seen, status=status)


def _ours(written_in: str) -> list[dict[str, str]]:
    """Our two as a lead would type them who writes in this language, with every translation."""
    ours, in_each = [Answering(*row) for row in crisis.OUR_TWO], {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            in_each[code] = [
                (say(one, "name", written_in), say(one, "says", written_in)) for one in ours
            ]
    lines = [
        {"name": name, "number": one.number, "way": one.way, "says": says}
        for one, (name, says) in zip(ours, in_each[written_in], strict=True)
    ]
    for code, said in in_each.items():
        for line, (name, says) in zip(lines, said, strict=True):
            line |= {box("name", code): name, box("says", code): says}
    return lines


def _theirs() -> list[tuple[str, str]]:
    """What another lead has entered, a line each, every word in its language."""
    entered, written_in = list(CrisisContact.objects.all()), Policy.current().written_in
    if not entered:
        ours = (Answering(*row) for row in crisis.OUR_TWO)
        return [(say(one, "name", written_in), one.number) for one in ours]
    return [(marked(one.name, written_in), _line(one, written_in)) for one in entered]


def _line(one: CrisisContact, written_in: str) -> str:
    said = [one.number, one.get_way_display(), marked(one.says, written_in)]
    said += [marked(text, code) for code, all_ in one.translated.items() for text in all_.values()]
    return format_html_join(", ", "{}", [(part,) for part in said if part])


def _page(
    request: HttpRequest,
    numbers: Any,
    seen: str,
    *,
    theirs: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    policy = Policy.current()
    context = {
        "numbers": numbers,
        "wrong": [(line, form) for line, form in enumerate(numbers, start=1) if form.errors],
        "seen": seen,
        "theirs": theirs,
        "own": policy.crisis_phone and (policy.crisis_name, policy.crisis_phone),
    }
    return render(request, "desk/numbers.html", context, status=status)
