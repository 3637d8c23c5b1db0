"""The database is full at any write while somebody asks: told calmly, and sent again it is there.

Rosa types her name once. Whatever breaks, the form that she sends again counts once, her code
works, and nobody else's request has suffered.
"""

from __future__ import annotations

import pytest
from django.db import OperationalError, connections

from beside.referrals.actions import peek
from beside.referrals.models import Referral
from beside.vault import actions as vault
from tests.attacks.killing import Steps, count_database
from tests.cast import Cast
from tests.referrals.making import received
from tests.referrals.visitor import Visitor, code_on, token_on, words

ROSA = {"name": "Rosa Reyes", "contact": "503 555 0142"}


def refuse() -> None:
    raise OperationalError("database or disk is full")


@pytest.fixture
def visitor(transactional_db: None) -> Visitor:
    visitor = Visitor()
    visitor.client.raise_request_exception = False
    return visitor


def test_whoever_asks_while_there_is_no_room_is_told_so_and_asks_again(
    visitor: Visitor, cast: Cast
) -> None:
    earlier = received(cast, name="Kim Park")
    fatal = refused = 0
    while True:
        fatal += 1
        once = token_on(visitor.open("/for-me/"))
        steps = Steps(fatal, refuse)
        connection = connections["default"]
        commit = connection._commit
        count_database(steps)
        answer = visitor.client.post(
            "/for-me/",
            {"once": once, "go": "send", **ROSA},
            headers={"sec-fetch-site": "same-origin"},
        )
        connection.execute_wrappers.pop()
        connection._commit = commit
        connections.close_all()
        if answer.status_code != 200:
            refused += 1
            assert answer.status_code == 503
            assert answer["Cache-Control"] == "no-store"
            assert "may not have reached us" in words(answer)
            assert "send it once more" in words(answer)
            assert "Rosa" not in words(answer)
        again = visitor.post("/for-me/", once=once, go="send", **ROSA)
        found = vault.find_code(code_on(again))
        [row] = [one for one in Referral.objects.all() if one.handle != earlier.handle]
        assert found == row.handle
        assert peek(row).name == "Rosa Reyes"
        row.delete()
        if steps.taken < fatal:
            break
    assert refused > 2
    assert peek(earlier).name == "Kim Park"
