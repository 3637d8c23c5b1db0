"""The two steps of telling an event, the same at the public door and at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from beside.events import actions
from beside.events.forms import ReportForm
from beside.events.people import named, other_doors
from beside.events.reading import Reading
from beside.events.views.form import read_again, with_mended_text
from beside.program.names import called
from beside.program.promised import suspended
from beside.program.week import day_of_week


@dataclass(frozen=True)
class Told:
    """Everything is said and understood: it can be sent."""

    form: ReportForm
    typed: QueryDict
    reading: Reading

    @property
    def draft(self) -> actions.Draft:
        said = self.form.cleaned_data
        return actions.Draft(
            day=said["date"],
            unit=said["unit"].pk,
            kind=said["kind"],
            urgency=said["urgency"],
            people=named(self.reading.lines),
            completeness=said["complete"],
            who_knows=said["who_knows"],
            call_back=said["call_back"],
        )


@dataclass(frozen=True)
class Door:
    """Where the form stands, and whether it is anonymous."""

    address: str
    is_public: bool

    def steps(self, request: HttpRequest, now: datetime) -> HttpResponse | Told:
        """The page to show now; or what was told, once it is sound and is to be sent."""
        if request.method == "GET":
            return self.first(request, self._form(now=now))
        typed, go = with_mended_text(request.POST), request.POST.get("go", "")
        if go == "back":
            return self.first(request, self._form(now=now, initial=ReportForm.typed(typed)))
        form = self._form(typed, now=now)
        if not form.is_valid():
            return self.first(request, form, status=422)
        told = Told(form, typed, read_again(typed, checking=go == "send"))
        if go != "send":
            return self.second(request, told)
        if not told.reading.is_sound:
            return self.second(request, told, status=422)
        return told

    def _form(self, *given: QueryDict, **more: Any) -> ReportForm:
        """At the desk no word is asked: whoever is called writes for somebody she hears."""
        return ReportForm(*given, asks_word=self.is_public, **more)

    def first(
        self, request: HttpRequest, form: ReportForm, *, says: str = "", status: int = 200
    ) -> HttpResponse:
        """Step 1: what happened, and who might be carrying it."""
        return self._page(request, "events/report.html", {"form": form}, says, status)

    def second(
        self, request: HttpRequest, told: Told, *, says: str = "", status: int = 200
    ) -> HttpResponse:
        """Step 2: what was understood, as typed. Everything goes along in the page itself."""
        form, typed = told.form, told.typed
        context = {
            "carried": [(name, typed.get(name, "")) for name in form.fields if name != "exposed"],
            "text": typed.get("exposed", ""),
            "reading": told.reading,
            "doors": other_doors(one.line.role for one in told.reading.people),
            "rows": _rows(form),
        }
        return self._page(request, "events/look_over.html", context, says, status)

    def _page(
        self,
        request: HttpRequest,
        template: str,
        context: dict[str, object],
        says: str,
        status: int,
    ) -> HttpResponse:
        here = {
            "action": self.address,
            "public_form": self.is_public,
            "says": says,
            "suspended": suspended(),
        }
        return render(request, template, {**here, **context}, status=status)


def _rows(form: ReportForm) -> list[tuple[str, str]]:
    said = form.cleaned_data
    return [
        (str(form.fields[name].label), words)
        for name, words in (
            ("date", day_of_week(said["date"], timezone.localdate())),
            ("unit", called(said["unit"])),
            ("kind", _words(form, "kind")),
            ("urgency", _words(form, "urgency")),
            ("complete", _words(form, "complete")),
            ("who_knows", said["who_knows"]),
            ("call_back", said["call_back"]),
        )
        if words
    ]


def _words(form: ReportForm, name: str) -> str:
    choices = dict(form[name].field.choices)  # type: ignore[attr-defined]
    return str(choices.get(form.cleaned_data[name], ""))
