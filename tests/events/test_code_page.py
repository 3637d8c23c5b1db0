"""The reporter's code: add a name, take it back, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.events.models import Event, load
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from beside.vault import actions as vault
from beside.vault import codes
from tests.cast import NOW, Cast
from tests.events.paging import FROM_HERE, forms_of, press
from tests.events.telling import names, tell

CODE = codes.write(bytes(range(14)))
OTHER = codes.write(bytes(14))


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def enter(client: Client, code: str = CODE) -> Any:
    return client.post(reverse("events:code"), {"code": code}, headers=FROM_HERE)


def test_the_code_shows_what_it_can_do_and_nothing_of_what_came_of_it(
    client: Client, cast: Cast
) -> None:
    tell(cast, code=CODE)
    before = enter(client)
    assert before.status_code == 200
    text = before.content.decode()
    for secret in ("Rosa", "Reyes", "Surgery", "4 people", "died"):
        assert secret not in text
    tell(cast, "Kim Park\n", unit=cast.medicine.pk, code=OTHER)

    def bare(page: Any) -> str:
        return re.sub(r'value="[^"]*"', "", page.content.decode())

    assert bare(before) == bare(enter(client, OTHER))


def test_a_name_is_looked_over_and_added(client: Client, cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\n", code=CODE)
    page = press(client, enter(client), "look_over", exposed="Faye Frost\n")
    assert "1 person is understood." in page.content.decode()
    assert Referral.objects.count() == 1
    press(client, page, "send")
    press(client, page, "send")
    assert set(names(event)) == {"Rosa Reyes", "Faye Frost"}


def test_back_from_looking_over_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    tell(cast, code=CODE)
    page = press(client, enter(client), "look_over", exposed="Kim Park\n99\n")
    back = press(client, page, "change", line_2="Una Other")
    form = next(one for one in forms_of(back) if "exposed" in one.fields)
    assert form.fields["exposed"] == "Kim Park\nUna Other"


def test_no_name_is_said_to_be_none(client: Client, cast: Cast) -> None:
    tell(cast, code=CODE)
    page = press(client, enter(client), "look_over", exposed=" \n")
    assert page.status_code == 422
    assert "at least one name" in page.content.decode()


def test_taken_back_once_however_often_it_is_sent(client: Client, cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\n", code=CODE)
    page = enter(client)
    page = press(client, page, "take_back")
    first, second = (press(client, page, "take_back_now") for _time in range(2))
    assert first.content == second.content
    assert load(event.handle).stage == Event.Stage.VOIDED
    assert [row.stage for row in Referral.objects.all()] == [Stage.CLOSING]


def test_from_another_site_nothing_is_taken_back(client: Client, cast: Cast) -> None:
    event = tell(cast, code=CODE)
    [form] = forms_of(press(client, enter(client), "take_back"))
    data = {**form.fields, "go": "take_back_now"}
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert client.post(form.action, data, headers=elsewhere).status_code == 403
    assert load(event.handle).is_open


def test_wrong_old_and_forgotten_codes_get_one_answer(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(cast, code=CODE)
    wrong = enter(client, OTHER)
    assert wrong.status_code == 422
    assert "no report by this code" in wrong.content.decode()
    slip = enter(client, CODE[:-1] + ("0" if CODE[-1] != "0" else "1"))

    def bare(page: Any) -> str:
        return re.sub(r'value="[^"]*"', "", page.content.decode())

    assert bare(slip) == bare(wrong)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=30))
    assert bare(enter(client)) == bare(wrong)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    press(client, press(client, enter(client), "take_back"), "take_back_now")
    assert bare(enter(client)) == bare(wrong)


def test_the_code_of_a_referral_opens_nothing_here(client: Client, cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\n")
    vault.set_code(names(event)["Rosa Reyes"].handle, OTHER)
    assert enter(client, OTHER).status_code == 422


def test_small_letters_and_spaces_do_not_matter(client: Client, cast: Cast) -> None:
    tell(cast, code=CODE)
    assert enter(client, CODE.lower().replace("-", " ")).status_code == 200


def test_without_a_code_one_is_asked_for(client: Client, cast: Cast) -> None:
    assert client.get(reverse("events:code")).status_code == 200
    assert "type the code" in enter(client, "").content.decode()


def test_taking_back_is_asked_once_more_and_can_be_left(cast: Cast) -> None:
    told, client = tell(cast, code=CODE), Client()
    page = press(client, enter(client), "take_back")
    assert "Take the report back?" in page.content.decode()
    assert Event.objects.filter(handle=told.handle).exists()
    assert "Your report is here" in press(client, page, "").content.decode()
    assert Event.objects.filter(handle=told.handle).exists()
