"""What the program is called and has decided: for the lead, without touching code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from beside.desk.deciding_forms import (
    CampusForm,
    DepartmentForm,
    HolidayForm,
    PolicyForm,
    PoolForm,
)
from beside.directory.models import Department
from beside.doors.access import for_roles, member_of
from beside.doors.in_each_language import Trouble, in_boxes, read_as_another
from beside.doors.sending import members_act
from beside.program.deciding import decide, mark, work_again
from beside.program.meanwhile import DecidedMeanwhile
from beside.program.models import Campus, Holiday, Policy, Pool, Role
from beside.program.own_words import OwnWords, marked
from beside.program.promised import suspended

MEANWHILE = gettext_lazy(
    "Somebody else changed this while you were here. What they decided stands below the boxes; "
    "what you typed is still in them. Look once more, and save again if yours should stand."
)
GONE = gettext_lazy(
    "Somebody else took this off the list while you were here. What you typed is still in the "
    "boxes: save it, and it is on the list again."
)
KINDS: dict[str, tuple[type[Model], type[forms.Form], Any]] = {
    "pool": (Pool, PoolForm, gettext_lazy("A group of people who work here")),
    "campus": (Campus, CampusForm, gettext_lazy("A campus")),
    "department": (Department, DepartmentForm, gettext_lazy("A department")),
    "holiday": (Holiday, HolidayForm, gettext_lazy("A day off")),
}


@for_roles(Role.LEAD)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What stands now, each with a way to change it."""
    context = {
        "suspended": suspended(),
        "pools": Pool.objects.all(),
        "campuses": Campus.objects.order_by("name"),
        "departments": Department.objects.select_related("campus"),
        "days_off": Holiday.objects.filter(day__gte=timezone.localdate()),
    }
    return render(request, "desk/program.html", context)


@for_roles(Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def policy(request: HttpRequest) -> HttpResponseBase:
    """Names, numbers and days."""
    return _page(request, Policy.current(), PolicyForm, _("The program’s names, numbers and days"))


@for_roles(Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def one(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponseBase:
    """One pool, campus, department or day off; without a number a new one."""
    if kind not in KINDS or (pk is None and kind == "department"):
        raise Http404  # departments come with the directory
    model, form, heading = KINDS[kind]
    row = model() if pk is None else _found(model, pk)
    is_off_no_more = request.POST.get("what") == "work"
    if row is None:
        if kind != "holiday" or request.method == "GET" or is_off_no_more:
            raise Http404
        return _gone(request, form(request.POST), str(heading))
    if isinstance(row, Holiday) and _is_off(row) and is_off_no_more:
        work_again(row, by=member_of(request), at=timezone.now())
        return redirect(f"{reverse('desk:program')}?said=changed")
    return _page(request, row, form, str(heading))


def _page(
    request: HttpRequest, row: Model, kind: type[forms.Form], heading: str
) -> HttpResponseBase:
    if request.method == "GET":
        form = kind(initial=_as_it_stands(row, kind) or None)
        return _shown(request, form, heading, mark(row), off=_is_off(row))
    form, seen = kind(request.POST), request.POST.get("seen", "")
    if not form.is_valid():
        return _shown(request, form, heading, seen)
    if taken := _taken(row, form.cleaned_data):
        form.add_error(*taken)
        return _shown(request, form, heading, seen)
    try:
        decide(row, form.cleaned_data, seen=seen, by=member_of(request), at=timezone.now())
    except DecidedMeanwhile:
        return _meanwhile(request, form, heading, row)
    except IntegrityError:  # somebody else was a moment faster with the same
        form.add_error(*(_taken(row, form.cleaned_data) or (None, str(MEANWHILE))))
        return _shown(request, form, heading, seen)
    return redirect(f"{reverse('desk:program')}?said=changed")


def _meanwhile(
    request: HttpRequest, form: forms.Form, heading: str, row: Model
) -> HttpResponseBase:
    """What she typed stays in its boxes; what the other lead decided stands below them."""
    now = _found(type(row), row.pk)
    if now is None:
        return _gone(request, form, heading)
    form.add_error(None, str(MEANWHILE))
    said = _as_it_stands(now, type(form))
    theirs = [(one.label, _as_said(one, said.get(name))) for name, one in form.fields.items()]
    return _shown(request, form, heading, mark(now), theirs, off=_is_off(now))


def _gone(request: HttpRequest, form: forms.Form, heading: str) -> HttpResponseBase:
    """A day that another lead has taken off the list: what she typed can be put on it anew."""
    form.add_error(None, str(GONE))
    anew = reverse("desk:program_new", args=["holiday"])
    return _shown(request, form, heading, "", action=anew)


def _found(model: type[Model], pk: int) -> Model | None:
    found: Model | None = model.objects.filter(pk=pk).first()  # type: ignore[attr-defined]
    return found


def _as_it_stands(row: Model, kind: type[forms.Form]) -> dict[str, Any]:
    if not row.pk:
        return {}
    now = {name: getattr(row, name) for name in kind.base_fields}
    return {**now, **in_boxes(row.translated)} if isinstance(row, OwnWords) else now


def _as_said(box: forms.Field, value: Any) -> Any:
    """What stood in this box, in the words of the page, or in its own language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(box, forms.ChoiceField):
        choices: Any = box.choices
        value = dict(choices).get(value, value)
    said = "" if value is None else value
    language = box.widget.attrs.get("lang")
    return marked(str(said), language) if language else said


def _taken(row: Model, said: dict[str, Any]) -> Trouble:
    """The box with what is there already: a day off comes by its day, the others by their name."""
    others = type(row).objects.exclude(pk=row.pk)  # type: ignore[attr-defined]
    if isinstance(row, Holiday):
        is_there = others.filter(day=said["day"]).exists()
        return ("day", _("This day is off already.")) if is_there else None
    if not isinstance(row, Department | Campus | Pool):
        return None
    wanted = type(row)(name=said["name"], translated=said["translated"])
    return read_as_another(said, wanted, others)


def _is_off(row: Model) -> bool:
    """A day off that is on the list, and can be taken from it."""
    return isinstance(row, Holiday) and row.pk is not None


def _shown(
    request: HttpRequest,
    form: forms.Form,
    heading: str,
    seen: str,
    theirs: Any = (),
    *,
    off: bool = False,
    action: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "seen": seen,
        "theirs": theirs,
        "off": off,
        "action": action,
    }
    return render(request, "desk/program_one.html", context, status=422 if form.errors else 200)
