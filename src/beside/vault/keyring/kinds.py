"""Every kind of entry there may be in the keyring; `docs/keys.md` says what it is and when it goes.

A new kind is argued for there first: does it name or single out somebody, or say who helped? How
long does it live, and which act destroys it? What would an old copy of the file tell with it?
"""

from __future__ import annotations

KINDS = frozenset(
    {
        "key",
        "claims",
        "claims of",
        "code",
        "codes of",
        "day",
        "secret",
        "event",
        "event tags",
        "period",
        "load",
        "forgotten",  # and the number of the week
        "opened",
        "openings",
        "claims asked",
        "alarms",
        "wide",
        "hold",
        "hold over",
        "clock",
        "audit head",
    }
)


def is_allowed(kind: str) -> bool:
    return kind.rstrip("0123456789").rstrip() in KINDS
