"""Every field has a plane and a class, and what identifies a recipient stands only in a seal."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from beside.events.models import Event
from beside.referrals.models import Referral
from beside.vault.models import SpentToken

PLANES = {"dispatch", "program", "tally", "runs"}
CLASSES = {"identifies", "describes", "counts", "runs"}
OURS = [one for one in apps.get_models() if one.__module__.startswith("beside.")]
DISPATCH = [one for one in OURS if getattr(one, "plane", "") == "dispatch"]

# What may stand in a dispatch row. A new column must be argued for: does it name, single out, or
# order a referral? Does it join with another table? Could it live in the sealed facts instead?
ALLOWED_IN_DISPATCH = {
    "handle": models.UUIDField,
    "stage": models.CharField,
    "opened_week": models.DateField,
    "expiry_week": models.DateField,
    "due_on": models.DateField,
    "sealed_identity": models.BinaryField,
    "sealed_facts": models.BinaryField,
}


@pytest.mark.parametrize("model", OURS, ids=lambda one: one.__name__)
def test_every_model_has_a_plane_and_every_field_a_class(model: type[models.Model]) -> None:
    assert getattr(model, "plane", None) in PLANES, f"{model.__name__} has no plane"
    classes: dict[str, str] = getattr(model, "classes", {})
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(classes) == fields, f"{model.__name__}: classify exactly its fields"
    assert set(classes.values()) <= CLASSES


@pytest.mark.parametrize("model", OURS, ids=lambda one: one.__name__)
def test_only_a_sealed_column_identifies_a_recipient(model: type[models.Model]) -> None:
    for name, kind in model.classes.items():  # type: ignore[attr-defined]
        if kind == "identifies":
            assert model in DISPATCH
            assert isinstance(model._meta.get_field(name), models.BinaryField)


def test_the_dispatch_plane_is_referrals_and_events() -> None:
    assert set(DISPATCH) == {Referral, Event}


@pytest.mark.parametrize("model", DISPATCH, ids=lambda one: one.__name__)
def test_a_dispatch_row_shows_a_handle_a_stage_and_dates_and_nothing_else(
    model: type[models.Model],
) -> None:
    columns = {field.name: type(field) for field in model._meta.concrete_fields}
    assert columns == ALLOWED_IN_DISPATCH, (
        f"{model.__name__} has a column that dispatch rows may not have: would it name, single out "
        "or order a referral, or join with another table? Put it into the sealed facts."
    )
    assert not [field for field in model._meta.get_fields() if field.is_relation]


@pytest.mark.parametrize("plane", ["dispatch", "tally"])
def test_no_text_without_choices_in_dispatch_and_tally(plane: str) -> None:
    for model in OURS:
        if model.plane != plane:  # type: ignore[attr-defined]
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                assert field.choices, f"{model.__name__}.{field.name} takes free text"


@pytest.mark.parametrize("model", OURS, ids=lambda one: one.__name__)
def test_no_row_of_a_member_or_a_referral_carries_a_fine_time(model: type[models.Model]) -> None:
    fine = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField)
    ]
    assert not fine, f"{model.__name__}: a day is enough"


@pytest.mark.django_db
def test_dispatch_tables_do_not_remember_the_order_of_arrival() -> None:
    if connection.vendor != "sqlite":
        names = {field.name for field in Referral._meta.concrete_fields}
        assert "id" not in names, "no sequence on PostgreSQL either"
        return
    with connection.cursor() as cursor:
        for model in (Referral, Event, SpentToken):
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [model._meta.db_table])
            assert "WITHOUT ROWID" in cursor.fetchone()[0]


def test_no_audit_row_points_at_anything() -> None:
    for model in apps.get_app_config("audit").get_models():
        assert not [field for field in model._meta.get_fields() if field.is_relation]
