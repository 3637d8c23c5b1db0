"""Different matters look alike from outside: mails, notices, rows and seals of constant length."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from beside.notices import delivery
from beside.notices.due import deliver
from beside.notices.models import Notice
from beside.outreach import due as outreach
from beside.referrals import actions as referrals
from beside.referrals.actions import Arrival
from beside.referrals.facts import Facts
from beside.referrals.models import Referral
from beside.rules.stages import Actor, Stage
from beside.vault.identity import Contact, Identity
from beside.vault.keyring import entries, keys
from beside.vault.keyring.entries import Entries
from beside.vault.keyring.local import LocalKeyring
from tests.attacks.ledger import Ledger
from tests.cast import NOW, TODAY, Cast
from tests.referrals.making import at_stage, received

LONG = Identity(
    "Maximiliana-Theodora von und zu Hohenberg-Lichtenstein",
    tuple(Contact(f"{'x' * 60}{number}@example.edu", "colleague") for number in range(3)),
)


def four_matters(cast: Cast) -> None:
    """One asked, one late, one who came back, one no longer needed; for two supporters."""
    at_stage(cast, Stage.ASKED)
    at_stage(cast, Stage.REACHING, NOW - timedelta(days=9))
    back = at_stage(cast, Stage.CONTACT)
    referrals.mend_contact(
        back.handle, "503 555 0188", actor=Actor.COORDINATOR, by=cast.cora, at=NOW
    )
    members = [cast.sue.member, cast.sam.member]
    for slot, member in zip(Notice.Slot, [*members, *members], strict=True):
        Notice.objects.create(dedupe_key=f"{slot}", member=member, slot=slot, due_on=TODAY)
    outreach.derive(NOW)


def letters() -> set[bytes]:
    """Every mail as it goes out, apart from its own number, its time and its address."""
    found = set()
    for one in mail.outbox:
        text = one.message().as_bytes()
        found.add(re.sub(rb"(?m)^(Message-ID|Date|To): .*\n", b"", text))
    return found


def test_every_mail_is_the_same_whatever_it_is_about(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    four_matters(cast)
    assert {one.slot for one in Notice.objects.all()} == set(Notice.Slot)
    deliver(NOW)
    alike, sent = letters(), len(mail.outbox)
    assert sent >= 4
    Notice.objects.update(sent=False)
    mail.outbox.clear()
    slots = iter(Notice.objects.values_list("slot", flat=True))
    with monkeypatch.context() as careless:
        body = delivery.body
        careless.setattr(delivery, "body", lambda: f"{body()}\n{next(slots)}")
        deliver(NOW)
    ledger.record(
        "mails of different matters: differ",
        canaries=len(Notice.Slot),
        places=sent,
        searched=sum(map(len, alike)),
        hits=len(alike) - 1,
        control=len(letters()) - 1,
    )


def lengths(cast: Cast) -> set[tuple[int, ...]]:
    """The length of every column of bytes in the rows of what is open."""
    return {(len(row.sealed_identity), len(row.sealed_facts)) for row in Referral.objects.all()}


def short_and_long(cast: Cast) -> None:
    short = Arrival(Identity("A"), Facts(), ())
    long = Arrival(LONG, Facts(source="colleague", reason="professional", urgency="today",
                               events=["0" * 36] * 9, language="Portuguese"), ())  # fmt: skip
    referrals.receive([short, long], actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    for stage in (Stage.ASKED, Stage.TALKING, Stage.CLOSING):
        at_stage(cast, stage)


def test_every_row_is_as_long_as_every_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    short_and_long(cast)
    rows, found = Referral.objects.count(), lengths(cast)
    Referral.objects.all().delete()
    with monkeypatch.context() as careless:
        careless.setattr(keys, "pad", lambda value, size: entries.pad(value, len(value) + 4))
        short_and_long(cast)
        control = lengths(cast)
    ledger.record(
        "constant lengths: rows and seals",
        canaries=rows,
        places=rows,
        hits=len(found) - 1,
        control=len(control) - 1,
    )


def kinds(keyring: LocalKeyring) -> dict[str, set[int]]:
    """How long the entries of each kind are."""
    found: dict[str, set[int]] = {}
    with keyring.store.reading() as opened:
        for kind, value in opened.connection.execute("SELECT kind, value FROM entries"):
            found.setdefault(kind, set()).add(len(value))
    return found


def two_people(keyring: LocalKeyring) -> None:
    """One known by little, one by as much as people are."""
    first, second = keyring.create("referral", TODAY, 2, NOW)
    keyring.claim_many([(first, ["email:a@b.example"])])
    keyring.claim_many([(second, [f"email:{'x' * 60}{number}@b.example" for number in range(6)])])
    for number, handle in enumerate((first, second)):
        keyring.set_code(handle, f"{number}" * 24)


def test_every_entry_of_a_kind_is_as_long_as_every_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    keyring = LocalKeyring.create_new(tmp_path / "one", "test")
    two_people(keyring)
    found = kinds(keyring)
    put = Entries.put

    def unpadded(self: Entries, kind: str, name: bytes, value: bytes, *, size: int) -> None:
        put(self, kind, name, value, size=len(value) + 4)

    with monkeypatch.context() as careless:
        careless.setattr(Entries, "put", unpadded)
        bare = LocalKeyring.create_new(tmp_path / "two", "test")
        two_people(bare)
    ledger.record(
        "constant lengths: entries of the keyring",
        canaries=2,
        places=len(found),
        hits=sum(len(one) > 1 for one in found.values()),
        control=sum(len(one) > 1 for one in kinds(bare).values()),
    )


def test_every_notice_is_as_long_as_every_other(cast: Cast, ledger: Ledger) -> None:
    """What a table of notices shows beside its fixed words: keys of one length, days, numbers."""
    at_stage(cast, Stage.ASKED)
    received(cast)
    outreach.derive(NOW)
    found: set[Any] = {len(key) for key in Notice.objects.values_list("dedupe_key", flat=True)}
    assert found == {64}
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "notices_notice")
    ledger.record(
        "constant lengths: notices",
        canaries=Notice.objects.count(),
        places=len(columns),
        hits=len(found) - 1,
        control=len({len(one.value) for one in Notice.Slot}) - 1,
        remark="control: the fixed word of the matter itself",
    )
