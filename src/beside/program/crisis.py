"""Who answers at once: the program's own line, then what the site has entered, else our two.

A site that has entered none still shows two numbers of the United States. So no page ever stands
without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from beside.program.models import CrisisContact, Policy

SHORT = 5  # a number of so many signs is known by heart, and stands on a phone too
_Way = CrisisContact.Way


@dataclass(frozen=True)
class Answering:
    """One number to call, or to write to, now."""

    name: str
    number: str
    says: str = ""
    way: str = _Way.CALL.value

    @property
    def dial(self) -> str:
        return re.sub(r"[^0-9+*#]", "", self.number)

    @property
    def href(self) -> str:
        """The way that is shown first."""
        return self.text if self.way == _Way.TEXT else self.call

    @property
    def call(self) -> str:
        return f"tel:{self.dial}" if self.way != _Way.TEXT else ""

    @property
    def text(self) -> str:
        return f"sms:{self.dial}" if self.way != _Way.CALL else ""

    @property
    def how(self) -> str:
        """As it stands on paper, where nothing can be tapped."""
        return {_Way.TEXT.value: _("text"), _Way.BOTH.value: _("call or text")}.get(self.way, "")

    @property
    def is_short(self) -> bool:
        return len(self.number) <= SHORT


def answering(policy: Policy) -> list[Answering]:
    """Everybody, in the order in which they stand."""
    entered = [
        Answering(one.name, one.number, one.says, one.way) for one in CrisisContact.objects.all()
    ]
    own = [Answering(policy.crisis_name, policy.crisis_phone)] if policy.crisis_phone else []
    return [*own, *(entered or ours())]


def ours() -> list[Answering]:
    return [
        Answering(_("Suicide & Crisis Lifeline"), "988", _("day and night"), _Way.BOTH.value),
        Answering(_("Emergency"), "911", _("day and night")),
    ]
