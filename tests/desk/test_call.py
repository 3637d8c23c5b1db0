"""Taking a call: a request with its true source, the code read aloud, and a request found again."""

from __future__ import annotations

import re

import pytest

from beside.referrals.actions import peek
from beside.referrals.models import Referral
from beside.vault import actions as vault
from tests.cast import Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Desk


def only() -> Referral:
    rows = Referral.objects.all().with_facts()
    assert len(rows) == 1
    return rows[0]


def test_the_four_kinds_of_call_are_offered(cora: Desk) -> None:
    page = cora.go("/desk/call/")
    for address in ("for-themselves", "for-a-colleague", "find"):
        assert f'href="/desk/call/{address}/"' in page.text
    assert 'href="/desk/events/new/"' in page.text


def test_somebody_asks_for_themselves_and_is_given_a_code(cast: Cast, cora: Desk) -> None:
    cora.go("/desk/call/for-themselves/")
    page = cora.send("/for-themselves/", name="Rosa Reyes", contact="+1 503 555 0011")
    assert "Tell them: someone will reach you by tomorrow 17:00." in page
    code = re.search(r'id="code"[^>]*>([^<]+)<', page.text)
    assert code is not None
    row = only()
    assert vault.find_code(code[1]) == row.handle
    assert (row.stage, row.facts.source) == ("waiting", "self")
    assert [one.source for one in peek(row).contacts if one.value == "+1 503 555 0011"] == [
        "recipient"
    ]


def test_a_call_entered_twice_is_one_request_with_one_code(cast: Cast, cora: Desk) -> None:
    cora.go("/desk/call/for-themselves/")
    data = {**cora.form("").fields, "name": "Rosa Reyes", "contact": "+1 503 555 0011"}
    for form in cora.page.forms:
        if "Enter their request" in form.words:
            data = {**form.fields, "name": "Rosa Reyes", "contact": "+1 503 555 0011"}
    pages = [cora.post("/desk/call/for-themselves/", data).text for _time in range(2)]
    codes = [re.findall(r'id="code"[^>]*>([^<]+)<', page) for page in pages]
    assert codes[0] == codes[1] != []
    only()


def test_whom_they_choose_is_asked_and_whom_they_rule_out_is_not(cast: Cast, cora: Desk) -> None:
    cora.go("/desk/call/for-themselves/")
    cora.send(
        "/for-themselves/",
        name="Rosa Reyes",
        contact="+1 503 555 0011",
        urgency="today",
        chosen=str(cast.sue.pk),
        anyone_but=[str(cast.sam.pk)],
        not_through=[str(cast.dan.pk)],
        reason="life",
        channel="text_only",
    )
    facts = only().facts
    assert (facts.source, facts.preferred, facts.urgency) == ("direct", cast.sue.pk, "today")
    assert cast.sam.pk in facts.barred_supporters
    assert facts.hidden_from == [cast.dan.pk]
    assert (facts.reason, facts.reason_is_own, facts.channel) == ("life", True, "text_only")


def test_not_through_everybody_at_the_desk_is_refused_kindly(cast: Cast, cora: Desk) -> None:
    cora.go("/desk/call/for-themselves/")
    page = cora.send(
        "/for-themselves/",
        name="Rosa Reyes",
        contact="+1 503 555 0011",
        not_through=[str(cast.cora.pk), str(cast.dan.pk)],
    )
    assert page.status == 422
    assert "Please leave one." in page
    assert not Referral.objects.exists()


def test_a_slip_loses_nothing_of_what_was_typed(cora: Desk) -> None:
    cora.go("/desk/call/for-themselves/")
    page = cora.send("/for-themselves/", name="Rosa Reyes", contact="at home")
    assert page.status == 422
    assert 'value="Rosa Reyes"' in page.text
    assert 'value="at home"' in page.text
    assert not Referral.objects.exists()


def test_without_a_good_token_nothing_is_entered_and_nothing_lost(cora: Desk) -> None:
    typed = {"name": "Rosa Reyes", "contact": "+1 503 555 0011"}
    page = cora.post("/desk/call/for-themselves/", typed)
    assert "What you typed is still here." in page
    assert 'value="Rosa Reyes"' in page.text
    assert not Referral.objects.exists()


def test_a_worry_about_a_colleague_leaves_the_reason_unsaid(cast: Cast, cora: Desk) -> None:
    cora.go("/desk/call/for-a-colleague/")
    page = cora.send("/for-a-colleague/", name="Kim Park")
    assert "Tell them: it is received." in page
    row = only()
    assert (row.stage, row.facts.source, row.facts.reason) == ("received", "colleague", "unsaid")


@pytest.mark.parametrize("page", ["for-themselves", "for-a-colleague"])
def test_somebody_not_served_here_is_shown_their_own_door_and_nothing_is_kept(
    cast: Cast, cora: Desk, page: str
) -> None:
    cora.go(f"/desk/call/{page}/")
    shown = cora.send(f"/{page}/", name="Nell Nurse", contact="+1 503 555 0012", pool="nurse")
    assert "Nurses for nurses" in shown
    assert "+1 503 555 0199" in shown
    assert not Referral.objects.exists()


def test_the_request_of_the_caller_is_found_by_the_very_contact(cast: Cast, cora: Desk) -> None:
    row = matters.received("Rosa Reyes", "+1 503 555 0777")
    cora.go("/desk/call/find/")
    page = cora.send("/call/find/", press="Look", contact="(503) 555-0777")
    assert page.address == f"/desk/{row.handle}/"
    assert "Rosa" not in page.text


@pytest.mark.parametrize("contact", ["+1 503 555 0778", "rosa@example.org"])
def test_none_and_hidden_are_one_answer(cast: Cast, cora: Desk, contact: str) -> None:
    matters.received("Rosa Reyes", "+1 503 555 0778", hidden_from=[cast.cora.pk])
    cora.go("/desk/call/find/")
    page = cora.send("/call/find/", contact=contact)
    assert "There is nothing here that this contact opens." in page


def test_only_a_coordinator_takes_a_call(cast: Cast, as_member: AsMember) -> None:
    for member in (cast.lea, cast.ann, cast.sam.member):
        desk = as_member(member)
        for page in ("", "for-themselves/", "for-a-colleague/", "find/"):
            assert desk.go(f"/desk/call/{page}").status == 404
