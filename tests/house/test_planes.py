"""Every field has a plane and a class, and what identifies a recipient stands only in a seal."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models

from beside.doors.models import SignedIn
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


# Every column outside the program's own plane. A new one must be argued for.
ALLOWED_COLUMNS = {
    "audit.Administration": "id day member_id verb about",
    "audit.DayCount": "id day role verb number",
    "audit.SealedDay": "day previous digest signature",
    "directory.DirectoryStamp": "id version",
    "events.Event": " ".join(ALLOWED_IN_DISPATCH),
    "notices.Notice": "dedupe_key member slot due_on attempts sent",
    "referrals.Referral": " ".join(ALLOWED_IN_DISPATCH),
    "utilization.PublishedCell": "id year table line count",
    "utilization.PublishedYear": "year published_on",
    "vault.KeyringMark": "id keyring_id generation mode",
    "vault.SpentToken": "digest day",
    "vault.WeeklyHoldings": "week requests events",
}
# Every column of a row that is about a member, a supporter or somebody in the staff directory: the
# program's own plane lives for years, and here it would stand who helped, or when.
ALLOWED_OF_PEOPLE = {
    "directory.Clinician": "id employee_id first_name last_name email phone department pool "
    "supervisor_employee_id is_active on_leave import_round",
    "doors.SignedIn": "session_key session_data expire_date member how since",
    "learning.Version": "id page language number day member is_shipped restored title summary body "
    "sources",
    "program.Invitation": "id member digest expires_on",
    "program.Member": "id email name is_active is_practice",
    "program.MemberRole": "id member role",
    "supporters.Evaluates": "id supporter department pool as_what",
    "supporters.Supporter": "id member clinician department campus pool phone languages topics "
    "says designated_on trained_on guideline_version cap away_on paused_from paused_until retired",
    "talks.GroupConversation": "id status on came edition department first second",
    "talks.Talk": "id status on came edition audience department topic title at minutes place "
    "giver outside_speaker materials asked_on wished contact in_a_rush",
}
PEOPLE = {"directory.Clinician", "program.Member", "supporters.Supporter"}
THINK = (
    "Think before you allow it: does it name or single out somebody, or say who helped? Does it "
    "carry a time finer than a day, an order, or a length? Does it join with another table by "
    "value, by the transaction that writes it, or by a number both have? How long does it live, "
    "who deletes it, and what does a backup of a year ago tell with it? Could it stand in the "
    "sealed facts instead?"
)


def test_every_column_outside_the_programs_own_plane_was_argued_for() -> None:
    found = {
        model._meta.label: " ".join(field.name for field in model._meta.concrete_fields)
        for model in OURS
        if model.plane != "program"  # type: ignore[attr-defined]
    }
    for label, columns in found.items():
        new = set(columns.split()) - set(ALLOWED_COLUMNS.get(label, "").split())
        assert not new, f"{label} has a new column ({', '.join(sorted(new))}). {THINK}"
    assert {one: set(columns.split()) for one, columns in found.items()} == {
        one: set(columns.split()) for one, columns in ALLOWED_COLUMNS.items()
    }, "a column that is gone is taken off the list too"


def about_people() -> dict[str, set[str]]:
    """The models of the program's plane that are people, or point at one; and their columns."""
    found = {}
    for model in OURS:
        fields = model._meta.concrete_fields
        points_at = {one.related_model._meta.label for one in fields if one.is_relation}
        if model.plane == "program" and PEOPLE & {model._meta.label, *points_at}:  # type: ignore[attr-defined]
            found[model._meta.label] = {one.name for one in fields}
    return found


def test_every_column_of_a_row_about_a_member_was_argued_for() -> None:
    allowed = {label: set(columns.split()) for label, columns in ALLOWED_OF_PEOPLE.items()}
    for label, columns in about_people().items():
        new = columns - allowed.get(label, set())
        assert not new, f"{label} has a new column ({', '.join(sorted(new))}). {THINK}"
    assert about_people() == allowed, "a column that is gone is taken off the list too"


def test_no_foreign_key_leads_from_a_matter_to_a_person_or_back() -> None:
    pointing = {
        (model._meta.label, field.name)
        for model in OURS
        if model.plane != "program"  # type: ignore[attr-defined]
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not None
    }
    assert pointing == {("notices.Notice", "member"), ("utilization.PublishedCell", "year")}


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


# Full hours only; tests/doors/test_sessions.py::test_a_row_holds_a_digest_a_day_and_a_full_hour
FULL_HOURS = [(SignedIn, "expire_date")]


@pytest.mark.parametrize("model", OURS, ids=lambda one: one.__name__)
def test_no_row_of_a_member_or_a_referral_carries_a_fine_time(model: type[models.Model]) -> None:
    fine = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField) and (model, field.name) not in FULL_HOURS
    ]
    assert not fine, f"{model.__name__}: a day is enough"


# Every moment that any table keeps, ours or a library's. A new one must be argued for: whose act
# would it tell the time of, and would a day do?
MOMENTS = {
    "doors.SignedIn.expire_date": "the full hour at which a sign-in ends",
    "mfa.Authenticator.created_at": "the day a key was made, to its beginning",
    "mfa.Authenticator.last_used_at": "never: `doors.signals.keep_no_time`",
    # Tables of the library that stay empty.
    "account.EmailConfirmation.created": "nothing",
    "account.EmailConfirmation.sent": "nothing",
    "socialaccount.SocialAccount.last_login": "nothing",
    "socialaccount.SocialAccount.date_joined": "nothing",
    "socialaccount.SocialToken.expires_at": "nothing",
}


def test_every_moment_that_any_table_keeps_was_argued_for() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField)
    }
    assert found == set(MOMENTS)


def test_nobody_keeps_when_a_member_last_came_in() -> None:
    assert not [field for field in get_user_model()._meta.get_fields() if "last" in field.name]


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
