"""Whether the time an answer takes tells "not yours" from "not there": under a millisecond, no.

2 x 2,000 interleaved requests through the whole program for each kind of page with a handle or a
code in it. The bound is kept by the outer end of the 95 % interval of the difference of medians.
On a machine that does other things meanwhile, BESIDE_BENCH_CLOCK=process measures the processor's
own time for each request in place of the wall's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

from benchmarks.indistinguishable import Difference, compare
from benchmarks.results import Result

CLOCK = time.process_time if os.environ.get("BESIDE_BENCH_CLOCK") else time.perf_counter
PAIRS = int(os.environ.get("BESIDE_BENCH_PAIRS", "2000"))
HERE = {"Sec-Fetch-Site": "same-origin"}
Ask = Callable[[], object]


def run() -> Iterator[Result]:
    from django.db import transaction

    with transaction.atomic():
        for found in differences(PAIRS):
            print(f"      {found}", flush=True)
            yield Result(f"indistinguishable_{found.name}_ms", found.at_most, 1.0)
        transaction.set_rollback(True)


def differences(pairs: int) -> Iterator[Difference]:
    """How far apart they are, one kind of page after another."""
    from tests.cast import create

    for name, one, other in questions(create()):
        yield compare(name, one, other, pairs=pairs, clock=CLOCK)


def questions(cast: object) -> Iterator[tuple[str, Ask, Ask]]:
    """Each kind of page: its name, what is not hers, and what is not there."""
    from django.core.cache import cache
    from django.test import Client
    from django.test.utils import override_settings

    from beside.directory.index import forget_process_state
    from beside.doors import rush
    from beside.events.models import Event
    from beside.program.models import Member
    from beside.referrals import actions as referrals
    from beside.rules.stages import Actor, Stage
    from beside.vault import actions as vault
    from beside.vault import codes
    from tests import signing
    from tests.cast import NOW, TODAY, Cast
    from tests.events.telling import tell
    from tests.referrals.making import at_stage, received, waiting

    assert isinstance(cast, Cast)
    forget_process_state()
    for _each in range(20):  # others who are open, so that a look-up is as long as in life
        received(cast)
    hidden = waiting(cast)
    referrals.not_mine(hidden.handle, by=cast.cora, at=NOW)
    sams = at_stage(cast, Stage.CONFIRMED)
    over = tell(cast)
    Event.objects.filter(handle=over.handle).update(stage=Event.Stage.OVER)

    def browser(member: Member) -> Client:
        client = Client()
        signing.whole(client, member)
        client.get("/desk/")
        return client

    def get(client: Client, address: str, handle: object) -> Ask:
        def ask() -> object:
            answer = client.get(address.format(handle))
            assert answer.status_code == 404, answer.status_code
            return answer

        return ask

    cora, sam = browser(cast.cora), browser(cast.sam.member)
    for name, client, address, handle in (
        ("request_at_the_desk", cora, "/desk/{}/", hidden.handle),
        ("open_name", cora, "/desk/{}/open/", hidden.handle),
        ("step_at_the_desk", cora, "/desk/{}/step/not_mine/", hidden.handle),
        ("supporters_page", sam, "/outreach/{}/", sams.handle),
        ("event_page", cora, "/desk/events/{}/", over.handle),
    ):
        yield name, get(client, address, handle), get(client, address, uuid4())

    def code(text: str, address: str) -> Ask:
        anyone = Client()

        def ask() -> object:
            rush.forget_process_state()  # so many at once are a rush; each is asked as a single one
            answer = anyone.post(address, {"code": text}, headers=HERE)
            assert answer.status_code == 422, answer.status_code
            return answer

        return ask

    forgotten, never = (codes.write(bytes([one]) * codes.BYTES) for one in (1, 2))
    gone = received(cast)
    vault.set_code(gone.handle, forgotten)
    referrals.stop(gone.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    vault.forget([vault.Closing(gone.handle)], today=TODAY)

    def ask_for_code(email: str) -> Ask:
        """Somebody who is a member, or nobody; each as the first one of the last five minutes."""

        def ask() -> object:
            cache.clear()
            with override_settings(EMAIL_BACKEND="benchmarks.letters.Written"):
                answer = Client().post("/sign-in/", {"email": email}, headers=HERE)
            assert answer.status_code == 302, answer.status_code
            return answer

        return ask

    yield "sign_in", ask_for_code(cast.sue.member.email), ask_for_code("nora@example.edu")
    yield "code_page", code(forgotten, "/my-code/"), code(never, "/my-code/")
    yield "reporters_code", code(forgotten, "/event/code/"), code(never, "/event/code/")
