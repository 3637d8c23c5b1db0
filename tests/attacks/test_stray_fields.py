"""Fields that no form of ours has leave no trace: not in a row, a seal, a session, an answer."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from beside.vault import actions as vault
from tests.attacks.canaries import Canary, wanted
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.referrals.making import received
from tests.referrals.visitor import HERE, token_on
from tests.searching import search

WHO = Canary(11)
TYPED = {"name": WHO.name, "contact": WHO.email}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


STRAY = {
    "note": WHO.name,
    "story": WHO.email,
    "patient": WHO.phone,
    "next": f"/{WHO.first}/",
    "X": WHO.last,
    f"field-{WHO.first}": "1",
    "name ": WHO.name,
    "csrfmiddlewaretoken": WHO.name,
}
OTHER = {"name": "Uma Unlisted", "contact": "uma@example.org"}


def everything(cast: Cast) -> list[tuple[str, bytes]]:
    """Every row of every table, and all that the vault opens."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table's own name
            rows = cursor.fetchall()
            plain = [
                b"\t".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                           for v in row) for row in rows
            ]  # fmt: skip
            found.append((table, b"\n".join(plain)))
    for model in apps.get_models():
        if getattr(model, "plane", "") == "dispatch":
            row = model._meta.model_name or ""
            for one in model._base_manager.all():
                facts = vault.open_facts(row, [(one.pk, bytes(one.sealed_facts))])[0]
                known = vault.open_identity(row, one.pk, bytes(one.sealed_identity))
                said = f"{known.name} {known.called} {known.asides} "
                said += " ".join(contact.value for contact in known.contacts)
                found.append((f"opened {row}", (facts or b"") + said.encode()))
    return found


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/for-me/", {"go": "send", **OTHER}),
        ("/for-me/", {"go": "more", **OTHER}),
        ("/for-a-colleague/", {"go": "send", **OTHER}),
        ("/event/", {"go": "look", "kind": "died", "exposed": "Uma Unlisted"}),
        ("/event/", {"go": "send", "kind": "died", "urgency": "today", "date": "2026-11-23",
                     "exposed": "Uma Unlisted", "complete": "all"}),
        ("/sign-in/", {"email": "cora@example.edu"}),
    ],
    ids=["for me", "for me, more", "for a colleague", "event, look", "event, send", "sign in"],
)  # fmt: skip
def test_fields_that_no_form_has_leave_no_trace(
    address: str, fields: dict[str, str], cast: Cast, ledger: Ledger
) -> None:
    client = Client(enforce_csrf_checks=True)
    shown = client.get(address)
    once = {} if address == "/sign-in/" else {"once": token_on(shown)}
    if address == "/event/":
        fields = {**fields, "unit": str(cast.surgery.pk)}
    stray = {name: said for name, said in STRAY.items() if address != "/sign-in/" or name != "next"}
    answer = client.post(address, {**stray, **once, **fields}, headers=HERE)
    if address == "/sign-in/":  # her code is on its way, and her browser waits for it
        assert answer.headers["Location"] == "/sign-in/code/"
    else:
        assert answer.status_code in (200, 422)
        assert not client.cookies
    places = [*everything(cast), ("answer", answer.content), ("head", str(answer.headers).encode())]
    found = search(wanted([WHO]), places)
    client.post("/for-me/", {"once": token_on(client.get("/for-me/")), "go": "send", **TYPED},
                headers=HERE)  # fmt: skip
    control = search(wanted([WHO]), everything(cast))
    ledger.record_search(
        f"stray fields: {address} {fields.get('go', '')}".strip(),
        found,
        canaries=1,
        control=len(control.hits),
        remark="control: the same name in the form's own field",
    )


def test_the_stray_fields_of_a_member_leave_no_trace(cast: Cast, ledger: Ledger) -> None:
    row = received(cast, name="Uma Unlisted", contact="uma@example.org")
    desk = Client()
    desk.force_login(cast.cora)
    token = token_on(desk.get(f"/desk/{row.handle}/"))
    answer = desk.post(f"/desk/{row.handle}/open/", {**STRAY, "once": token})
    assert b"Uma Unlisted" in answer.content
    session = str(dict(desk.session)).encode()
    found = search(
        wanted([WHO]), [*everything(cast), ("answer", answer.content), ("session", session)]
    )
    received(cast, name=WHO.name, contact=WHO.email)
    ledger.record_search(
        "stray fields: a member's form",
        found,
        canaries=1,
        control=len(search(wanted([WHO]), everything(cast)).hits),
    )
