"""Facts of 500 referrals opened and parsed: 50 ms in process, 100 ms from a served keyring."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.disks import fsyncs_a_second
from benchmarks.results import Result
from beside.vault.keyring.address import UnixAddress
from beside.vault.keyring.interface import Context, Keyring, Sealed
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.served import ServedKeyring

REFERRALS = 500
ROUNDS = 31
FACTS = Context("referral", "facts", 4096)


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="bk-") as name:
        folder = Path(name)
        local = LocalKeyring.create_new(folder / "keyring", "test")
        asked = _referrals(local)
        with _served(folder) as served:
            in_process = _milliseconds(local, asked)
            from_server = _milliseconds(served, asked)
        yield Result("keyring_local_500_facts_ms", in_process, 50)
        yield Result("keyring_served_500_facts_ms", from_server, 100)
        yield Result("keyring_raw_fsyncs_per_s", fsyncs_a_second(folder), 20, at_least=True)


def _referrals(keyring: Keyring) -> list[Sealed]:
    """The facts of so many open referrals, as long as they are in a program."""
    from beside.referrals.facts import Facts

    at = datetime.now(UTC)
    facts = Facts(
        source="colleague",
        reason="adverse_event",
        opened=at.isoformat(),
        due=at.isoformat(),
        department=7,
        pool="physicians",
        events=["6f1c2b7a0d3e4c598a419be2f7d05c13"],
        barred="0f" * 40,
        supporter=31,
        attempts=2,
        looks={"31": ["2026-11-24"], "8": ["2026-11-23", "2026-11-24"]},
    ).to_bytes()
    handles = keyring.create("referral", at.date(), REFERRALS, at)
    sealed = keyring.seal([Sealed(handle, FACTS, facts) for handle in handles])
    return [Sealed(handle, FACTS, one) for handle, one in zip(handles, sealed, strict=True)]


@contextlib.contextmanager
def _served(home: Path) -> Iterator[ServedKeyring]:
    """The keyring under this home, served by a process of its own."""
    address = UnixAddress(home / "own" / "socket")
    surroundings = {**os.environ, "BESIDE_HOME": str(home), "BESIDE_KEYRING_URL": str(address)}
    with subprocess.Popen(
        [sys.executable, "-m", "beside", "keyring"], env=surroundings, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline(), "it did not come to serve"
        try:
            yield ServedKeyring(address)
        finally:
            process.terminate()


def _milliseconds(keyring: Keyring, asked: list[Sealed]) -> float:
    """The quickest of many rounds: what it takes, and not what else the machine did meanwhile."""
    from beside.referrals.facts import Facts

    def once() -> float:
        start = time.perf_counter()
        found = [Facts.from_bytes(text) for text in keyring.open(asked) if text is not None]
        seconds = time.perf_counter() - start
        assert len(found) == REFERRALS
        return seconds

    return min(once() for _round in range(ROUNDS)) * 1000
