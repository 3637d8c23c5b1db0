"""Who answers at once: the program's own line, then what the site has entered, else our two.

A site that has entered none still shows two numbers of the United States, and while the database is
away every page shows those of a moment ago. So no page ever stands without one.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar

from django.db import Error
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from beside.program.meanwhile import sign
from beside.program.models import CrisisContact, Policy
from beside.program.own_words import Translations

SHORT = 5  # a number of so many signs is known by heart, and stands on a phone too
_Way = CrisisContact.Way
OURS = (
    gettext_noop("Suicide & Crisis Lifeline"),
    gettext_noop("Emergency"),
    gettext_noop("day and night"),  # as a site may have entered them before
    gettext_noop("Day and night."),
    # As 988lifeline.org says on its page of what to expect, looked at in 2026.
    gettext_noop("Day and night. In Spanish: press 2, or text AYUDA."),
)

Row = tuple[str, str, str, str, Translations]
OUR_TWO: tuple[Row, ...] = (
    (OURS[0], "988", OURS[4], _Way.BOTH.value, {}),
    (OURS[1], "911", OURS[3], _Way.CALL.value, {}),
)

_policy_of_before: Policy | None = None
_entered_before: list[Row] = []


@dataclass(frozen=True)
class Answering:
    """One number to call, or to write to, now."""

    shipped: ClassVar[frozenset[str]] = frozenset(OURS)  # said in the language of the page
    as_entered: ClassVar[tuple[str, ...]] = ()

    name: str
    number: str
    says: str = ""
    way: str = _Way.CALL.value
    translated: Translations = field(default_factory=dict, hash=False)

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
    return [*_own_line(policy), *(Answering(*row) for row in _entered() or OUR_TWO)]


def _own_line(policy: Policy) -> list[Answering]:
    if not policy.crisis_phone:
        return []
    called = {code: said.get("crisis_name", "") for code, said in policy.translated.items()}
    translated = {code: {"name": name} for code, name in called.items()}
    return [Answering(policy.crisis_name, policy.crisis_phone, translated=translated)]


def policy() -> Policy:
    """What the program has decided; while the database is away, as it was a moment ago."""
    global _policy_of_before
    with suppress(Error):
        _policy_of_before = Policy.current()
    return _policy_of_before or Policy()


def _entered() -> list[Row]:
    global _entered_before
    with suppress(Error):
        rows = CrisisContact.objects.values_list("name", "number", "says", "way", "translated")
        _entered_before = list(rows)
    return _entered_before


def mark() -> str:
    """The sign of what is entered now."""
    return sign(CrisisContact.objects.values_list("name", "number", "says", "way", "translated"))


def forget_process_state() -> None:
    """As in a process that has just begun."""
    global _policy_of_before, _entered_before
    _policy_of_before, _entered_before = None, []
