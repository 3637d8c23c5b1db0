"""Sessions that tell a copy of the database nothing: by a digest, sealed, until a full hour."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from beside.doors import sealing
from beside.doors.models import SignedIn
from beside.program.models import Member

HOURS = 12
BEFORE_SIGN_IN_HOURS = 1  # between the e-mail and its code


class SessionStore(DatabaseStore):
    """A session of the database, by the digest of its key, until a full hour and never longer."""

    @classmethod
    def get_model_class(cls) -> type[SignedIn]:
        return SignedIn

    def get_expire_at_browser_close(self) -> bool:
        """A shared workstation forgets whoever closes the browser."""
        return True

    def get_expiry_date(self, **_kwargs: Any) -> datetime:
        until = self.get("until")
        return datetime.fromisoformat(until) if until else _until(BEFORE_SIGN_IN_HOURS)

    def exists(self, session_key: str) -> bool:
        return self._rows(session_key).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self._rows(key).delete()

    def create_model_instance(self, data: dict[str, Any]) -> SignedIn:
        row = super().create_model_instance(data)
        assert isinstance(row, SignedIn)  # noqa: S101 - what `get_model_class` says  # nosec
        row.session_key = digest(self.session_key or "")
        row.member_id = data.get(SESSION_KEY)
        row.how = data.get("how", "")
        row.since = data.get("since")
        return row

    def encode(self, session_dict: dict[str, Any]) -> str:
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        text = json.dumps(session_dict, separators=(",", ":")).encode()
        return b64encode(sealing.seal("sessions", text, about=digest(key))).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        about = digest(self.session_key or "")
        try:
            text = sealing.open_seal("sessions", b64decode(session_data), about=about)
        except sealing.Strange:
            return {}
        found: dict[str, Any] = json.loads(text)
        return found

    def _rows(self, key: str) -> QuerySet[SignedIn]:
        return SignedIn.objects.filter(session_key=digest(key))

    def _get_session_from_db(self) -> SignedIn | None:
        row = self._rows(self.session_key or "").filter(expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row


def begin(sender: object, request: HttpRequest, user: Member, **_more: Any) -> None:
    """Somebody came in: from now on for so many hours, whatever is done in between."""
    request.session["until"] = _until(HOURS).isoformat()
    request.session["since"] = timezone.localdate().isoformat()


def browsers(member: Member) -> QuerySet[SignedIn]:
    """Where this member is signed in."""
    rows = SignedIn.objects.filter(member=member, expire_date__gt=timezone.now())
    return rows.order_by("-since", "session_key")


def is_this(request: HttpRequest, row: SignedIn) -> bool:
    return row.session_key == digest(request.session.session_key or "")


def digest(key: str) -> str:
    """What stands in the database for a key: not to be turned back."""
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


def _until(hours: int) -> datetime:
    """The end of a full hour, so that it does not tell when somebody came."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    return now + timedelta(hours=hours)
