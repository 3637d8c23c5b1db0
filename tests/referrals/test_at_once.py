"""Two act on one request in the same moment: what either has said of the person is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from beside.desk import finding
from beside.directory.index import index
from beside.events import actions as events
from beside.events.actions import joining
from beside.events.models import Event
from beside.notices.models import Notice
from beside.referrals import actions, asking, by_code, change, due, forgetting
from beside.referrals.asking import Asking, Concern, ask_for_oneself, refer_colleague
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from beside.vault import codes
from beside.vault.actions import Closing
from tests.cast import NOW, TODAY, Cast
from tests.events.telling import tell
from tests.meanwhile import Other, after, before
from tests.referrals.making import at_stage, received, waiting
from tests.referrals.visitor import HERE

OWN, CODE = "+1 503 555 0777", codes.write(bytes(14))
LATER = NOW + timedelta(minutes=11)
Verb = Callable[[Cast, Referral], object]


def contacts(row: Referral) -> set[str]:
    return {one.value for one in actions.peek(load(row.handle)).contacts}


def give(row: Referral) -> None:
    """The person says how they want to be reached."""
    by_code.give_contact(row, OWN, by=None, at=NOW)


def stop(row: Referral) -> None:
    """The person wants to be forgotten, and is."""
    actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert forgetting.complete([row.handle], at=NOW) == 1


def find_out(cast: Cast, row: Referral) -> None:
    actions.resolve(row.handle, index().by_id(cast.rosa.pk), by=cast.cora, at=NOW)


def name_again(cast: Cast, row: Referral) -> None:
    refer_colleague(Concern("Rosa Reyes", "+15035550011"), by=None, at=NOW)
    assert Referral.objects.count() == 1


def name_in_an_event(cast: Cast, row: Referral) -> None:
    tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\t+1 503 555 0888\n")
    assert load(row.handle).facts.events


def join_another(cast: Cast, row: Referral) -> None:
    twin = received(cast, contact="+1 503 555 0012")
    actions.merge(twin.handle, row.handle, by=cast.cora, at=NOW)


SLOWER: dict[str, Verb] = {
    "finds out who it is": find_out,
    "adds a contact": lambda cast, row: actions.add_contact(
        row.handle, "+1 503 555 0999", by=cast.cora, at=NOW
    ),
    "names them again": name_again,
    "names them in an event": name_in_an_event,
    "joins another request": join_another,
}


@pytest.mark.parametrize("what", SLOWER)
def test_a_contact_that_the_person_gives_while_somebody_else_acts_is_not_lost(
    cast: Cast, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = received(cast) if what.startswith("finds") else waiting(cast)
    before(monkeypatch, change, "_load_all", lambda: give(row))
    SLOWER[what](cast, row)
    assert OWN in contacts(row)


def test_who_somebody_is_stays_known_when_they_give_a_contact_from_an_older_page(
    cast: Cast,
) -> None:
    row = received(cast)
    find_out(cast, row)
    give(row)
    known = actions.peek(load(row.handle))
    assert (known.person, known.called) == (cast.rosa.pk, "Rosa Reyes")
    assert OWN in contacts(row)


def test_two_contacts_from_the_desk_at_once_are_both_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = waiting(cast)

    def add(number: str) -> None:
        actions.add_contact(row.handle, number, by=cast.cora, at=NOW)

    before(monkeypatch, change, "_load_all", lambda: add("+1 503 555 0901"))
    add("+1 503 555 0902")
    assert {"+1 503 555 0901", "+1 503 555 0902"} <= contacts(row)


# ---- Somebody stops in the middle of another's act.

STOPPED: dict[str, Verb] = {
    "a contact is given": lambda cast, row: give(row),
    "a contact is added": SLOWER["adds a contact"],
    "they are found": find_out,
    "wishes are changed": lambda cast, row: actions.change_wishes(
        row.handle, lambda facts: None, actor=Actor.RECIPIENT, by=None, at=NOW, own_contact=OWN
    ),
}


@pytest.mark.parametrize("what", STOPPED)
def test_whoever_stops_while_something_is_said_of_them_is_forgotten_and_nobody_fails(
    cast: Cast, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = received(cast)
    before(monkeypatch, vault, "claim", lambda: stop(row))
    STOPPED[what](cast, row)
    assert vault.forgotten([row.handle]) == [True]
    assert vault.statistics().claims == 0


def test_who_asks_while_a_namesake_is_forgotten_is_received(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = waiting(cast)
    before(monkeypatch, asking.actions, "peek_many", lambda: stop(row))
    asked = Asking("Rosa Reyes", "+15035550011")
    fresh = ask_for_oneself(asked, code=CODE, by=None, at=NOW)
    assert load(fresh.handle).facts.waiting_on != "again"
    assert Referral.objects.count() == 1


def test_a_code_that_is_looked_at_while_it_is_stopped_elsewhere_shows_a_page(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = waiting(cast)
    vault.set_code(row.handle, CODE)
    after(monkeypatch, by_code, "find", lambda: stop(row))
    page = client.post("/my-code/", {"code": CODE}, headers=HERE)
    assert page.status_code == 200
    assert "This is being forgotten" in page.content.decode()


def test_a_code_of_a_request_that_was_joined_leads_on_in_every_moment(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, goes_on = received(cast), waiting(cast)
    vault.set_code(row.handle, CODE)
    actions.merge(row.handle, goes_on.handle, by=cast.cora, at=NOW)
    before(monkeypatch, by_code, "load", lambda: due.finish(LATER))
    found = by_code.find(CODE)
    assert not Referral.objects.filter(handle=row.handle).exists(), "it did happen in between"
    assert found is not None
    assert found.handle == goes_on.handle


def test_a_page_of_the_desk_stands_while_one_of_its_twins_is_forgotten(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, twin = waiting(cast), waiting(cast)
    assert [one.handle for one in finding.duplicates(row, cast.cora)] == [twin.handle]
    after(monkeypatch, vault, "claimed", lambda: stop(twin))
    assert finding.duplicates(row, cast.cora) == []
    stop(row)
    assert finding.duplicates(row, cast.cora) == []


def test_events_are_joined_while_one_of_their_people_is_forgotten(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "Rosa Reyes\trosa.reyes11@example.edu\n"
    first, second = tell(cast, line), tell(cast, "Uma Unlisted\tuma@example.org\n")
    [rosa] = joining.open_of(first.handle)
    before(monkeypatch, joining, "prints_of", lambda: stop(rosa))
    events.join(first.handle, second.handle, by=cast.cora, at=NOW)
    assert Referral.objects.count() == 1


def test_somebody_whose_event_is_gone_can_still_be_found(cast: Cast) -> None:
    """As after a keyring came back that does not know the event."""
    event = tell(cast, "Rosa Reyes\n")
    [row] = joining.open_of(event.handle)
    vault.forget([Closing(event.handle)], today=TODAY)
    Event.objects.all().delete()
    find_out(cast, row)
    assert load(row.handle).stage == Stage.WAITING
    assert vault.claimed([actions.fingerprints(actions.peek(load(row.handle)), None)]) == [
        frozenset({row.handle})
    ]


# ---- Undone in the same moment.


def test_what_is_closed_anew_in_the_midst_of_a_round_has_ten_minutes_of_its_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, late = waiting(cast), NOW + timedelta(minutes=9)

    def close(at: object) -> None:
        actions.close(row.handle, "signpost", actor=Actor.COORDINATOR, by=cast.cora, at=at)  # type: ignore[arg-type]

    def once_more() -> None:
        actions.undo(row.handle, actor=Actor.COORDINATOR, by=cast.cora, at=late)
        close(late)

    close(NOW)
    before(monkeypatch, due, "_step", once_more)
    assert due.finish(LATER) == 0
    assert load(row.handle).stage == Stage.CLOSING
    actions.undo(row.handle, actor=Actor.COORDINATOR, by=cast.cora, at=LATER)


def test_nobody_is_told_not_to_call_when_it_was_undone_before_she_could_be_told(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    row = at_stage(cast, Stage.TALKING)
    with django_capture_on_commit_callbacks() as slow:  # type: ignore[attr-defined]
        actions.close(row.handle, "signpost", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.undo(row.handle, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    for then in slow:
        then()
    assert not Notice.objects.exists()


# ---- Each waits for what the other has.


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_join_the_same_two_both_ways_do_not_wait_for_each_other_for_ever(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = waiting(cast), waiting(cast)
    dan = Other(lambda: actions.merge(two.handle, one.handle, by=cast.dan, at=NOW))
    after(monkeypatch, change, "compare_and_set", dan.has_a_moment)
    actions.merge(one.handle, two.handle, by=cast.cora, at=NOW)
    dan.join()
    assert isinstance(dan.refused, change.NotNow)
    assert {row.stage for row in Referral.objects.all()} == {Stage.CLOSING, Stage.WAITING}
    connection.close()
