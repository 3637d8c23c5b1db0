"""What is wrong with this installation, and how to mend it. Each finding is a sentence."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from beside import configuration, installing, safekeeping, services
from beside.configuration import Configuration, Refused

SPACE_NEEDED = 200 * 1024 * 1024
WORKER_LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """`is_wrong` ends the command with a 1; the rest is good to know."""

    sentence: str
    is_wrong: bool = True


def examine(site: Configuration, *, at: datetime) -> list[Finding]:
    """Everything that can be told of a machine whose configuration is in order."""
    checks: tuple[Callable[[Configuration, datetime], Iterator[Finding]], ...] = (
        _safekeeping,
        _space,
        _tables,
        _keyring,
        _clock,
        _worker,
        _sweep,
        _notices,
        _ceilings,
        _holds,
        _surroundings,
        _disks,
    )
    return [finding for check in checks for finding in check(site, at)]


def tell(*, at: Callable[[], datetime]) -> int:
    """Print what was found, worst first; 1 when something is wrong."""
    try:
        site = configuration.read()
        installing.start_django()
    except Refused as refused:
        print(f"wrong  {refused}")
        return 1
    moment = at()
    found = [*examine(site, at=moment), *_sign_on(site, moment)]
    found.sort(key=lambda one: not one.is_wrong)
    for one in found:
        print(f"{'wrong' if one.is_wrong else 'note':<6} {one.sentence}")
    if not any(one.is_wrong for one in found):
        print("Nothing is wrong here.")
        return 0
    return 1


def _safekeeping(site: Configuration, at: datetime) -> Iterator[Finding]:
    yield from (Finding(sentence) for sentence in safekeeping.troubles(site))
    yield from (Finding(sentence, is_wrong=False) for sentence in safekeeping.notes(site))


def _sign_on(site: Configuration, at: datetime) -> Iterator[Finding]:
    """The house's own sign-on. It is asked itself, so only when somebody asks the doctor."""
    from beside.doors import house_call

    for sentence, is_wrong in house_call.examine(site.sign_on, at=at):
        yield Finding(sentence, is_wrong=is_wrong)


def _space(site: Configuration, at: datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(site.home).free
    if free < SPACE_NEEDED:
        yield Finding(
            f"Only {free // 1024**2} MB are free at {site.home}; a full disk stops forgetting."
        )


def _tables(site: Configuration, at: datetime) -> Iterator[Finding]:
    try:
        installing.refuse_unready()
    except Refused as refused:
        yield Finding(str(refused))


def _keyring(site: Configuration, at: datetime) -> Iterator[Finding]:
    from django.db import DatabaseError

    from beside.vault import actions as vault

    try:
        trouble = vault.problem() or vault.mirror_problem()
        if trouble:
            yield Finding(trouble)
    except DatabaseError:
        return  # said already: the tables are not there


def _clock(site: Configuration, at: datetime) -> Iterator[Finding]:
    """A clock that leapt: expiry waits, and somebody should say whether the clock is right."""
    from django.db import DatabaseError
    from django.utils import timezone
    from django.utils.formats import date_format

    from beside.vault import actions as vault

    try:
        if vault.problem():
            return
        reading = vault.clock(at)
    except DatabaseError:
        return
    mark = date_format(timezone.localtime(reading.mark), "j F Y, H:i")
    if reading.paused_until is not None:
        until = date_format(timezone.localtime(reading.paused_until), "j F Y, H:i")
        yield Finding(
            f"The clock leapt forward since {mark}, so no name expires before {until}. If the "
            "clock is right, run `beside confirm-clock`; if not, mend it."
        )
    if reading.behind:
        yield Finding(
            f"The clock stands before what it has been ({mark}); names expire by that time "
            "meanwhile. If the clock is right, run `beside confirm-clock`; if not, mend it."
        )


def _worker(site: Configuration, at: datetime) -> Iterator[Finding]:
    from beside.pulse import silent_for

    silence = silent_for(at)
    if silence is None:
        yield Finding("The background worker has never run here; start it with `beside work`.")
    elif silence > WORKER_LATE:
        minutes = int(silence.total_seconds() // 60)
        yield Finding(
            f"The background worker has not been heard for {minutes} minutes, so nothing is "
            "forgotten and no notice is sent; start it with `beside work`."
        )


def _sweep(site: Configuration, at: datetime) -> Iterator[Finding]:
    from django.db import DatabaseError
    from django.utils import timezone

    from beside.holdings import public_holdings

    try:
        if not public_holdings().sweep_is_late(timezone.localdate(at)):
            return
    except DatabaseError:
        return
    yield Finding(
        "The nightly sweep has not ended well for more than a day, so names may be here longer "
        "than they may be; run `beside sweep` and see what fails."
    )


def _notices(site: Configuration, at: datetime) -> Iterator[Finding]:
    from django.db import DatabaseError

    from beside.notices import due as notices

    try:
        number = notices.waiting_in_vain()
    except DatabaseError:
        return
    if number:
        yield Finding(f"{number} notices could not be sent again and again; see BESIDE_EMAIL_URL.")
    if site.is_production and not site.email_url:
        yield Finding(
            f"No mail server is set: notices and codes are files in {site.home / 'mail'}, reach "
            "nobody, and are deleted after two days. Set BESIDE_EMAIL_URL."
        )


def _ceilings(site: Configuration, at: datetime) -> Iterator[Finding]:
    """A ceiling that was met today or yesterday: told until somebody has had a day to ask."""
    from django.db import DatabaseError

    from beside.program.due import alarms

    try:
        met = alarms(since=2, at=at)
    except DatabaseError:
        return
    for day, what, times in met:
        told = "openings of names" if what == "openings" else "look-ups by contact"
        yield Finding(
            f"The ceiling for {told} was met on {day} ({times} times). If nobody at the desk "
            "knows why, a sign-in may be stolen: end that member's access."
        )


def _holds(site: Configuration, at: datetime) -> Iterator[Finding]:
    from django.db import DatabaseError
    from django.utils import timezone

    from beside.vault import actions as vault
    from beside.vault import holds

    try:
        until = None if vault.problem() else holds.suspended_until(timezone.localdate(at))
    except DatabaseError:
        return
    if until is not None:
        yield Finding(
            f"A legal hold suspends some deletion until {until} at the latest.", is_wrong=False
        )


def _surroundings(site: Configuration, at: datetime) -> Iterator[Finding]:
    """What a machine does to memory and disks that this program cannot undo."""
    if _has_swap():
        yield Finding(
            "This machine swaps memory to a disk, and a name in memory may stay there; turn swap "
            "off or encrypt it.",
            is_wrong=False,
        )
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        yield Finding(
            "A program that crashes here may leave its memory in a core file; set `ulimit -c 0`.",
            is_wrong=False,
        )
    if site.is_demo:
        yield Finding("This is a demo: anyone who opens it can come in as anyone.", is_wrong=False)
        if not services.is_here(site.host):
            yield Finding(
                f"This demo listens on {site.host}, where other machines may reach it; leave HOST "
                "out to keep it to this one.",
                is_wrong=False,
            )


def _has_swap() -> bool:
    try:
        return len(Path("/proc/swaps").read_text().splitlines()) > 1
    except OSError:
        return False


def _disks(site: Configuration, at: datetime) -> Iterator[Finding]:
    """Where a file that is overwritten in place may still be kept, and who keeps a second one."""
    from beside import disks

    is_ours = not site.keyring_url  # or it is on another machine's disk, or another user's
    kept = disks.kind_of(site.root_path or site.home / "keyring")
    if is_ours and kept in disks.COPYING:
        yield Finding(
            f"The keyring is on {kept}, which writes copies instead of overwriting; put it, or "
            "BESIDE_ROOT_PATH, on another disk.",
            is_wrong=False,
        )
    if not disks.is_encrypted(site.home):
        yield Finding(
            f"Nothing shows that the disk under {site.home} is encrypted; a disk that is taken out "
            "can be read.",
            is_wrong=False,
        )
    if site.mirror and not (site.mirror / "keyring.sqlite3").exists():
        yield Finding(
            f"The keyring's mirror is not in {site.mirror}: what is to be forgotten waits until "
            "its disk is back. If it is lost for good, `beside setup` makes a new one."
        )
    if is_ours and site.mirror is None:
        yield Finding(
            "The keyring is kept once: if its disk is lost, the names of what is open are lost. "
            "BESIDE_KEYRING_MIRROR keeps a second one on another disk, forgotten in the same act.",
            is_wrong=False,
        )
    yield from _images()


def _images() -> Iterator[Finding]:
    """Whether anybody has said for how long pictures of the whole machine are kept."""
    from django.db import DatabaseError

    from beside.program.models import Policy

    try:
        is_said = Policy.current().image_days is not None
    except DatabaseError:
        return
    if not is_said:
        yield Finding(
            "Nobody has said whether this machine is imaged; run `beside setup --image-days N` "
            "(0: it is not), so that the promise page can say so.",
            is_wrong=False,
        )
