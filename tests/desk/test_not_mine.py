"""Passing on what is not hers, in the moment in which the others leave."""

from __future__ import annotations

import pytest

from beside.desk.forms import NotMineForm
from beside.program.models import Member
from beside.referrals.models import load
from tests.cast import Cast
from tests.desk import matters
from tests.desk.pages import Desk


def test_who_was_left_alone_with_it_in_that_moment_is_told_the_same(
    cast: Cast, cora: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = matters.waiting(cast.rosa, cast.cora)
    monkeypatch.setattr(NotMineForm, "clean", lambda form: None)
    cora.go(f"/desk/{row.handle}/step/not_mine/")
    data = dict(cora.form("/step/not_mine/").fields)
    Member.objects.filter(pk=cast.dan.pk).update(is_active=False)
    page = cora.post(f"/desk/{row.handle}/step/not_mine/", data)
    assert page.status == 422
    assert "it would be missed" in page
    assert load(row.handle).facts.hidden_from == []
