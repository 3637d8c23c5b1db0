"""What this site calls things: the lead sets the words and sees them in sentences beforehand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from beside.desk.deciding import MEANWHILE
from beside.doors.access import for_roles, member_of
from beside.doors.sending import members_act
from beside.program import actions, words
from beside.program.meanwhile import DecidedMeanwhile
from beside.program.models import Role
from beside.referrals.fields import PlainForm
from beside.rules.vocabulary import LONGEST, Forms, problem

# Sentences of ours in which each of the terms stands, so that one sees what comes of a word.
SENTENCES = (
    gettext_noop(
        "Peer supporters are clinicians who work here, chosen by their colleagues and trained to "
        "listen. It is free, and nobody takes notes."
    ),
    gettext_noop("A peer supporter is being asked, without your name, whether they can reach you."),
    gettext_noop("Find someone by department, campus, role or language"),
    gettext_noop(
        "Somebody has to become a coordinator today: an administrator invites them. Else these "
        "people are missed."
    ),
    gettext_noop("Asked. A program lead has to agree."),
)


class WordsForm(PlainForm):
    """One word for each thing, and one for several of it; what is left empty stays as it is."""

    def __init__(self, *given: Any, language: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.language = language
        self.ours = words.ours(language)
        for term, own in self.ours.items():
            one, many = _("Instead of “%(word)s”"), _("Instead of “%(word)s”")
            if own.one == own.many:  # in this language it is the same word
                one = _("Instead of “%(word)s”, of one")
                many = _("Instead of “%(word)s”, of several")
            self.fields[f"one_{term}"] = _word(one % {"word": own.one})
            if own.many:
                self.fields[f"many_{term}"] = _word(many % {"word": own.many})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for term, own in self.ours.items():
            one, many = values.get(f"one_{term}"), values.get(f"many_{term}")
            if many and not one and f"one_{term}" not in self.errors:
                self.add_error(f"one_{term}", _("Please give the word for one as well."))
            if one and own.many and not many and f"many_{term}" not in self.errors:
                self.add_error(f"many_{term}", _("Please give the word for several as well."))
        return values

    @property
    def pairs(self) -> list[list[forms.BoundField]]:
        """The boxes of each term, which stand beside each other."""
        return [
            [self[name] for name in (f"one_{term}", f"many_{term}") if name in self.fields]
            for term in self.ours
        ]

    def theirs(self) -> dict[str, Forms]:
        """What was given, without what is the same as ours."""
        values = self.cleaned_data
        said = {
            term: Forms(values[f"one_{term}"], values.get(f"many_{term}", ""))
            for term in self.ours
            if values.get(f"one_{term}")
        }
        return {term: forms for term, forms in said.items() if forms != self.ours[term]}


def _word(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        validators=[_harmless],
        error_messages={"max_length": _("This is longer than a word should be.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


def _harmless(word: str) -> None:
    if problem(word):
        raise ValidationError(
            _("Please use letters, spaces, hyphens and apostrophes: a sign here would break pages.")
        )


@for_roles(Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def show(request: HttpRequest) -> HttpResponseBase:
    """The words as they are, as they would be, and once it is said so, as they are from now on."""
    language = _language(request)
    if request.method == "GET":
        seen = words.mark(language)  # before they are read: what comes in between is then told
        form = WordsForm(initial=_initial(language), language=language)
        return _page(request, form, seen)
    form, seen = WordsForm(request.POST, language=language), request.POST.get("seen", "")
    if not form.is_valid():
        return _page(request, form, seen, status=422)
    if request.POST.get("go") == "look":
        return _page(request, form, seen, preview=preview(form.theirs(), language))
    by, at = member_of(request), timezone.now()
    try:
        actions.set_words(form.theirs(), language, seen=seen, by=by, at=at)
    except DecidedMeanwhile:
        form.add_error(None, str(MEANWHILE))
        look = preview(form.theirs(), language)
        seen = words.mark(language)  # before they are read, as above
        theirs = _standing(language)
        return _page(request, form, seen, preview=look, theirs=theirs, status=422)
    response = redirect("desk:words")
    response["Location"] += f"?language={language}&said=words"
    return response


def preview(theirs: dict[str, Forms], language: str) -> list[str]:
    """Our sentences as they would read."""
    said = words.vocabulary(language, theirs)
    return [words.as_it_stands(one, said, language) for one in SENTENCES]


def _page(
    request: HttpRequest,
    form: WordsForm,
    seen: str,
    *,
    preview: list[str] | None = None,
    theirs: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "seen": seen,
        "preview": preview,
        "theirs": theirs,
        "language": form.language,
        "languages": [one for one in settings.LANGUAGES if len(settings.LANGUAGES) > 1],
    }
    return render(request, "desk/words.html", context, status=status)


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _initial(language: str) -> dict[str, str]:
    said = words.theirs(language)
    ones = {f"one_{term}": forms.one for term, forms in said.items()}
    return ones | {f"many_{term}": forms.many for term, forms in said.items()}


def _standing(language: str) -> list[tuple[str, str]]:
    """Each thing by our word, and what it is called now."""
    said = {**words.ours(language), **words.theirs(language)}
    return [
        (own.one, ", ".join(filter(None, (said[term].one, said[term].many))))
        for term, own in words.ours(language).items()
    ]
