"""Codes that were sent a moment ago, so that nobody is kept out by somebody who asks in her name.

Five are sent to one address in five minutes. Whoever asks for more meanwhile is sent none, and the
newest that is in the mailbox already opens this browser too: the member is never without one. A
code opens once, wherever it was asked for. All this is in the memory of the process, sealed or as a
digest, and gone in a quarter of an hour.
"""

from __future__ import annotations

from base64 import b64decode, b64encode

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from beside.doors import sealing

STANDS = 5 * 60  # as long as an address's five are counted
USED = 20 * 60  # longer than any browser takes a code
MOST = 200  # browsers one code opens at most: a thousand guesses among 20 to the power of eight


def keep(email: str, code: str) -> None:
    """The newest code of this address."""
    sealed = b64encode(sealing.seal("sent", code.encode(), about=_digest(email))).decode()
    cache.set_many({f"sent:{_digest(email)}": sealed, f"asked:{_digest(email)}": 0}, STANDS)


def newest(email: str) -> str:
    """The newest code of this address, once more; empty if there is none or it was often enough."""
    sealed = cache.get(f"sent:{_digest(email)}")
    if sealed is None:
        return ""
    try:
        if cache.incr(f"asked:{_digest(email)}") > MOST:
            return ""
    except ValueError:  # it has just gone
        return ""
    return sealing.open_seal("sent", b64decode(sealed), about=_digest(email)).decode()


def use(code: str) -> bool:
    """Whether this code opens: the first time it does."""
    return bool(cache.add(f"used:{_digest(code)}", True, USED))


def _digest(text: str) -> str:
    return salted_hmac("beside.sent", text.lower(), algorithm="sha256").hexdigest()
