"""What is known of one referral beside who it is: sealed as a whole, opened in bulk.

Nothing here names the recipient. Members are named, which is why none of it stands in a column.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

SOURCES = {
    "self": _("they asked"),
    "direct": _("they asked, and chose you"),
    "colleague": _("someone was concerned"),
    "event": _("after a hard event"),
}
REASONS = {
    "unsaid": _("not said"),
    "adverse_event": _("an adverse event"),
    "litigation": _("a lawsuit"),
    "board": _("a board complaint"),
    "professional": _("another professional difficulty"),
    "life": _("work or life"),
}
WAITING_ON = {
    "": _("nothing"),
    "contact": _("contact to find"),
    "list": _("list to come"),
    "supporter": _("supporter to call back"),
    "recipient": _("they asked for a date"),
    "signposting": _("their own door to be shown"),
    "safety": _("safety"),
    "again": _("they asked again"),
}
MATCHES = {
    "unknown": _("not looked up yet"),
    "confirmed": _("found in the directory"),
    "outside": _("not in the directory; conflicts not checked"),
}


@dataclass
class Facts:
    """Short field names keep the whole under its fixed size; times are whole minutes, UTC."""

    source: str = "self"
    reason: str = "unsaid"
    reason_is_own: bool = False  # the recipient chose it, so the supporter may know it
    urgency: str = "ordinary"
    opened: str = ""
    due: str = ""  # when the first contact is promised
    due_again: str = ""  # it came back after words were left: when the next contact is promised
    department: int | None = None
    campus: int | None = None
    pool: str = ""
    match: str = "unknown"
    events: list[str] = field(default_factory=list)  # handles of the events this counts for
    in_a_rush: bool = False  # came with very many, or is one of many of one person
    line: int = 0  # which line of the pasted list, so that a reporter's words can be found again
    # Wishes.
    channel: str = ""
    when: str = ""
    language: str = ""
    distance: str = "any"
    preferred: int | None = None  # a supporter chosen on the roster
    or_another: bool = True
    # Who.
    supporter: int | None = None  # the supporter's id: asked, or has it
    barred: str = ""  # supporter ids as a packed bitmap, without reasons
    hidden_from: list[int] = field(default_factory=list)  # coordinators: not mine, not through
    holder: int | None = None  # the coordinator who is holding it
    # What waits.
    waiting_on: str = ""
    waiting_until: str = ""
    waiting_holder: int | None = None
    again_apart: list[int] = field(default_factory=list)  # who must not learn of the other request
    wake_on: str = ""  # when a rest ends, or 72 hours are over
    # How it went.
    attempts: int = 0
    offered: bool = False
    offered_at: str = ""
    reached: bool = False
    before: list[Any] = field(default_factory=list)  # the last answer, while it can be taken back
    expecting: bool = False  # the recipient expects a call (said at a hand-back)
    asked_count: int = 0
    back: int = 0  # how often it came back to the same supporter: a rest over, a contact mended
    # The close.
    closed_at: str = ""
    closed_from: str = ""
    closed_by: int | None = None
    was_offered_at: str = ""  # how far it was before the close, for an undo
    was_reached: bool = False
    outcome: str = ""
    merged_into: str = ""  # while a merge can be undone: the survivor, and what it took
    merged_events: list[str] = field(default_factory=list)
    merged_contacts: dict[str, str] = field(default_factory=dict)  # place here -> source there
    merged_facts: dict[str, list[Any]] = field(default_factory=dict)  # fact -> before, after
    already: bool = False  # merged: an earlier report of the same event has looked after them
    looks: dict[str, list[str]] = field(default_factory=dict)  # member -> days a name was opened
    mark: str = ""  # random: no notice is led back to this without it

    def to_bytes(self) -> bytes:
        """Only what differs from the default, so that the fixed size is never short."""
        known = vars(self)
        plain = {key: known[key] for key, usual in _DEFAULTS.items() if known[key] != usual}
        return json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> Facts:
        return cls(**{key: value for key, value in json.loads(text).items() if key in _DEFAULTS})

    @property
    def due_at(self) -> datetime | None:
        return moment(self.due_again or self.due)

    @property
    def opened_at(self) -> datetime | None:
        return moment(self.opened)

    @property
    def event_handles(self) -> tuple[UUID, ...]:
        return tuple(UUID(one) for one in self.events)

    @property
    def barred_supporters(self) -> frozenset[int]:
        return _unpacked(self.barred)

    def as_told_to(self, member: int) -> None:
        """As a page may say it to her: no word of another request that is hidden from her."""
        if self.waiting_on == "again" and member in self.again_apart:
            self.waiting_on = self.waiting_until = ""

    def promise(self, due: str) -> None:
        """Another time for the contact that is due: the first one, or the next one."""
        if self.due_again:
            self.due_again = due
        else:
            self.due = due

    def bar(self, *supporters: int) -> None:
        """These supporters are not asked again. The reason is not kept."""
        self.barred = _packed(_unpacked(self.barred).union(supporters))

    def answered_from(self, stage: str) -> None:
        """Remember how it stood before an answer, so that a slip can be taken back."""
        self.before = [stage, *(getattr(self, one) for one in _HOW_IT_WENT)]

    def take_answer_back(self) -> None:
        """How it went, as it was before the last answer."""
        for name, value in zip(_HOW_IT_WENT, self.before[1:], strict=True):
            setattr(self, name, value)
        self.before = []

    def look(self, member: int, day: str) -> None:
        """This member opened the name on this day."""
        days = self.looks.setdefault(str(member), [])
        if day not in days:
            days.append(day)
            del days[:-5]


def moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def minute(at: datetime) -> str:
    """A time as facts keep it: the minute, in UTC."""
    return at.astimezone(UTC).replace(second=0, microsecond=0).isoformat()


def _packed(supporters: frozenset[int]) -> str:
    """A bitmap, compressed: short for a few high ids, and for hundreds barred at once."""
    bits = bytearray(max(supporters, default=-1) // 8 + 1)
    for one in supporters:
        bits[one >> 3] |= 1 << (one & 7)
    return base64.b85encode(zlib.compress(bytes(bits), 9)).decode() if bits else ""


def _unpacked(barred: str) -> frozenset[int]:
    bits = zlib.decompress(base64.b85decode(barred)) if barred else b""
    return frozenset(
        place * 8 + bit
        for place, byte in enumerate(bits)
        if byte
        for bit in range(8)
        if byte >> bit & 1
    )


_HOW_IT_WENT = ("offered", "offered_at", "reached", "attempts", "due_again", "wake_on")
_DEFAULTS: dict[str, Any] = {one.name: getattr(Facts(), one.name) for one in fields(Facts)}
