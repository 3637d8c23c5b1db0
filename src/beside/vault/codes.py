"""Return codes: 112 bits that the recipient holds instead of the program holding a record.

Twenty-four signs in six groups, read aloud without confusion: no I, L, O or U; case, spaces and
dashes do not matter; the last sign is a check, so that a slip of the pen is told from a wrong code.
"""

from __future__ import annotations

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", ".": "", "\u2011": ""})
BYTES = 14
_LENGTH = 23


def write(secret: bytes) -> str:
    """14 bytes as the grouped code."""
    number = int.from_bytes(secret, "big")
    signs = "".join(_SIGNS[(number >> (5 * place)) & 31] for place in reversed(range(_LENGTH)))
    whole = signs + _SIGNS[_check(signs)]
    return "-".join(whole[at : at + 4] for at in range(0, 24, 4))


def read(text: str) -> str | None:
    """The code in its one spelling, or None when it cannot be one (a sign too few, a slip)."""
    signs = text.strip().upper().translate(_ALIKE)
    if len(signs) != _LENGTH + 1 or any(sign not in _SIGNS for sign in signs):
        return None
    if _SIGNS[_check(signs[:-1])] != signs[-1]:
        return None
    return "-".join(signs[at : at + 4] for at in range(0, 24, 4))


def _check(signs: str) -> int:
    """Luhn's sum in base 32: any one changed sign shows, and nearly every swap of neighbours."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        product = _SIGNS.index(sign) * (2 if place % 2 == 0 else 1)
        total += product // 32 + product % 32
    return -total % 32
