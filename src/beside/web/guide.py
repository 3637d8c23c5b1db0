"""Peer support or counselling? The questions in words. What leads where is `rules.guide`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from beside.doors.access import public
from beside.rules import guide
from beside.rules.guide import QUESTIONS, Door, Step

ASKED: dict[Step, Any] = {
    Step.START: _("Can it wait until tomorrow?"),
    Step.PEOPLE: _("Who is it for?"),
    Step.KIND: _("What would help most?"),
    Step.WHILE: _("How long has it been like this?"),
}
ANSWERS: dict[tuple[Step, str], tuple[Any, Any]] = {
    (Step.START, "not_safe"): (
        _("No"),
        _("I may not be safe, or somebody else may not be, or I cannot get through the night"),
    ),
    (Step.START, "can_wait"): (_("Yes, it can wait"), ""),
    (Step.START, "only_read"): (_("I only want to read"), _("What each of them is")),
    (Step.PEOPLE, "me"): (_("For me"), ""),
    (Step.PEOPLE, "colleague"): (_("For a colleague"), _("I am worried about them")),
    (Step.PEOPLE, "several"): (
        _("For several people"),
        _("Something happened, and more than one may be carrying it"),
    ),
    (Step.KIND, "talk"): (_("To talk with somebody who knows this work"), ""),
    (Step.KIND, "care"): (_("Treatment, or somebody to see regularly"), ""),
    (Step.KIND, "unsure"): (_("I do not know"), ""),
    (Step.WHILE, "lately"): (
        _("Since something that happened, or for some days or weeks"),
        "",
    ),
    (Step.WHILE, "long"): (
        _("For longer, or it comes back"),
        _("Or sleep, work and home no longer go well"),
    ),
    (Step.WHILE, "unclear"): (_("I cannot say"), ""),
}
# Doors that have a page of their own; of the others the guide itself says what is behind them.
ELSEWHERE = {
    Door.CRISIS: "web:help_now",
    Door.COLLEAGUE: "referrals:for_a_colleague",
    Door.SEVERAL: "events:report",
}


@dataclass(frozen=True)
class Answer:
    """One answer: where it leads, what it says, and a few small words."""

    href: str
    label: Any
    small: Any


@public
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """The first question; it offers help at once."""
    return _ask(request, Step.START)


@public
@require_safe
def go_on(request: HttpRequest, place: str) -> HttpResponse:
    """A further question, or what is behind a door."""
    if place in list(Step) and place != Step.START:
        return _ask(request, Step(place))
    if place in list(Door) and Door(place) not in ELSEWHERE:
        return render(request, "web/guide_end.html", {"place": place})
    raise Http404


def address(place: Step | Door) -> str:
    if place is Step.START:
        return reverse("web:guide")
    if isinstance(place, Door) and place in ELSEWHERE:
        return reverse(ELSEWHERE[place])
    return reverse("web:guide_on", args=[place.value])


def _ask(request: HttpRequest, step: Step) -> HttpResponse:
    answers = [Answer(address(to), *ANSWERS[step, key]) for key, to in QUESTIONS[step]]
    context = {
        "question": ASKED[step],
        "answers": answers,
        "number": list(Step).index(step) + 1,
        "is_first": step is Step.START,
        "before": address(guide.before(step) or Step.START),
    }
    return render(request, "web/guide.html", context)
