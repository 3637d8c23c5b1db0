"""How long the machine takes for each public page, and what a first visit weighs over the wire.

The whole program answers, from address to last byte, as it answers a browser. Limits: 20 ms at the
median of 200, 60 kB with every sheet and script; the roster, once as it is and once with 700
colleagues on it, 150 kB.
"""

from __future__ import annotations

import gzip
import re
import statistics
import time
from collections.abc import Iterator

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
ROSTER, COLLEAGUES = "/supporters/", 700
GIVEN = ["Ana", "Ben", "Cleo", "Dara", "Eli", "Fay", "Gus", "Hana", "Ivo"]
FAMILY = [
    "Moreno",
    "Okafor",
    "Haddad",
    "Tanaka",
    "Novak",
    "Kaur",
    "Osei",
    "Larsen",
    "Weiss",
    "Romano",
    "Cohen",
]
SQUEEZES = {"HTTP_ACCEPT_ENCODING": "gzip"}
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
            yield Result(f"page_{name}_kb", weight, ROSTER_KB if page == ROSTER else MOST_KB)
        fill_the_roster(COLLEAGUES)
        taken, weight = _median(client, ROSTER), _weight(client, ROSTER) / 1000
        print(f"      {ROSTER} with {COLLEAGUES}: {taken:.1f} ms, {weight:.1f} kB", flush=True)
        yield Result(f"page_supporters_{COLLEAGUES}_ms", taken, MOST_MS)
        yield Result(f"page_supporters_{COLLEAGUES}_kb", weight, ROSTER_KB)
        transaction.set_rollback(True)


def fill_the_roster(colleagues: int) -> None:
    """So many on it, of four departments, each with a sentence of their own."""
    from datetime import date

    from beside.directory.models import Department
    from beside.program.models import Member, Pool
    from beside.supporters.models import Supporter

    departments, pools = list(Department.objects.all()), list(Pool.objects.all())
    members = Member.objects.bulk_create(
        Member(email=f"colleague{one}@example.edu", name=f"{GIVEN[one % 9]} {FAMILY[one // 9 % 9]}")
        for one in range(colleagues - Supporter.objects.current().count())
    )
    Supporter.objects.bulk_create(
        Supporter(
            member=member,
            department=departments[place % len(departments)],
            campus=departments[place % len(departments)].campus,
            pool=pools[place % len(pools)],
            phone=f"+1503555{place:04}",
            languages=("English", "English, Spanish")[place % 2],
            says=f"I have been where you are, {place % 17} years ago. Call me at any hour.",
            designated_on=date(2026, 1, 1),
        )
        for place, member in enumerate(members)
    )


def _median(client: object, page: str) -> float:
    found = []
    for turn in range(TIMES + 10):
        begun = time.perf_counter()
        answer = client.get(page, **SQUEEZES)  # type: ignore[attr-defined]
        assert answer.status_code == 200, (page, answer.status_code)
        if turn >= 10:
            found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found)


def _weight(client: object, page: str) -> int:
    """The page with all that it brings, as they are sent to a browser, without their headers."""
    answer = client.get(page, **SQUEEZES)  # type: ignore[attr-defined]
    text = answer.content
    if answer.get("Content-Encoding") == "gzip":
        text = gzip.decompress(text)
    brought = set(_WITH_IT.findall(text.decode()))
    looks = [client.get(one, **SQUEEZES).getvalue() for one in brought]  # type: ignore[attr-defined]
    return len(answer.content) + sum(len(one) for one in looks)
