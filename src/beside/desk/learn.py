"""The pages to read, as the program keeps them: all of them, hide and show, and one of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from beside.desk.learn_forms import NewPageForm, language_name
from beside.desk.learn_showing import looked_at
from beside.doors.access import for_roles, member_of
from beside.doors.sending import members_act
from beside.learning import actions
from beside.learning.actions import EDITORS, Missing, Taken
from beside.learning.shipped import ENGLISH, LANGUAGES
from beside.learning.standing import Library, Standing
from beside.program.models import Member
from beside.program.own_words import marked


@dataclass(frozen=True)
class InOneLanguage:
    """How a page stands in one language, in a line."""

    language: str
    name: str
    standing: Standing
    is_behind: bool  # another language was changed after it


@dataclass(frozen=True)
class Row:
    """One page of the list."""

    slug: str
    title: SafeString  # in the reader's language, or marked with its own
    is_hidden: bool
    languages: tuple[InOneLanguage, ...]


@for_roles(*EDITORS)
@require_http_methods(["GET", "POST"])
@members_act
def show_all(request: HttpRequest) -> HttpResponseBase:
    """Every page in every language; and the buttons that hide one or show it again."""
    if request.method == "POST":
        return _do(request.POST.get("what", ""), request.POST.get("page", ""), member_of(request))
    languages = [language_name(code) for code in LANGUAGES]
    context = {"rows": rows(Library()), "languages": languages}
    return render(request, "desk/learn.html", context)


def _do(what: str, slug: str, by: Member) -> HttpResponseBase:
    verbs = {"hide": actions.hide, "show": actions.show}
    # Only what is on the list: PostgreSQL is not even asked about a text that it cannot hold.
    if what not in verbs or slug not in Library().slugs():
        raise Http404
    try:
        verbs[what](slug, by=by, at=timezone.now())
    except Missing:
        raise Http404 from None
    response = redirect("desk:pages")
    response["Location"] += "?said=page_hidden" if what == "hide" else "?said=page_shown"
    return response


def rows(library: Library) -> list[Row]:
    return [_row(library, slug) for slug in library.slugs()]


def _row(library: Library, slug: str) -> Row:
    standing = [library.standing(slug, code) for code in LANGUAGES]
    newest = max(one.age for one in standing)
    return Row(
        slug,
        marked(*library.title(slug)),
        library.is_hidden(slug),
        tuple(
            InOneLanguage(
                one.language,
                language_name(one.language),
                one,
                one.words is not None and one.age < newest,
            )
            for one in standing
        ),
    )


@for_roles(*EDITORS)
@require_http_methods(["GET", "POST"])
@members_act
def add(request: HttpRequest) -> HttpResponseBase:
    """A page of the program's own."""
    form = NewPageForm(request.POST or None, initial={"language": ENGLISH})
    preview = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("what") == "look":
            preview = looked_at(form.words, form.cleaned_data["language"], Library())
        else:
            try:
                return _added(form, member_of(request))
            except Taken:
                form.add_error("title", _("There is a page with this title already."))
    status = 422 if form.errors else 200
    return render(request, "desk/learn_new.html", {"form": form, "preview": preview}, status=status)


def _added(form: NewPageForm, by: Member) -> HttpResponseBase:
    language = form.cleaned_data["language"]
    actions.add(form.slug, language, form.words, by=by, at=timezone.now())
    response = redirect(reverse("desk:page", kwargs={"page": form.slug, "language": language}))
    response["Location"] += "?said=page_kept"
    return response
