"""`beside holdings`: every table in numbers, every field with its class, and no name."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from beside.audit import actions as audit
from beside.audit.models import Administration, DayCount
from beside.directory.models import Clinician
from beside.holdings import as_json, as_text, holdings, public_holdings, record_week
from beside.program.models import Member
from beside.rules.stages import Stage
from beside.vault import actions as vault
from beside.vault.models import WeeklyHoldings
from tests.cast import NOW, Cast
from tests.cli.conftest import Machine
from tests.referrals.making import NAME, at_stage, received


def test_it_counts_what_is_open_by_plane(cast: Cast) -> None:
    at_stage(cast, Stage.WAITING)
    found = {one.name: one for one in holdings().tables}
    assert found["referrals.Referral"].plane == "dispatch"
    assert found["referrals.Referral"].rows == 1
    assert found["directory.Clinician"].rows == Clinician.objects.count()
    assert holdings().keyring["referrals"] == 1


def test_an_independent_scan_of_database_and_keyring_finds_the_same(cast: Cast, home: Path) -> None:
    """Every table the database itself knows of, and every entry of the keyring's file."""
    for stage in (Stage.RECEIVED, Stage.TALKING, Stage.CLOSING):
        at_stage(cast, stage)
    vault.set_code(received(cast).handle, "A" * 24)
    vault.begin_day(NOW.date())
    found = holdings()
    said = {apps.get_model(one.name)._meta.db_table: one.rows for one in found.tables}
    with connection.cursor() as cursor:
        scanned = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            scanned[table] = cursor.fetchone()[0]
    assert scanned.pop("django_migrations"), "the framework's own list of its migrations"
    assert said == scanned
    entries = sqlite3.connect(home / "keyring" / "keyring.sqlite3")
    counts = dict(entries.execute("SELECT kind, count(*) FROM entries GROUP BY kind"))
    entries.close()
    keyring = found.keyring
    assert keyring["referrals"] + keyring["events"] == counts["key"] == 4
    assert keyring["codes"] == counts["code"] == 1
    assert keyring["day_keys"] == counts["day"] == 1
    assert counts["claims of"] == 4, "each of the four stands for at least one contact"
    assert keyring["claims"] >= 4
    assert keyring["forgotten"] == sum(n for kind, n in counts.items() if "forgotten" in kind)


def test_what_the_public_may_know_stays_the_same_for_a_week(cast: Cast, client: Client) -> None:
    monday = NOW - timedelta(days=1)
    for _one in range(10):
        received(cast, at=monday)
    record_week(monday)
    page = client.get("/promise/").content
    before = public_holdings()
    assert before.requests == "1 to 10"
    for day in range(6):
        received(cast, at=monday + timedelta(days=day))
        record_week(monday + timedelta(days=day))
        assert public_holdings() == before
    assert client.get("/promise/").content == page
    assert record_week(monday + timedelta(days=7)) == 1
    assert public_holdings().requests == "11 to 50"
    assert WeeklyHoldings.objects.count() == 2


def test_a_sweep_that_is_late_is_said_on_the_promise_page(cast: Cast, client: Client) -> None:
    late = "Forgetting is late"
    assert late not in client.get("/promise/").content.decode()
    audit.count("sweep", role="program", at=timezone.now() - timedelta(days=1))
    assert late not in client.get("/promise/").content.decode()
    DayCount.objects.update(day=timezone.localdate() - timedelta(days=2))
    assert late in client.get("/promise/").content.decode()


def test_every_field_of_every_table_has_a_class(cast: Cast) -> None:
    kinds = {kind for one in holdings().tables for kind in one.fields.values()}
    assert kinds == {"identifies", "describes", "counts", "runs"}


def test_no_name_stands_in_it(cast: Cast) -> None:
    at_stage(cast, Stage.TALKING)
    said = as_text(holdings()) + as_json(holdings())
    people = [NAME, *Member.objects.values_list("name", flat=True)]
    people += [one.last_name for one in Clinician.objects.all()]
    people += [one.email for one in Clinician.objects.all()]
    assert not [one for one in people if one in said]


def test_the_command_says_the_same_for_a_program(demo_school: Machine) -> None:
    found = json.loads(demo_school.beside("holdings", "--json").stdout)
    assert set(found) == {"tables", "keyring"}
    assert {one["plane"] for one in found["tables"]} == {"dispatch", "program", "tally", "runs"}
    plain = demo_school.beside("holdings").stdout
    assert "dispatch: " in plain
    assert "2306" in plain


def test_the_administrators_page_says_it_too_and_names_nobody(cast: Cast, client: Client) -> None:
    at_stage(cast, Stage.TALKING)
    client.force_login(cast.ann)
    page = client.get("/machine/").content.decode()
    assert "referrals.Referral" in page
    assert "The background worker has never run here" in page
    assert not [one for one in (NAME, "Rosa", "Sue Sato", "Cora") if one in page]


def test_for_everyone_else_the_page_does_not_exist(cast: Cast, client: Client) -> None:
    assert client.get("/machine/").status_code == 302
    for member in (cast.cora, cast.lea, cast.sue.member):
        client.force_login(member)
        assert client.get("/machine/").status_code == 404


def test_a_sweep_that_has_never_ended_well_is_late_too(cast: Cast, client: Client) -> None:
    """Set up three days ago, and something fails in every one of its nights."""
    late = "Forgetting is late"
    audit.administer("default_mappings", member_id=None, at=timezone.now() - timedelta(days=1))
    assert late not in client.get("/promise/").content.decode(), "a fresh start is not late"
    Administration.objects.update(day=timezone.localdate() - timedelta(days=3))
    assert late in client.get("/promise/").content.decode()
    assert public_holdings().sweep_is_late(timezone.localdate())
