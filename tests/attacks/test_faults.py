"""A fault at every place that handles a name: no log, answer or report repeats it.

The worst fault is thrown: its message is the name itself, as a careless library's would be.
"""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.base import Template
from django.test import Client

from beside import sweep
from beside.directory import people
from beside.directory.index import Index
from beside.doors import rush
from beside.doors.logs import NoContent
from beside.events.views import steps
from beside.notices import delivery
from beside.referrals import by_code, contact
from beside.referrals.facts import Facts
from beside.referrals.views import holding
from beside.rules.stages import Stage
from beside.vault import actions as vault
from beside.vault import identity
from beside.vault.keyring.claims import Claims
from tests.attacks.canaries import Canary, wanted
from tests.attacks.ledger import Ledger
from tests.attacks.lives import ROOT, surrounding
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage, received
from tests.referrals.visitor import HERE, token_on
from tests.searching import search

WHO = Canary(7)
WORSE = f"{WHO.name} <{WHO.email}> {WHO.phone}"

FAULTS: dict[str, tuple[Any, str]] = {
    "sealing a name": (vault, "seal_identities"),
    "sealing facts": (vault, "seal_facts"),
    "opening a name": (vault, "open_identities"),
    "looking at a name": (vault, "look"),
    "opening facts": (vault, "open_facts"),
    "claiming": (vault, "claim"),
    "asking who is claimed": (vault, "claimed"),
    "a fingerprint": (Claims, "_print"),
    "writing an identity": (identity, "to_bytes"),
    "reading an identity": (identity, "from_bytes"),
    "writing facts": (Facts, "to_bytes"),
    "reading facts": (Facts, "from_bytes"),
    "masking a name": (holding, "mask_name"),
    "the directory": (Index, "resolve"),
    "reading a list": (people, "read_line"),
    "people of a list": (steps, "named"),
    "reading a contact": (contact, "read_contact"),
    "a code": (by_code, "find"),
    "a page": (Template, "render"),
}


class Fault(Exception):
    pass


@contextmanager
def log() -> Iterator[io.StringIO]:
    """What this process would write to its log, by its own handlers."""
    found: list[logging.StreamHandler[Any]] = [
        handler
        for logger in (logging.getLogger(), logging.getLogger("django.request"))
        for handler in logger.handlers
        if isinstance(handler, logging.StreamHandler)
        and any(isinstance(one, NoContent) for one in handler.filters)
    ]
    assert found
    written = io.StringIO()
    before = [handler.setStream(written) for handler in found]
    try:
        yield written
    finally:
        for handler, stream in zip(found, before, strict=True):
            handler.setStream(stream)


def failing(times: int) -> Callable[..., Any]:
    """Fails so often, with everything it was given in its message and in its frame."""
    left = [times]

    def fails(*given: Any, **more: Any) -> Any:
        if left[0]:
            left[0] -= 1
            typed = WORSE
            raise Fault(f"{typed} {given!r} {more!r}")
        raise Fault(WORSE)

    return fails


Act = Callable[[], Any]


def requests(cast: Cast) -> Iterator[tuple[str, Callable[[], Act]]]:
    """Whatever a person can do that touches a name: the page opened, and what is then sent."""
    visitor = Client(raise_request_exception=False)
    typed = {"name": WHO.name, "contact": WHO.email}

    def sends(address: str, **fields: Any) -> Callable[[], Act]:
        def opened() -> Act:
            token = token_on(visitor.get(address))
            return lambda: visitor.post(address, {"once": token, **fields}, headers=HERE)

        return opened

    lines = f"{WHO.name}\t{WHO.email}\n"
    event = {"unit": cast.surgery.pk, "kind": "died", "urgency": "today", "exposed": lines,
             "date": "2026-11-23", "complete": "all"}  # fmt: skip
    yield "for me", sends("/for-me/", go="send", **typed)
    yield "for me, second step", sends("/for-me/", go="more", **typed)
    yield "for a colleague", sends("/for-a-colleague/", go="send", **typed)
    yield "an event, looked over", sends("/event/", go="look", **event)
    yield "an event", sends("/event/", go="send", **event)
    row = received(cast, name=WHO.name, contact=WHO.phone)
    code = "0000-0000-0000-0000-0000-0000"
    vault.set_code(row.handle, code)

    def holding() -> Any:
        return visitor.post("/my-code/", {"code": code}, headers=HERE)

    def changes() -> Act:
        change = {"code": code, "act": "contact", "contact": WHO.email}
        sent = {"once": token_on(holding()), **change}
        return lambda: visitor.post("/my-code/", sent, headers=HERE)

    yield "a code", lambda: holding
    yield "a change by code", changes
    yield from _members_requests(cast, f"/desk/{row.handle}/")


def _members_requests(cast: Cast, page: str) -> Iterator[tuple[str, Callable[[], Act]]]:
    desk, phone = (Client(raise_request_exception=False) for _ in range(2))
    desk.force_login(cast.cora)
    phone.force_login(cast.sue.member)
    hers = at_stage(cast, Stage.CONFIRMED).handle

    def sends(address: str, **fields: Any) -> Callable[[], Act]:
        def opened() -> Act:
            token = token_on(desk.get(page))
            return lambda: desk.post(address, {"once": token, **fields})

        return opened

    yield "the desk", lambda: lambda: desk.get("/desk/")
    yield "a name at the desk", sends(f"{page}open/")
    yield "a search", sends(f"{page}search/", words=WHO.name)
    yield "a supporter's page", lambda: lambda: phone.get(f"/outreach/{hers}/")
    yield "the safety page", lambda: lambda: phone.get(f"/outreach/{hers}/safety/")


@pytest.fixture
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.mark.usefixtures("_at_nine")
def test_no_fault_repeats_a_name_in_a_log_or_an_answer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    asked = list(requests(cast))
    answers: list[tuple[str, bytes]] = []
    reached: set[str] = set()
    with log() as written:
        for fault, (owner, name) in FAULTS.items():
            for what, opened in asked:
                rush.METERS.forget()
                act = opened()
                with monkeypatch.context() as patched:
                    # A template fails once; then the page that says so must still come.
                    once = getattr(owner, name) if fault == "a page" else None
                    patched.setattr(owner, name, _once(once) if once else failing(9))
                    answer = act()
                if answer.status_code >= 500:
                    reached.add(fault)
                    whole = str(dict(answer.items())).encode() + answer.content
                    answers.append((f"{fault}, {what}", whole))
    assert reached == set(FAULTS), set(FAULTS) - reached
    found = search(wanted([WHO]), [*answers, ("log", written.getvalue().encode())])
    assert "Fault" in written.getvalue(), "each is told of, by its kind and place"
    ledger.record_search(
        "faults: logs and answers",
        found,
        canaries=1,
        control=_with_plain_errors(asked, monkeypatch),
        remark=f"{len(answers)} faults at {len(reached)} places",
    )


def _once(act: Callable[..., Any]) -> Callable[..., Any]:
    left = [1]

    def fails(*given: Any, **more: Any) -> Any:
        if left and left.pop():
            raise Fault(WORSE)
        return act(*given, **more)

    return fails


def _with_plain_errors(
    asked: list[tuple[str, Callable[[], Act]]], monkeypatch: pytest.MonkeyPatch
) -> int:
    """The control: Django as it comes, with its reports and a log that is not filtered."""
    acts = [(what, opened()) for what, opened in asked]
    with log() as written, monkeypatch.context() as patched:
        patched.setattr(NoContent, "filter", lambda self, record: True)
        patched.setattr(settings, "DEBUG", True)
        patched.setattr(vault, "open_facts", failing(9))
        answers = [(what, act().content) for what, act in acts]
    return len(search(wanted([WHO]), [*answers, ("log", written.getvalue().encode())]).hits)


@pytest.mark.parametrize(
    ("owner", "name"),
    [(Facts, "from_bytes"), (vault, "open_facts"), (vault, "forget"), (delivery, "send")],
    ids=["reading facts", "opening facts", "forgetting", "mail"],
)
def test_no_fault_of_the_worker_repeats_a_name(
    owner: Any, name: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(cast, name=WHO.name, contact=WHO.phone)
    for stage in (Stage.ASKED, Stage.CLOSING):
        at_stage(cast, stage)
    with log() as written, monkeypatch.context() as patched:
        patched.setattr(owner, name, failing(99))
        list(sweep.perform(sweep.SWEEP, NOW.replace(hour=23)))
    assert "Fault" in written.getvalue()
    assert search(wanted([WHO]), [("log", written.getvalue().encode())]).hits == []


_BROKEN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "beside.settings"
import django
django.setup()
from beside.vault import actions as vault
def fails(*given, **more):
    raise ValueError({message!r})
vault.open_identities = vault.open_facts = vault.statistics = fails
from beside.cli import main
sys.exit(main([{command!r}]))
"""


@pytest.mark.parametrize("command", ["verify", "holdings", "sweep", "doctor"])
def test_no_fault_of_a_command_repeats_a_name(command: str, tmp_path: Path) -> None:
    environment = surrounding(tmp_path / "home")
    set_up = [sys.executable, "-m", "beside", "setup"]
    subprocess.run(set_up, env=environment, cwd=ROOT, check=True, capture_output=True)
    program = _BROKEN.format(message=WORSE, command=command)
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True
    )
    assert search(wanted([WHO]), [("said", done.stdout + done.stderr)]).hits == []
    if command == "holdings":
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"failure ValueError in fails" in done.stderr, "its kind and its place are told"
