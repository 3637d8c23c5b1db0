"""Past days, sorted, hashed, chained and signed, so that a change to any of them shows.

A digest binds the day's rows, the day and the digest of the day before. Whoever writes to the
database could still cut off the end of the chain, or make all of it anew; so its head is kept
outside (see `beside.auditing`), and everything here is told where the chain ended: `anchored`.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import transaction

from beside.audit import signing
from beside.audit.models import Administration, DayCount, SealedDay
from beside.audit.signing import AuditKeyProblem
from beside.rules.sealing import Head

FIRST = "0" * 64
_Rows = dict[date, tuple[list[list[Any]], list[list[str]]]]


def seal_days(before: date, anchored: Head | None = None) -> int:
    """Seal every day with rows that is over and not sealed yet; how many were sealed.

    The first seal of all may make the key. A day before the last sealed one is never sealed: what
    stands there was written afterwards, and `problems` says so.
    """
    if signing.is_missing() and anchored is None and _last() is None:
        signing.make_key()
    key, sealed = signing.key(), 0
    for day in _unsealed(before):
        last = _last()
        if last and last.day >= day:
            continue  # another sweep was faster
        previous = last.digest if last else FIRST
        digest = _digest(day, previous, _rows([day]))
        signed = signing.signature(key, digest)
        _row, made = SealedDay.objects.get_or_create(
            day=day, defaults={"previous": previous, "digest": digest, "signature": signed}
        )
        sealed += made
    return sealed


def head() -> Head | None:
    """Where the chain ends now."""
    last = _last()
    return Head(last.day, last.digest, signing.public(signing.key())) if last else None


def last_day() -> date | None:
    last = _last()
    return last.day if last else None


def follows(anchored: Head) -> bool:
    """Whether the chain from the anchored day on is whole, so that the anchor may move."""
    return not problems(anchored, since=anchored.day)


def sign_again() -> None:
    """After the key was lost, by an administrator's word: the days as they are, by this key."""
    key = signing.key()
    with transaction.atomic():
        for row in SealedDay.objects.all():
            SealedDay.objects.filter(pk=row.pk).update(signature=signing.signature(key, row.digest))


def problems(anchored: Head | None, *, since: date = date.min) -> list[str]:
    """What does not agree with the chain, a sentence each; empty when all is well."""
    days = list(SealedDay.objects.filter(day__gte=since).order_by("day"))
    if not days and anchored is None:
        return []
    return [
        *_broken_links(days, is_whole=since == date.min),
        *_broken_signatures(days, anchored),
        *_broken_end(days, anchored),
        *_strays(since),
    ]


def _broken_links(days: list[SealedDay], *, is_whole: bool) -> Iterator[str]:
    previous = FIRST if is_whole or not days else days[0].previous
    rows = _rows(row.day for row in days)
    for row in days:
        if row.previous != previous:
            yield f"The audit of {row.day} does not follow the day before it."
        if row.digest != _digest(row.day, row.previous, rows):
            yield f"The audit of {row.day} was changed after it was sealed."
        previous = row.digest


def _broken_signatures(days: list[SealedDay], anchored: Head | None) -> Iterator[str]:
    try:
        key = signing.key()
    except AuditKeyProblem as trouble:
        yield str(trouble)
        return
    if anchored and anchored.key != signing.public(key):
        yield "The audit key is another one than the key that has signed so far."
    for row in days:
        if row.signature != signing.signature(key, row.digest):
            yield f"The signature of {row.day} is not ours."


def _broken_end(days: list[SealedDay], anchored: Head | None) -> Iterator[str]:
    """The keyring knows where the chain ended: it cannot be cut, and not be made anew."""
    if anchored is None:
        yield "The keyring knows of no sealed day yet; run `beside sweep`."
        return
    digests = {row.day: row.digest for row in days}
    if anchored.day not in digests:
        yield f"The audit was sealed up to {anchored.day}, and the end of it is not there any more."
    elif digests[anchored.day] != anchored.digest:
        yield f"The audit up to {anchored.day} is another one than was sealed then."


def _strays(since: date) -> Iterator[str]:
    last = _last()
    done = set(SealedDay.objects.values_list("day", flat=True))
    for day in sorted(_days_with_rows() - done) if last else []:
        if since <= day < last.day:  # type: ignore[union-attr]
            yield f"The audit of {day} was written after later days were sealed."


def _last() -> SealedDay | None:
    return SealedDay.objects.order_by("-day").first()


def _unsealed(before: date) -> list[date]:
    last = _last()
    return sorted(
        day for day in _days_with_rows() if day < before and (last is None or day > last.day)
    )


def _days_with_rows() -> set[date]:
    days = set(DayCount.objects.values_list("day", flat=True).distinct())
    return days | set(Administration.objects.values_list("day", flat=True).distinct())


def _rows(days: Iterable[date]) -> _Rows:
    """What stands on these days, in two questions. The number of a row is no part of it: it would
    say in which order things were done."""
    wanted = sorted(days)
    found: _Rows = defaultdict(lambda: ([], []))
    if not wanted:
        return found
    span = {"day__gte": wanted[0], "day__lte": wanted[-1]}
    for day, *count in DayCount.objects.filter(**span).values_list("day", "role", "verb", "number"):
        found[day][0].append(count)
    acts = Administration.objects.filter(**span).values_list("day", "member_id", "verb", "about")
    for day, *act in acts:
        found[day][1].append([str(one) for one in act])
    return found


def _digest(day: date, previous: str, rows: _Rows) -> str:
    counts, acts = rows[day]
    bound = [previous, day.isoformat(), sorted(counts), sorted(acts)]
    return hashlib.sha256(json.dumps(bound).encode()).hexdigest()
