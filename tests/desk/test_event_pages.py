"""The coordinator's event pages: how far an event is, who is meant, and what can be done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beside.audit.models import DayCount
from beside.events.models import Event, load
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from tests.cast import NOW, Cast
from tests.desk.conftest import Clock
from tests.events.paging import forms_of, press
from tests.events.telling import names, tell
from tests.referrals.making import hold


def browser(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def cora(cast: Cast) -> Client:
    return browser(cast.cora)


def go(client: Client, event: Event) -> Any:
    return client.get(reverse("desk:event", args=[event.handle]))


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def opened(client: Client, event: Event) -> Any:
    return press(client, go(client, event), "open", name="what")


def test_the_list_says_how_far_each_event_is(cast: Cast, cora: Client) -> None:
    tell(cast)
    page = words(cora.get(reverse("desk:events")))
    assert "Surgery" in page
    assert "a patient died" in page
    assert "4 people: 0 offered, 0 reached, 4 still to find." in page
    assert "Rosa" not in page


def test_names_are_shown_only_once_they_are_opened_in_one_recorded_act(
    cast: Cast, cora: Client
) -> None:
    event = tell(cast)
    closed = words(go(cora, event))
    assert "Rosa" not in closed
    assert "Open the names of this event (4)" in closed
    page = words(opened(cora, event))
    assert "Rosa Reyes" in page
    assert DayCount.objects.get(verb="open_name").number == 4
    for row in names(event).values():
        assert list(row.facts.looks) == [str(cast.cora.pk)]
    go(cora, event)
    assert DayCount.objects.get(verb="open_name").number == 4  # shown again, not opened again


def test_names_hide_again_when_asked_and_after_twenty_idle_minutes(
    cast: Cast, cora: Client, clock: Clock
) -> None:
    event = tell(cast)
    page = opened(cora, event)
    assert "Rosa" not in words(press(cora, page, "hide", name="what"))
    opened(cora, event)
    clock.forward(minutes=21)
    assert "Rosa" not in words(go(cora, event))


def test_certain_ones_are_chosen_beforehand_and_nobody_else_is(cast: Cast, cora: Client) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\nFaye Frost\nKim Park\nUma Unlisted\n")
    page = opened(cora, event)
    form = next(one for one in forms_of(page) if ("what", "resolve") in one.buttons)
    rows = names(event)
    chosen = {name: form.fields[f"who_{row.handle.hex}"] for name, row in rows.items()}
    assert chosen == {
        "Rosa Reyes": str(cast.rosa.pk),
        "Faye Frost": "unsure",
        "Kim Park": "unsure",
        "Uma Unlisted": "unsure",
    }
    text = words(page)
    assert "Kim Park, Faculty, Medicine" in text
    assert "Kim Park, Resident, Pediatrics" in text
    assert "Not in the directory; conflicts are not checked" in text


def test_one_button_resolves_all_that_are_chosen(cast: Cast, cora: Client) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\nKim Park\nUma Unlisted\nFaye Frost\n")
    rows = names(event)
    after = press(
        cora,
        opened(cora, event),
        "resolve",
        name="what",
        typed={
            f"who_{rows['Kim Park'].handle.hex}": cast.kim_two.pk,
            f"who_{rows['Uma Unlisted'].handle.hex}": "outside",
        },
    )
    stages = {name: (row.stage, row.facts.match) for name, row in names(event).items()}
    assert stages == {
        "Rosa Reyes": (Stage.WAITING, "confirmed"),
        "Kim Park": (Stage.WAITING, "confirmed"),
        "Uma Unlisted": (Stage.WAITING, "outside"),
        "Faye Frost": (Stage.RECEIVED, "unknown"),
    }
    assert referrals.peek(names(event)["Kim Park"]).person == cast.kim_two.pk
    text = words(after)
    assert "4 people: 0 offered, 0 reached, 1 still to find." in text
    assert reverse("desk:referral", args=[rows["Rosa Reyes"].handle]) in text


def test_sent_twice_it_is_done_once(cast: Cast, cora: Client) -> None:
    event = tell(cast)
    page = opened(cora, event)
    press(cora, page, "resolve", name="what")
    again = press(cora, page, "resolve", name="what")
    assert "already done" in words(again)
    assert DayCount.objects.filter(verb="resolve").get().number == 3  # all but Uma, once each


def test_a_referral_that_is_hidden_from_her_is_neither_shown_nor_resolved(
    cast: Cast, cora: Client
) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\nRemy Roth\n")
    rosa = names(event)["Rosa Reyes"].handle
    referrals.not_mine(rosa, by=cast.cora, at=NOW)
    page = opened(cora, event)
    assert "Rosa" not in words(page)
    press(cora, page, "resolve", name="what", typed={f"who_{rosa.hex}": cast.rosa.pk})
    assert names(event)["Rosa Reyes"].stage == Stage.RECEIVED


def test_names_are_added_and_what_is_wrong_is_kept(cast: Cast, cora: Client) -> None:
    event = tell(cast, "")
    wrong = press(cora, go(cora, event), "add", name="what", exposed="Rosa Reyes\n12345\n")
    assert wrong.status_code == 422
    assert "no name in line 2" in words(wrong)
    both = press(cora, go(cora, event), "add", name="what", exposed="Rosa Reyes & Remy Roth\n")
    assert "two people in line 1" in words(both)
    assert not Referral.objects.exists()
    form = next(one for one in forms_of(wrong) if ("what", "add") in one.buttons)
    assert form.fields["exposed"].strip() == "Rosa Reyes\n12345"
    assert not Referral.objects.exists()
    press(cora, wrong, "add", name="what", exposed="Rosa Reyes\nFaye Frost\n")
    assert set(names(event)) == {"Rosa Reyes", "Faye Frost"}


def test_who_told_us_is_shown_with_the_names_and_gone_when_all_is_found(
    cast: Cast, cora: Client
) -> None:
    event = tell(
        cast,
        "Rosa Reyes\trosa.reyes11@example.edu\n",
        completeness="others",
        call_back="503 555 0177",
        who_knows="Charge nurse",
    )
    assert "503 555 0177" not in words(go(cora, event))
    page = opened(cora, event)
    assert "503 555 0177" in words(page)
    assert "Charge nurse" in words(page)
    assert "destroyed as soon as everyone is found" in words(page)
    resolved = press(cora, page, "resolve", name="what")
    assert "503 555 0177" in words(resolved)  # others are still to be named
    whole = press(cora, resolved, "complete", name="what")
    assert "503 555 0177" not in words(whole)
    assert not load(event.handle).facts.can_call_back


def test_what_a_hold_may_keep_of_it_is_not_called_gone_when_all_is_found(
    cast: Cast, cora: Client
) -> None:
    event = tell(cast, "Rosa Reyes\n", completeness="others", call_back="503 555 0177")
    hold(cast, unit="999")
    page = words(opened(cora, event))
    assert "503 555 0177" in page
    assert "destroyed as soon as" not in page
    assert "it may be destroyed later than that" in page


def test_an_event_is_taken_back(cast: Cast, cora: Client) -> None:
    event = tell(cast)
    page = press(cora, go(cora, event), "take_back", name="what")
    assert page.redirect_chain[-1][0].startswith(reverse("desk:events"))
    assert {row.stage for row in Referral.objects.all()} == {Stage.CLOSING}
    assert go(cora, event).status_code == 404


def test_events_that_may_be_the_same_are_joined_and_separated(cast: Cast, cora: Client) -> None:
    one = tell(cast, "Rosa Reyes\n")
    other = tell(cast, "Faye Frost\n", day=load(one.handle).facts.on.replace(day=24))
    page = go(cora, one)
    assert "This may be the same event as" in words(page)
    joined = press(cora, page, "join", name="what", about=str(other.handle))
    assert "Joined with" in words(joined)
    assert load(other.handle).facts.joined == (one.handle,)
    apart = press(cora, joined, "separate", name="what", about=str(other.handle))
    assert "This may be the same event as" in words(apart)
    assert load(other.handle).facts.joined == ()


def test_an_event_told_on_the_telephone(cast: Cast, cora: Client) -> None:
    first = cora.get(reverse("desk:event_new"))
    second = press(
        cora, first, "look", unit=cast.surgery.pk, kind="violence", exposed="Rosa Reyes\n"
    )
    assert "1 person is understood." in words(second)
    press(cora, second, "send")
    event = load(Event.objects.get().handle)
    assert event.facts.reported_by == "coordinator"
    assert set(names(event)) == {"Rosa Reyes"}


@pytest.mark.parametrize("who", ["lea", "ann", "sam"])
def test_for_everyone_else_the_pages_do_not_exist(cast: Cast, who: str) -> None:
    event = tell(cast)
    member = cast.sam.member if who == "sam" else getattr(cast, who)
    client = browser(member)
    for address in ("/desk/events/", "/desk/events/new/", f"/desk/events/{event.handle}/"):
        assert client.get(address).status_code == 404
    data = {"what": "take_back"}
    assert client.post(f"/desk/events/{event.handle}/", data).status_code == 404
    assert load(event.handle).is_open


def test_an_unknown_event_or_button_does_not_exist(cast: Cast, cora: Client) -> None:
    event = tell(cast)
    assert cora.get("/desk/events/00000000-0000-0000-0000-000000000000/").status_code == 404
    page = go(cora, event)
    token = next(one.fields["once"] for one in forms_of(page) if "once" in one.fields)
    where = f"/desk/events/{event.handle}/"
    assert cora.post(where, {"what": "look_up", "once": token}).status_code == 404
