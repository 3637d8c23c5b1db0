"""`beside restore`: what is lost and what is not, in counts, before anything goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from beside import auditing
from beside.audit import actions as audit
from beside.audit import signing
from beside.events.models import Event
from beside.referrals.models import Referral
from beside.rules import holds
from beside.rules.stages import Stage
from beside.vault import restoring as vault
from beside.vault.restoring import Compared

_STANDS = (
    "A legal hold ({about}) stands in this keyring until {until} at the latest, and what it covers "
    "is not forgotten.{doubt} Keys without a row are destroyed when you go on, held or not."
)
_ENDED = (
    " The audit tells that it was ended since: a program lead can end it again at /desk/holds/."
)
_UNTOLD = " This database does not tell that it was agreed to; it was saved before."
_GONE = (
    "A legal hold ({about}) was agreed to on {day} and does not stand in this keyring: what it "
    "kept is kept no longer. If it is to go on, two members ask for it again at /desk/holds/."
)
_UNCOUNTED = "What was counted since this keyring was saved, and is not published yet, is lost."
_ALL_UNCOUNTED = "What the keyring had counted, and is not published yet, is lost with it."
_AS_IT_WAS = (
    "What is open stands as it stood then: who has taken it on or closed it since is not in it. "
    "Tell the coordinators to look each of them through."
)


@dataclass(frozen=True)
class Found:
    """What a look at both has shown: counts only, by the week in which somebody came."""

    compared: Compared
    referrals: int
    events: int
    unknown_by_week: dict[date, int]
    orphans_by_week: dict[date, int]
    audit: str = ""  # what is in doubt about its chain
    holds: tuple[str, ...] = ()  # of legal holds that stand or are gone, a sentence each

    @property
    def is_in_doubt(self) -> bool:
        """Whether somebody must decide."""
        found = self.compared
        return bool(found.refusal or found.forgotten or found.unknown or self.audit)


def examine(at: datetime | None = None) -> Found:
    """Compare every row with the keyring; nothing is changed."""
    weeks, today = _weeks(), timezone.localdate(at)
    compared = _without_who_just_went(vault.compare(list(weeks), today=today))
    return Found(
        compared,
        Referral.objects.count(),
        Event.objects.count(),
        dict(sorted(Counter(weeks[one] for one in compared.unknown).items())),
        dict(sorted(Counter(week for _handle, week in compared.orphans).items())),
        auditing.doubt(),
        tuple(_of_holds(compared, today)),
    )


def _without_who_just_went(compared: Compared) -> Compared:
    """Others may forget meanwhile: who has gone since the rows were read is in no doubt.

    Where the two serve together, neither is what is final or taken back: its row goes at once.
    """
    final = Referral.objects.filter(stage=Stage.FORGETTING.value)
    over = Event.objects.exclude(stage=Event.Stage.OPEN)
    going = {*final.values_list("handle", flat=True), *over.values_list("handle", flat=True)}
    stand = _weeks().keys()
    forgotten = (compared.forgotten & stand) - (set() if compared.refusal else going)
    return replace(compared, forgotten=forgotten, unknown=compared.unknown & stand)


def _of_holds(compared: Compared, today: date) -> Iterator[str]:
    """Holds stand in the keyring alone: an older one brings them back, a lost one takes them."""
    told = holds.told_of(audit.acts_of(holds.ASK, holds.AGREE, holds.END, holds.OVER), today)
    standing = {holds.as_audited(one.why, one.scope): one.until for one in compared.holds}
    for about, until in sorted(standing.items()):
        doubt = "" if about in told else _ENDED if compared.keyring_is_older else _UNTOLD
        yield _STANDS.format(about=about, until=until, doubt=doubt)
    for about, day in sorted(told.items()):
        if about not in standing:
            yield _GONE.format(about=about, day=day)


def _weeks() -> dict[UUID, date]:
    found = dict(Referral.objects.values_list("handle", "opened_week"))
    return {**found, **dict(Event.objects.values_list("handle", "opened_week"))}


def _events(handles: Iterable[UUID]) -> list[UUID]:
    return list(Event.objects.filter(handle__in=handles).values_list("handle", flat=True))


def as_text(found: Found) -> str:
    """For the administrator to read, and to tell the coordinators."""
    compared = found.compared
    if not found.is_in_doubt and not compared.orphans:
        return "Database and keyring belong together. Nothing is lost."
    lines = [line for one in (compared.refusal, found.audit) if one for line in (one, "")]
    lines += [
        f"Rows here            {found.referrals:>6} requests, {found.events} events",
        f"  open               {len(compared.held):>6}  as before",
        f"  forgotten          {len(compared.forgotten):>6}  were closed; they go again at once",
        f"  unknown            {len(compared.unknown):>6}  have no key and open nowhere",
        f"Keys without a row   {len(compared.orphans):>6}  {_of_orphans(compared)}",
    ]
    lost = found.unknown_by_week or (
        {} if compared.keyring_is_older or not compared.refusal else found.orphans_by_week
    )
    if lost:
        lines += ["", "People who must be named again, by the week in which they came (Monday):"]
        lines += [f"  {week.isoformat()}         {number:>6}" for week, number in lost.items()]
    for sentence in (*_of_the_time_between(compared), *found.holds):
        lines += ["", sentence]
    return "\n".join(lines)


def _of_the_time_between(compared: Compared) -> Iterator[str]:
    """What no row and no key can show of the time between the two."""
    if compared.is_missing:
        yield _ALL_UNCOUNTED
    elif compared.keyring_is_older:
        yield _UNCOUNTED
    elif compared.refusal:
        yield _AS_IT_WAS


def _of_orphans(compared: Compared) -> str:
    if not compared.refusal:
        return "being made just now, or left by an act that broke off; they stay"
    if compared.keyring_is_older:
        return "were closed since, and are destroyed"
    return "came after this database was saved; their rows are lost"


def go_on(found: Found, *, at: datetime) -> str:
    """Tie the two together, let go of what is over, and say what the coordinators must hear."""
    if not signing.is_missing():
        signing.key()  # one that cannot be used is refused before anything is changed
    today = timezone.localdate(at)
    vault.go_on(found.compared, list(_weeks()), today=today)
    events = _events(found.compared.unknown)
    receipts = vault.give_up(events, is_counted=False, today=today)
    gone = [*found.compared.forgotten, *(one.handle for one in receipts)]
    Referral.objects.filter(handle__in=gone).delete()
    Event.objects.filter(handle__in=gone).delete()
    unknown = len(found.compared.unknown) - len(events)
    about = (
        f"unknown {unknown}, forgotten {len(found.compared.forgotten)}, "
        f"orphaned {len(found.compared.orphans)}"
    )
    audit.administer("restore", member_id=None, at=at, about=about)
    auditing.go_on(at)
    if unknown:
        return (
            "Beside serves again. The desk shows by week how many people must be named again; tell "
            "the coordinators."
        )
    return "Beside serves again."
