"""`beside holdings`: every table in numbers, every field with its class, and no name."""

from __future__ import annotations

import json

from django.test import Client

from beside.directory.models import Clinician
from beside.holdings import as_json, as_text, holdings
from beside.program.models import Member
from beside.rules.stages import Stage
from tests.cast import Cast
from tests.cli.conftest import Machine
from tests.referrals.making import NAME, at_stage


def test_it_counts_what_is_open_by_plane(cast: Cast) -> None:
    at_stage(cast, Stage.WAITING)
    found = {one.name: one for one in holdings().tables}
    assert found["referrals.Referral"].plane == "dispatch"
    assert found["referrals.Referral"].rows == 1
    assert found["directory.Clinician"].rows == Clinician.objects.count()
    assert holdings().keyring["referrals"] == 1


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
