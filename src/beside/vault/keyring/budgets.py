"""Who has opened how many names today, and what was looked up: counted where the names are opened.

Kept for the day and then forgotten: which member opened which name stands here only as a digest.
Days and hours are those of the time that is given, so the program's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from beside.rules import budgets
from beside.rules.budgets import Opened
from beside.vault.keyring.entries import Entries, step_size
from beside.vault.keyring.interface import BudgetSpent, NotAgreed, Opener
from beside.vault.keyring.secrets import digest, secret

_OPENED, _TALLY, _CLAIMS, _ALARMS, _WIDE = "opened", "openings", "claims asked", "alarms", "wide"
_SMALL = 512


class Budgets:
    """The budgets within one keyring transaction."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def fresh(self, opener: Opener, handles: Iterable[UUID], at: datetime) -> list[str]:
        """Those of the names, as digests, that this member has not opened in this hour."""
        opened = self._opened(at).get(str(opener.member), {})
        hour = at.hour
        return [one for one in self._digests(handles) if opened.get(one) != hour]

    def spend(self, opener: Opener, handles: Iterable[UUID], at: datetime) -> None:
        """Count these openings, or raise `BudgetSpent`."""
        fresh = self.fresh(opener, handles, at)
        if not fresh:
            return
        everybody = self._opened(at)
        mine = everybody.setdefault(str(opener.member), {})
        new = sum(one not in mine for one in fresh)
        mine.update(dict.fromkeys(fresh, at.hour))
        if not opener.exempt:
            self._judge(opener, everybody, mine, at, is_new=new > 0)
        self._write(_OPENED, at.date(), everybody)
        tally = self._read(_TALLY, at.date())
        tally[opener.role] = tally.get(opener.role, 0) + new
        self._write(_TALLY, at.date(), tally)

    def openings(self, day: date) -> Mapping[str, int]:
        """Distinct names opened on this day, by role."""
        tally: dict[str, int] = self._read(_TALLY, day)
        return tally

    def count_claims(self, asked: int, at: datetime) -> None:
        """Looking somebody up is never refused, but more than 500 an hour is worth an alarm."""
        hours = self._read(_CLAIMS, at.date())
        before = hours.get(str(at.hour), 0)
        hours[str(at.hour)] = before + asked
        self._write(_CLAIMS, at.date(), hours)
        if before <= budgets.CLAIMS_HOUR < before + asked:
            self.alarm("claims")

    def alarm(self, what: str) -> None:
        alarms = self._entries.read(_ALARMS, b"all") or {}
        alarms[what] = alarms.get(what, 0) + 1
        self._entries.write(_ALARMS, b"all", alarms, size=_SMALL)

    def alarms(self) -> Mapping[str, int]:
        found: dict[str, int] = self._entries.read(_ALARMS, b"all") or {}
        return found

    def drop_alarms(self, told: Mapping[str, int]) -> None:
        """These were written down elsewhere; what has come since stays."""
        left = {what: times - told.get(what, 0) for what, times in self.alarms().items()}
        left = {what: times for what, times in left.items() if times > 0}
        if left:
            self._entries.write(_ALARMS, b"all", left, size=_SMALL)
        else:
            self._entries.delete(_ALARMS, b"all")

    # A mass event: two members agree, for a day.

    def ask_widen(self, member: int, at: datetime) -> None:
        """What is wide already stays so, and is prolonged when somebody agrees."""
        asked = {"asked": member, "at": at.isoformat()}
        _asked, until = self.widening(at)
        if until is not None:
            asked["until"] = until.isoformat()
        self._entries.write(_WIDE, b"all", asked, size=_SMALL)

    def agree_widen(self, member: int, at: datetime) -> None:
        asked, _until = self.widening(at)
        if asked is None or asked == member:
            raise NotAgreed
        until = (at + budgets.WIDE_FOR).isoformat()
        self._entries.write(_WIDE, b"all", {"until": until}, size=_SMALL)

    def widening(self, at: datetime) -> tuple[int | None, datetime | None]:
        """Who has asked for it within a day and waits, and until when it holds."""
        wide = self._entries.read(_WIDE, b"all") or {}
        until = datetime.fromisoformat(wide["until"]) if "until" in wide else None
        is_old = "at" in wide and at - datetime.fromisoformat(wide["at"]) > budgets.WIDE_FOR
        asked: int | None = None if is_old else wide.get("asked")
        return asked, until if until and until > at else None

    def drop_old(self, today: date) -> None:
        """Yesterday's digests go; how many were opened is kept until the audit has been checked."""
        for kind, days in ((_OPENED, 2), (_CLAIMS, 2), (_TALLY, 35)):
            for name in self._entries.names(kind):
                if (today - date.fromisoformat(name.decode())).days >= days:
                    self._entries.delete(kind, name)

    def _judge(
        self,
        opener: Opener,
        everybody: Mapping[str, Mapping[str, int]],
        mine: Mapping[str, int],
        at: datetime,
        *,
        is_new: bool,
    ) -> None:
        """A name that was opened today already is never one too many for the day."""
        opened = Opened(
            hour=sum(hour == at.hour for hour in mine.values()),
            day=len(mine) if is_new else 0,
            everybody=sum(map(len, everybody.values())) if is_new else 0,
        )
        is_wide = self.widening(at)[1] is not None
        if spent := budgets.judge(opener.role, opened, is_wide=is_wide):
            raise BudgetSpent(spent)

    def _digests(self, handles: Iterable[UUID]) -> list[str]:
        key = secret(self._entries, "openings")
        return [digest(key, handle.hex)[:6].hex() for handle in handles]

    def _opened(self, at: datetime) -> dict[str, dict[str, int]]:
        opened: dict[str, dict[str, int]] = self._read(_OPENED, at.date())
        return opened

    def _read(self, kind: str, day: date) -> Any:
        return self._entries.read(kind, day.isoformat().encode()) or {}

    def _write(self, kind: str, day: date, value: Any) -> None:
        size = step_size(len(repr(value)) + 64, 4096)
        self._entries.write(kind, day.isoformat().encode(), value, size=size)
