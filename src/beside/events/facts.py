"""What is known of an event beside who may tell more of it: sealed as a whole, opened in bulk.

No narrative and no severity: a day, a unit, a neutral kind, how soon, and how whole the list is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

KINDS = {
    "died": _("a patient died"),
    "unexpected": _("an unexpected outcome"),
    "violence": _("violence"),
    "legal": _("a lawsuit or a complaint"),
    "loss": _("the loss of a colleague"),
    "other": _("another hard event"),
}
COMPLETENESS = {
    "all": _("this is everyone"),
    "others": _("there are others whom I cannot name"),
    "unknown": _("not known"),
}
REASONS = {"legal": "litigation"}  # every other kind is an adverse event


@dataclass
class EventFacts:
    """Days are ISO dates; nothing is finer than a day but the minute it was told to us."""

    day: str = ""
    unit: int | None = None  # a department
    kind: str = "other"
    urgency: str = "ordinary"
    completeness: str = "unknown"
    opened: str = ""
    reported_by: str = "reporter"  # or coordinator, for somebody who called
    someone_knows: bool = False  # the identity says who would know more
    can_call_back: bool = False  # the identity holds a number
    last_name_on: str = ""
    last_gone_on: str = ""  # since when no referral of it is here
    looked_after: int = 0  # named here, and offered to already because of an earlier report
    to_remember: bool = False  # its people are here, and it does not know them again yet
    same_as: list[str] = field(default_factory=list)  # handles of events it was joined with
    looks: dict[str, list[str]] = field(default_factory=dict)  # member -> days it was opened

    def to_bytes(self) -> bytes:
        """Only what differs from the default, so that the fixed size is never short."""
        known = vars(self)
        plain = {key: known[key] for key, usual in _DEFAULTS.items() if known[key] != usual}
        return json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> EventFacts:
        return cls(**{key: value for key, value in json.loads(text).items() if key in _DEFAULTS})

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)

    @property
    def last_named(self) -> date:
        return date.fromisoformat(self.last_name_on)

    @property
    def joined(self) -> tuple[UUID, ...]:
        return tuple(UUID(one) for one in self.same_as)

    @property
    def reason(self) -> str:
        """Why its people may need somebody, as a referral says it."""
        return REASONS.get(self.kind, "adverse_event")

    def look(self, member: int, day: str) -> None:
        """This member opened who told us, or who would know, on this day."""
        days = self.looks.setdefault(str(member), [])
        if day not in days:
            days.append(day)
            del days[:-5]


_DEFAULTS: dict[str, Any] = {
    one.name: getattr(EventFacts(), one.name) for one in fields(EventFacts)
}
