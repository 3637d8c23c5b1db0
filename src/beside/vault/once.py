"""Form tokens: what makes a form that is sent twice happen once.

A token goes into the page on the way out and holds a random nonce, a day and a keyed check; the
server keeps nothing until the form comes back. Then a digest of the nonce is spent in the
transaction of the act itself. Codes are derived from the same nonce, so that a repeated form
shows the same code.
"""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from beside.vault import actions, codes
from beside.vault.models import SpentToken

_NONCE = 16
_CHECK = 16


class AlreadyDone(Exception):
    """This very form has been sent before; nothing is done again."""


@dataclass(frozen=True)
class Token:
    """One form, once. `owner` ties it to a member; public forms have none."""

    day: date
    nonce: bytes
    owner: str = ""

    @property
    def text(self) -> str:
        check = _check(self.day, self.nonce, self.owner) or b""
        packed = self.day.toordinal().to_bytes(4, "big") + self.nonce + check
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    def return_code(self) -> str:
        """The code this form's act gives: the same for a repeated form."""
        secret = actions.derive(self.day, "return code", self.nonce, codes.BYTES)
        if secret is None:
            raise AlreadyDone
        return codes.write(secret)


def issue(at: datetime, owner: str = "") -> Token:
    """A fresh token for a page that is about to be shown."""
    day = timezone.localdate(at)
    actions.begin_day(day)
    return Token(day, os.urandom(_NONCE), owner)


def read(text: str, at: datetime, owner: str = "") -> Token | None:
    """The token that came back; None if it is old, made up or somebody else's."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        day = date.fromordinal(int.from_bytes(packed[:4], "big"))
    except (ValueError, OverflowError):
        return None
    today = timezone.localdate(at)
    nonce, check = packed[4 : 4 + _NONCE], packed[4 + _NONCE :]
    if not today - timedelta(days=1) <= day <= today + timedelta(days=1) or len(nonce) != _NONCE:
        return None
    wanted = _check(day, nonce, owner)
    if wanted is None or not hmac.compare_digest(wanted, check):
        return None
    return Token(day, nonce, owner)


def is_spent(token: Token) -> bool:
    return SpentToken.objects.filter(digest=_digest(token)).exists()


def spend(token: Token) -> None:
    """Spend the token within the act's own transaction, or raise `AlreadyDone`."""
    try:
        with transaction.atomic():
            SpentToken.objects.create(digest=_digest(token), day=token.day)
    except IntegrityError:
        raise AlreadyDone from None


def spend_minute(token: Token, at: datetime) -> None:
    """Note when the act happened, so that the same form, sent once more, is told the same time.

    What is kept is a digest: only whoever holds the form again can find the minute that fits it.
    """
    SpentToken.objects.create(digest=_minutes(token, [at])[0], day=token.day)


def minute_of(token: Token, at: datetime) -> datetime | None:
    """When this form was sent the first time, to the minute."""
    tried = [at - timedelta(minutes=back) for back in range(2 * 24 * 60)]
    digests = dict(zip(_minutes(token, tried), tried, strict=True))
    held = SpentToken.objects.filter(day=token.day).values_list("digest", flat=True)
    return next((digests[bytes(one)] for one in held.iterator() if bytes(one) in digests), None)


def _minutes(token: Token, times: list[datetime]) -> list[bytes]:
    secret = actions.derive(token.day, f"minute|{token.owner}", token.nonce, 32)
    if secret is None:
        raise AlreadyDone
    return [hmac.digest(secret, str(int(at.timestamp()) // 60).encode(), "sha256") for at in times]


def purge(at: datetime) -> int:
    """Forget tokens from before yesterday; they are refused by their day anyway."""
    before = timezone.localdate(at) - timedelta(days=1)
    return SpentToken.objects.filter(day__lt=before).delete()[0]


def _check(day: date, nonce: bytes, owner: str) -> bytes | None:
    return actions.derive(day, f"token check|{owner}", nonce, _CHECK)


def _digest(token: Token) -> bytes:
    digest = actions.derive(token.day, f"spent|{token.owner}", token.nonce, 32)
    if digest is None:
        raise AlreadyDone
    return digest
