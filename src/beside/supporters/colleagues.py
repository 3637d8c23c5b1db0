"""Those on the roster as it shows them: read in two questions, however many hundred they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from beside.program import words
from beside.program.models import Policy
from beside.supporters.models import Evaluates, Supporter

Rows = tuple[tuple[Any, ...], ...]


class Where(NamedTuple):
    """A department, a campus or a role: its word in the address, its name, its place in a list."""

    slug: str = ""
    name: str = ""
    position: int = 0

    def __str__(self) -> str:
        return self.name


class Evaluated(NamedTuple):
    """Whom a colleague evaluates, and so does not support."""

    as_what: str
    department: str
    role: str

    def __str__(self) -> str:
        return Evaluates.say(self.as_what, self.department, self.role)


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
        "department__slug", "department__name", "campus__slug", "campus__name",
        "pool__slug", "pool__name", "pool__position",
    )  # fmt: skip
    columns = ("supporter_id", "as_what", "department__name", "pool__name")
    told = Evaluates.objects.order_by("pk").values_list(*columns)
    return _put_together(tuple(rows), tuple(told))


@lru_cache(maxsize=1)
def _put_together(rows: Rows, told: Rows) -> tuple[Colleague, ...]:
    """Kept by all that was read, so that nothing has to say when it changes."""
    heads: defaultdict[int, list[Evaluated]] = defaultdict(list)
    for supporter, as_what, department, role in told:
        heads[supporter].append(Evaluated(as_what, department, role or ""))
    return tuple(_colleague(row, tuple(heads.get(row[0], ()))) for row in rows)


def _colleague(row: tuple[Any, ...], evaluates: tuple[Evaluated, ...]) -> Colleague:
    pk, name, email, phone, says, languages, topics, *place = row
    department = Where(place[0] or "", place[1] or "")
    campus = Where(place[2] or "", place[3] or "")
    role = Where(place[4] or "", place[5] or "", place[6] or 0)
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
    said = {"one": colleague, "policy": Policy(written_in=written_in)}
    return render_to_string("supporters/colleague.html", said)
