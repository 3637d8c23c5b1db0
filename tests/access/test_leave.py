"""Somebody who leaves is out at once, everywhere; and nobody they were reaching is missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from beside import cli
from beside.audit.models import Administration
from beside.doors import invitations
from beside.doors.models import SignedIn
from beside.matching import actions as matching
from beside.matching.suggesting import suggestions
from beside.notices import due as notices
from beside.outreach.due import come_back, derive
from beside.program import actions as program
from beside.program.actions import NotTheirs
from beside.program.models import Invitation, Member, Role
from beside.referrals import actions, due
from beside.referrals.models import load
from beside.rules.clocks import UNDO
from beside.rules.stages import Actor, Stage
from beside.supporters.models import Supporter
from beside.sweep import ROUND, perform
from beside.vault import once
from tests.access.addresses import addresses
from tests.cast import NOW, Cast, supporter
from tests.desk.pages import Desk
from tests.referrals.making import at_stage, waiting
from tests.referrals.visitor import HERE


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def browser(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def sue_leaves(cast: Cast) -> Member:
    member = Member.objects.get(pk=cast.sue.member.pk)
    program.leave(member, by=cast.lea, at=NOW)
    return member


# ---- out, everywhere ----


def test_the_next_request_of_an_open_session_is_refused(cast: Cast) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    hers = browser(cast.sue.member)
    assert hers.get(f"/outreach/{row.handle}/").status_code == 200
    sue_leaves(cast)
    answer = hers.get(f"/outreach/{row.handle}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    assert not SignedIn.objects.exists()


def test_a_form_that_was_open_in_her_browser_does_nothing_any_more(cast: Cast) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    hers = browser(cast.sue.member)
    token = once.issue(NOW, f"member:{cast.sue.member.pk}").text
    sue_leaves(cast)
    answer = hers.post(f"/outreach/{row.handle}/", {"once": token, "answer": "talk"})
    assert answer["Location"] == "/sign-in/"
    assert load(row.handle).stage == Stage.CONFIRMED


def test_every_page_but_the_public_ones_sends_her_to_the_door(cast: Cast) -> None:
    """Also where a session row came back from a backup: the member behind it is out."""
    hers = browser(cast.sue.member)
    kept = list(SignedIn.objects.all())
    sue_leaves(cast)
    SignedIn.objects.bulk_create(kept)
    closed = [one for one in addresses() if not one.is_public and not one.kwargs]
    assert len(closed) > 15
    for one in closed:
        assert hers.get(one.route)["Location"].startswith("/sign-in/"), one.route


def test_her_invitation_her_key_and_her_mailbox_open_nothing(
    cast: Cast, mailoutbox: list[Any]
) -> None:
    Authenticator.objects.create(user=cast.sue.member, type="webauthn", data={"name": "hers"})
    secret = invitations.invite(cast.sue.member.email, "Sue", (), by=None, at=NOW)
    assert invitations.find(secret, at=NOW) == cast.sue.member
    sue_leaves(cast)
    assert invitations.find(secret, at=NOW) is None
    assert not Invitation.objects.filter(member=cast.sue.member).exists()
    assert not Authenticator.objects.exists()
    Client().post("/sign-in/", {"email": cast.sue.member.email}, headers=HERE)
    assert mailoutbox == []


def test_she_is_suggested_no_more_stands_on_no_roster_and_gets_no_mail(
    cast: Cast, mailoutbox: list[Any]
) -> None:
    at_stage(cast, Stage.ASKED)
    derive(NOW)
    sue_leaves(cast)
    row = waiting(cast, cast.kim_one, name="Kim Park", contact="+15035550014")
    assert cast.sue not in {one.supporter for one in suggestions(row, at=NOW)}
    assert cast.sue not in Supporter.objects.current()
    assert b"Sue Sato" not in Client().get("/supporters/").content
    notices.deliver(NOW)
    assert mailoutbox == []


def test_a_coordinator_who_leaves_decides_nothing_any_more(cast: Cast) -> None:
    program.leave(cast.dan, by=cast.lea, at=NOW)
    assert Member.objects.get(pk=cast.dan.pk).roles == frozenset()
    assert list(Member.objects.with_role(Role.COORDINATOR)) == [cast.cora]
    assert b"Dan" not in Client().get("/for-me/").content


# ---- nobody is missed ----


@pytest.mark.parametrize(
    "stage",
    [
        Stage.ASKED,
        Stage.TAKEN,
        Stage.CONFIRMED,
        Stage.REACHING,
        Stage.OFFERED,
        Stage.TALKING,
        Stage.CONTACT,
    ],
)
def test_what_she_had_in_hand_comes_back_to_the_desk(stage: Stage, cast: Cast) -> None:
    row = at_stage(cast, stage)
    assert come_back(NOW) == 0, "nobody has left"
    sue_leaves(cast)
    assert come_back(NOW) == 1
    after = load(row.handle)
    assert (after.stage, after.facts.supporter) == (Stage.WAITING, None)
    assert after.facts.due_at is not None
    assert after.facts.expecting == (stage is Stage.TALKING)
    assert come_back(NOW) == 0
    matching.ask(row.handle, supporter("Sid Sun"), by=cast.cora, at=NOW)


def test_a_rest_goes_on_and_comes_back_when_it_is_over(cast: Cast) -> None:
    row = at_stage(cast, Stage.RESTING)
    sue_leaves(cast)
    assert come_back(NOW) == 0
    then = NOW + timedelta(weeks=2)
    due.wake(then)
    assert come_back(then) == 1
    assert load(row.handle).stage == Stage.WAITING


def test_what_she_had_just_closed_is_forgotten_as_if_she_were_here(cast: Cast) -> None:
    at_stage(cast, Stage.CLOSING)
    sue_leaves(cast)
    assert come_back(NOW) == 0
    assert due.finish(NOW + UNDO) == 1


def test_what_a_coordinator_held_who_has_left_is_held_by_nobody(cast: Cast) -> None:
    row = waiting(cast)
    actions.wait_on(row.handle, "recipient", NOW.date().isoformat(), by=cast.dan, at=NOW, hold=True)
    program.leave(cast.dan, by=cast.lea, at=NOW)
    come_back(NOW)
    facts = load(row.handle).facts
    assert (facts.holder, facts.waiting_holder) == (None, None)
    assert facts.waiting_on == "recipient"


def test_the_worker_does_it_with_its_next_round(cast: Cast) -> None:
    at_stage(cast, Stage.REACHING)
    sue_leaves(cast)
    assert dict(perform(ROUND, NOW))["requests of who has left"] == 1


def test_no_row_names_her_in_the_transaction_that_changes_a_request(cast: Cast) -> None:
    """She leaves in one act; what she had comes back in another, which names nobody."""
    row = at_stage(cast, Stage.REACHING)
    before = bytes(load(row.handle).sealed_facts)
    sue_leaves(cast)
    assert bytes(load(row.handle).sealed_facts) == before
    recorded = Administration.objects.count()
    come_back(NOW)
    assert Administration.objects.count() == recorded


# ---- who says so, and where it stands ----


def test_the_audit_keeps_who_let_whom_go_by_number(cast: Cast) -> None:
    sue_leaves(cast)
    [act] = Administration.objects.filter(verb="leave")
    assert (act.member_id, act.about) == (cast.lea.pk, str(cast.sue.member.pk))


@pytest.mark.parametrize("who", ["cora", "dan"])
def test_nobody_but_a_lead_or_an_administrator_lets_somebody_go(who: str, cast: Cast) -> None:
    with pytest.raises(NotTheirs):
        program.leave(cast.sue.member, by=getattr(cast, who), at=NOW)
    with pytest.raises(NotTheirs):
        program.leave(cast.lea, by=cast.lea, at=NOW)
    assert Member.objects.get(pk=cast.sue.member.pk).is_active
    program.leave(cast.sue.member, by=cast.ann, at=NOW)


def test_the_lead_does_it_on_a_page_that_says_first_what_it_means(cast: Cast) -> None:
    lea = Desk(browser(cast.lea))
    page = lea.go("/desk/members/")
    assert "Sue Sato" in page
    page = lea.go(f"/desk/members/?member={cast.sue.member.pk}")
    assert "Has Sue Sato left?" in page
    assert Member.objects.get(pk=cast.sue.member.pk).is_active
    page = lea.send("/desk/members/", press="They have left")
    assert "They are out." in page
    assert "Sue Sato" not in page
    again = lea.go(f"/desk/members/?member={cast.sue.member.pk}")
    assert "Has Sue Sato left?" not in again


@pytest.mark.parametrize("number", ["", "0", "9" * 40, "lea"])
def test_what_is_no_member_lets_nobody_go(number: str, cast: Cast) -> None:
    lea = Desk(browser(cast.lea))
    lea.go(f"/desk/members/?member={cast.sue.member.pk}")
    fields = dict(lea.form("/desk/members/").fields)
    them = str(cast.lea.pk) if number == "lea" else number
    assert lea.post("/desk/members/", {**fields, "member": them}).status == 404
    assert not Member.objects.filter(is_active=False).exists()


def test_the_command_does_it_and_says_no_name(
    cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beside.cli.keeping.ready", lambda: None)
    assert cli.main(["leave", "Sue@Example.edu"]) == 0
    assert not Member.objects.get(pk=cast.sue.member.pk).is_active
    assert cli.main(["leave", "sue@example.edu"]) == cli.REFUSED
    assert cli.main(["leave", "nobody@example.edu"]) == cli.REFUSED
    told = capsys.readouterr()
    assert "Sue" not in told.out + told.err
    assert told.err.count("No member who can come in has this address.") == 2


def test_what_she_would_do_at_that_very_moment_is_hers_no_more(cast: Cast) -> None:
    """She answers while the worker brings it back: the one who is later is told."""
    row = at_stage(cast, Stage.ASKED)
    sue_leaves(cast)
    come_back(NOW)
    with pytest.raises(Exception, match="moved on"):
        matching.take(row.handle, actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)
