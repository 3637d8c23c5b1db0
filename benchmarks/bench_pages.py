"""How long the machine takes for each public page, and what a first visit weighs over the wire.

The whole program answers, from address to last byte, on an installation with the demo school in it
and its keyring. Limits: 20 ms at the median of 200, 60 kB with every sheet and script (the roster,
which grows with its people, 150 kB).
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.results import Result

TIMES = 200
MOST_MS, MOST_KB, ROSTER_KB = 20.0, 60.0, 150.0
PAGES = (
    "/", "/for-me/", "/for-a-colleague/", "/event/", "/event/code/", "/my-code/", "/supporters/",
    "/help-now/", "/guide/", "/guide/people/", "/another-door/", "/accessibility/", "/promise/",
    "/figures/", "/talk/", "/learn/", "/learn/what-happens-to-us/", "/learn/references/",
    "/outreach/limits/", "/to-print/", "/to-print/poster/", "/to-print/cards/",
    "/to-print/resources/", "/sign-in/", "/es/", "/es/for-me/", "/es/promise/",
)  # fmt: skip
_WITH_IT = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def run() -> Iterator[Result]:
    from django.db import transaction
    from django.test import Client

    from tests.cast import create

    with transaction.atomic():
        create()
        client = Client()
        for page in PAGES:
            taken, weight = _median(client, page), _weight(client, page) / 1000
            name = page.strip("/").replace("/", "_").replace("-", "_") or "home"
            print(f"      {page}: {taken:.1f} ms, {weight:.1f} kB", flush=True)
            yield Result(f"page_{name}_ms", taken, MOST_MS)
            yield Result(f"page_{name}_kb", weight, ROSTER_KB if "supporters" in page else MOST_KB)
        transaction.set_rollback(True)


def _median(client: object, page: str) -> float:
    found = []
    for turn in range(TIMES + 10):
        begun = time.perf_counter()
        answer = client.get(page)  # type: ignore[attr-defined]
        assert answer.status_code == 200, (page, answer.status_code)
        if turn >= 10:
            found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found)


def _weight(client: object, page: str) -> int:
    """The page with all that it brings, as they are sent: nothing is squeezed on the way."""
    from django.contrib.staticfiles import finders

    text = client.get(page).content  # type: ignore[attr-defined]
    brought = {one.removeprefix("/static/") for one in _WITH_IT.findall(text.decode())}
    return len(text) + sum(Path(str(finders.find(one))).stat().st_size for one in brought)
