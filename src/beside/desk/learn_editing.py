"""One page to read in one language: writing it, looking at it first, and what it was before."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from beside.desk.learn_forms import PageForm, language_name
from beside.desk.learn_showing import Kept, beside, history, looked_at
from beside.desk.referral import is_number
from beside.doors.access import for_roles, member_of
from beside.doors.sending import members_act
from beside.learning import actions
from beside.learning.actions import EDITORS, Missing, Moved
from beside.learning.shipped import LANGUAGES
from beside.learning.standing import Library, Standing, words_of
from beside.program.models import Member


@for_roles(*EDITORS)
@require_http_methods(["GET", "POST"])
@members_act
def edit(request: HttpRequest, page: str, language: str) -> HttpResponseBase:
    """The text in its boxes, the other language beside it. Look first, or keep it."""
    library, here = _find(page, language)
    if request.method == "GET":
        form = PageForm(initial=PageForm.filled(here.words))
        return _edit_page(request, library, here, {"form": form})
    form = PageForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, library, here, {"form": form}, base=_base(request), status=422)
    if request.POST.get("what") == "look":
        look = {"form": form, "preview": looked_at(form.words, language, library)}
        return _edit_page(request, library, here, look, base=_base(request))
    try:
        by, at = member_of(request), timezone.now()
        actions.write(page, language, form.words, base=_base(request), by=by, at=at)
    except Moved:
        library, here = _find(page, language)
        return _edit_page(request, library, here, _meanwhile(form, library, here), status=422)
    return _back("desk:page", "page_kept", page, language)


def _meanwhile(form: PageForm, library: Library, here: Standing) -> dict[str, Any]:
    """Somebody else was faster: what was typed stays, and theirs is shown beside it."""
    theirs = looked_at(here.words, here.language, library) if here.words else None
    return {"form": form, "moved": True, "theirs": theirs}


def _edit_page(
    request: HttpRequest,
    library: Library,
    here: Standing,
    more: dict[str, Any],
    *,
    base: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_place(library, here),
        "base": here.number if base is None else base,
        "other": beside(library, here),
        **more,
    }
    return render(request, "desk/learn_edit.html", context, status=status)


@for_roles(*EDITORS)
@require_http_methods(["GET", "POST"])
@members_act
def versions(request: HttpRequest, page: str, language: str) -> HttpResponseBase:
    """What this page was, and the button that puts one of them back."""
    library, here = _find(page, language)
    if request.method == "POST":
        return _restore(request, page, language, member_of(request))
    kept = history(here)
    chosen = _chosen(request.GET.get("number", ""), kept)
    context = {
        **_place(library, here),
        "kept": kept,
        "chosen": chosen,
        "look": None,
    }
    if chosen is not None:
        words = words_of(chosen.version, page, language)
        context["look"] = looked_at(words, language, library) if words else None
    return render(request, "desk/learn_versions.html", context)


def _restore(request: HttpRequest, page: str, language: str, by: Member) -> HttpResponseBase:
    number = request.POST.get("number", "")
    if not is_number(number):
        raise Http404
    try:
        actions.restore(page, language, int(number), base=_base(request), by=by, at=timezone.now())
    except Missing:
        raise Http404 from None
    except Moved:
        return _back("desk:page_versions", "moved", page, language)
    return _back("desk:page_versions", "page_restored", page, language)


def _chosen(number: str, kept: list[Kept]) -> Kept | None:
    return next((one for one in kept if str(one.number) == number), None)


def _find(page: str, language: str) -> tuple[Library, Standing]:
    """The page as it stands; a language it is not in yet is an empty one."""
    library = Library()
    if language not in LANGUAGES or page not in library.slugs():
        raise Http404
    return library, library.standing(page, language)


def _place(library: Library, here: Standing) -> dict[str, Any]:
    """Where one is: what every page about this text says at its head."""
    known = (library.standing(here.slug, code).words for code in (here.language, *LANGUAGES))
    title = next((words.title for words in known if words), here.slug)
    return {
        "here": here,
        "heading": title,
        "language_name": language_name(here.language),
        "languages": [(code, language_name(code)) for code in LANGUAGES],
        "is_hidden": library.is_hidden(here.slug),
    }


def _base(request: HttpRequest) -> int:
    """The version that the form was made from."""
    base = request.POST.get("base", "")
    return int(base) if is_number(base) else 0


def _back(name: str, said: str, page: str, language: str) -> HttpResponseBase:
    response = redirect(name, page=page, language=language)
    response["Location"] += f"?said={said}"
    return response
