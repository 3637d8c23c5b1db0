"""Those on the roster as it shows them: read in two questions, however many hundred they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beside.directory.models import Department
from beside.program import words
from beside.program.models import Campus, Policy, Pool
from beside.program.names import called
from beside.program.own_words import Said, filled
from beside.program.tongues import in_a_row
from beside.supporters.models import Evaluates, Supporter

Rows = tuple[tuple[Any, ...], ...]


class Where(NamedTuple):
    """A department, a campus or a role: its word in the address, its name, its place in a list."""

    slug: str = ""
    name: str = ""
    language: str = ""  # of the name
    position: int = 0

    @property
    def called(self) -> Said:
        return Said(self.name, self.language)


NOWHERE = Where()
Places = tuple[tuple[int, Where], ...]  # by their numbers


class Evaluated(NamedTuple):
    """Whom a colleague evaluates, and so does not support."""

    as_what: str
    department: Where
    role: Where

    def says(self, written_in: str) -> str:
        """As in `Program director, Surgery: not for Surgery residents`."""
        department, role = self.department.called, self.role.called
        where = conditional_escape(department)
        if self.as_what:
            what = Said(capfirst(self.as_what), written_in)
            where = filled("%(what)s, %(department)s", what=what, department=department)
        if not role:
            return filled(
                _("%(where)s: not for %(department)s"), where=where, department=department
            )
        return filled(
            _("%(where)s: not for %(department)s %(pool)s"),
            where=where,
            department=department,
            pool=role,
        )


class Colleague(NamedTuple):
    """One of the roster, in the words of the roster. Whether they are away is not in it."""

    pk: int
    name: str
    email: str
    phone: str
    says: str
    languages: tuple[str, ...]
    topics: str
    department: Where
    campus: Where
    role: Where
    evaluates: tuple[Evaluated, ...]

    @property
    def initials(self) -> str:
        """What stands in the circle."""
        first, *rest = self.name.split() or [""]
        return "".join(word[:1] for word in (first, *rest[-1:]))


def colleagues() -> tuple[Colleague, ...]:
    """Everybody on the roster now, by name: read at every visit, put together when it is news."""
    rows = Supporter.objects.current().values_list(
        "pk", "member__name", "member__email", "phone", "says", "languages", "topics",
        "department_id", "campus_id", "pool_id",
    )  # fmt: skip
    columns = ("supporter_id", "as_what", "department_id", "pool_id")
    told = Evaluates.objects.order_by("pk").values_list(*columns)
    places = (_places(one) for one in (Department, Campus, Pool))
    return _put_together(tuple(rows), tuple(told), *places)


def _places(model: type[Department | Campus | Pool]) -> Places:
    """All of a kind, called as the page calls them."""
    return tuple(
        (one.pk, Where(one.slug, name, name.language, getattr(one, "position", 0)))
        for one in model.objects.all()
        for name in (called(one),)
    )


@lru_cache(maxsize=len(settings.LANGUAGES))
def _put_together(
    rows: Rows, told: Rows, departments: Places, campuses: Places, roles: Places
) -> tuple[Colleague, ...]:
    """Kept by all that was read, so that nothing has to say when it changes."""
    places = dict(departments), dict(campuses), dict(roles)
    heads: defaultdict[int, list[Evaluated]] = defaultdict(list)
    for supporter, as_what, department, role in told:
        where = places[0].get(department, NOWHERE), places[2].get(role, NOWHERE)
        heads[supporter].append(Evaluated(as_what, *where))
    return tuple(_colleague(row, places, tuple(heads.get(row[0], ()))) for row in rows)


def _colleague(
    row: tuple[Any, ...], places: Iterable[dict[int, Where]], evaluates: tuple[Evaluated, ...]
) -> Colleague:
    pk, name, email, phone, says, languages, topics, *numbers = row
    department, campus, role = (
        of.get(number, NOWHERE) for of, number in zip(places, numbers, strict=True)
    )
    return Colleague(
        pk, name, email, phone, says, _listed(languages), ", ".join(_listed(topics)),
        department, campus, role, evaluates,
    )  # fmt: skip


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def cards(people: Iterable[Colleague], written_in: str) -> SafeString:
    """How they stand on the page, in this language and in the site's words."""
    language, version = get_language() or "", words.version()
    return SafeString("".join(_card(one, language, written_in, version) for one in people))


@lru_cache(maxsize=4096)
def _card(
    colleague: Colleague, language: str, written_in: str, version: words.Version | None
) -> SafeString:
    # Composed anew when anything of it changes: the roster itself is read at every visit.
    said = {
        "one": colleague,
        "languages": in_a_row(colleague.languages),
        "evaluates": [one.says(written_in) for one in colleague.evaluates],
        "policy": Policy(written_in=written_in),
    }
    return render_to_string("supporters/colleague.html", said)
