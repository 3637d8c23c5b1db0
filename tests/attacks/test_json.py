"""One address answers in JSON: the question for a passkey, which a script fetches. No other does.

Whatever is asked of it, it answers with that question, a page or a refusal, and never breaks.
"""

from __future__ import annotations

import random
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from django.test import Client

from beside.doors.models import SignedIn
from beside.program.models import Member
from tests.attacks.ledger import Ledger
from tests.attacks.odd import odd
from tests.attacks.test_origin import addresses, members
from tests.cast import NOW, Cast
from tests.referrals.visitor import HERE

QUESTION = "/sign-in/passkey/"
BY_SCRIPT = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}
ASKED = 400
# All that the question may hold (W3C, Web Authentication, PublicKeyCredentialRequestOptions).
MAY_SAY = {"challenge", "timeout", "rpId", "allowCredentials", "userVerification", "hints",
           "extensions"}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def browser(member: Member | None) -> Client:
    client = Client(raise_request_exception=False)
    if member is not None:
        client.force_login(member)
    return client


def is_json(answer: Any) -> bool:
    return "json" in answer.headers.get("Content-Type", "")


def test_whoever_asks_for_json_gets_it_at_one_address_only(cast: Cast) -> None:
    found, asked = set(), 0
    everywhere = list(addresses(cast))
    for member in members(cast):
        for address, _is_public in everywhere:
            if address == "/sign-out/":
                continue
            client = browser(member)
            for answer in (
                client.get(address, headers=BY_SCRIPT),
                client.post(address, {"email": "nora@example.edu"}, headers={**BY_SCRIPT, **HERE}),
                client.post(address, "{}", "application/json", headers=HERE),
            ):
                assert answer.status_code != 500, address
                asked += 1
                if is_json(answer):
                    found.add((address, answer.request["REQUEST_METHOD"]))
    print(f"\n{asked} times asked for JSON at {len(everywhere)} addresses")
    assert found == {(QUESTION, "GET")}


def is_a_question(answer: Any) -> bool:
    """As the standard writes it, and it names nobody's key."""
    said = answer.json()
    asked = said.get("request_options", {}).get("publicKey", {})
    challenge = asked.get("challenge", "")
    return (
        set(said) == {"request_options"}
        and set(asked) <= MAY_SAY
        and len(urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4))) >= 16
        and not asked.get("allowCredentials")
        and asked.get("userVerification") == "required"
    )


def ask(client: Client, chance: random.Random) -> Any:
    """A request as nobody's script sends it."""
    headers = {name: odd(chance).replace("\n", " ").replace("\r", " ") for name in
               ("accept", "content-type", "accept-language", "x-http-method-override", "origin")
               if chance.random() < 0.3}  # fmt: skip
    if chance.random() < 0.7:
        headers |= BY_SCRIPT
    headers = {name: value.encode("latin-1", "replace").decode("latin-1")
               for name, value in headers.items()}  # fmt: skip
    method = chance.choice(("GET", "GET", "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE"))
    body = odd(chance) if method not in ("GET", "HEAD") else ""
    query = {odd(chance)[:40]: odd(chance)[:200] for _each in range(chance.randint(0, 3))}
    kind = chance.choice(("application/json", "application/x-www-form-urlencoded", "text/plain"))
    headers.pop("content-type", None)
    return client.generic(method, QUESTION, body, kind, query_params=query, headers=headers)


def test_the_question_is_a_question_whatever_is_sent_with_it(cast: Cast, ledger: Ledger) -> None:
    chance, challenges, wrong, statuses = random.Random(11), set(), [], {}
    for _time in range(ASKED):
        answer = ask(browser(None), chance)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code not in (200, 302, 400, 405, 413) or "json" in answer.cookies:
            wrong.append(answer.status_code)
        if is_json(answer) and answer.content:
            challenges.add(answer.json()["request_options"]["publicKey"]["challenge"])
            if not is_a_question(answer) or answer["Cache-Control"] != "no-store":
                wrong.append(answer.content)
    assert len(challenges) > ASKED / 5, "most were true questions"
    ledger.record(
        f"JSON: {ASKED} odd requests for the one question",
        places=ASKED,
        hits=len(wrong),
        control=len(challenges),
        remark=" ".join(f"{one}: {number}" for one, number in sorted(statuses.items()))
        + "; control: questions, each another",
    )


def test_no_two_questions_are_alike_and_their_rows_are_nobodys(cast: Cast) -> None:
    said = [browser(None).get(QUESTION, headers=BY_SCRIPT).json() for _time in range(20)]
    asked = {one["request_options"]["publicKey"]["challenge"] for one in said}
    assert len(asked) == 20
    assert not SignedIn.objects.filter(member__isnull=False).exists()
