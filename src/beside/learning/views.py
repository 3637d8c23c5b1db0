"""What can be read here, for anyone: the list of pages, and each of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beside.doors import kept
from beside.doors.access import public
from beside.learning import rendering
from beside.learning.standing import Library, readers_language
from beside.program.promised import suspended

A_FEW_MINUTES = 5 * 60
PRIVATE = "confidentiality"  # the page that says what is kept, and for how long


@public
@require_safe
@kept.by_visitors(A_FEW_MINUTES)
def index(request: HttpRequest) -> HttpResponse:
    """Every page, with the sentence that says what is in it."""
    context = {"pages": Library().all_shown(readers_language())}
    return render(request, "learning/index.html", context)


@public
@require_safe
@kept.by_visitors(A_FEW_MINUTES)
def page(request: HttpRequest, page: str) -> HttpResponse:
    """One page, its sources, and the way on."""
    language = readers_language()
    everything = Library().all_shown(language)
    place = next((at for at, one in enumerate(everything) if one.slug == page), None)
    if place is None:
        raise Http404
    shown, readable = everything[place], frozenset(one.slug for one in everything)
    context = {
        "shown": shown,
        "text": rendering.page(shown.words.body, language, readable),
        "sources": rendering.sources(shown.words.sources, language, readable),
        "suspended": suspended() if page == PRIVATE else None,
        "following": everything[(place + 1) % len(everything)],
    }
    return render(request, "learning/page.html", context)
