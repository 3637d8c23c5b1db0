"""How a step is described and offered: taken at the desk, or recorded for somebody who called.

The steps themselves stand in `recipes`. Whether one can be taken now is decided in `rules.stages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from beside.desk.forms import StepForm
from beside.program.models import Member
from beside.program.promised import Forgets
from beside.referrals.models import Referral
from beside.rules import stages
from beside.rules.stages import STEPS, Actor, Stage

ANSWER, HERS, THEIRS, DESK = "answer", "hers", "theirs", "desk"
GROUPS = {
    HERS: _("What their supporter says"),
    THEIRS: _("What they say themselves"),
    DESK: _("At the desk"),
}


class Who(NamedTuple):
    """Whom a step is about, who takes it, and when."""

    handle: UUID
    by: Member
    at: datetime


Verb = Callable[[Who, StepForm], object]


@dataclass(frozen=True)
class Recipe:
    """One step as the desk offers it."""

    slug: str
    group: str
    label: Any
    explains: Any
    verb: Verb
    said: str
    form: type[StepForm] = StepForm
    press: Any = ""  # what the button says, when the label is no act
    rule: str = ""  # the row of the table that judges it, when it is not the slug
    leaves: bool = False  # it may be out of sight afterwards
    final: bool = False  # cannot be taken back

    @property
    def step(self) -> str:
        return self.rule or self.slug

    @property
    def asks(self) -> bool:
        return bool(self.form.base_fields)

    def explained(self, until: date | None) -> Any:
        """What it does; `until`: while a legal hold keeps what it would otherwise forget."""
        told = self.explains
        return told.said(until) if isinstance(told, Forgets) else told

    def fits(self, row: Referral) -> bool:
        refused = stages.judge(STEPS[self.step], Stage(row.stage), Actor.COORDINATOR)
        return refused is None and (self.step != "retract" or row.can_retract)


def offered(
    recipes: Sequence[Recipe], row: Referral, groups: Iterable[str], *, but: Iterable[str] = ()
) -> list[tuple[Any, list[Recipe]]]:
    """What can be done now, told apart by who says it; `but` what the page offers elsewhere."""
    apart = set(but)
    fitting = [one for one in recipes if one.fits(row) and one.slug not in apart]
    found = [(GROUPS[key], [one for one in fitting if one.group == key]) for key in groups]
    return [(heading, some) for heading, some in found if some]
