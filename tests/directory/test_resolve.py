"""A typed person and the directory: found, likely, several, or nobody; and who evaluates whom."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beside.directory import index as directory
from beside.directory.index import index
from beside.rules.resolving import Found
from tests.cast import Cast


@pytest.mark.parametrize(
    ("name", "beside", "kind"),
    [
        ("Rosa Reyes", {}, Found.LIKELY),
        ("Reyes Rosa", {"department": "Surgery"}, Found.EXACT),
        ("ROSA REYES", {"role": "PGY-2"}, Found.EXACT),
        ("Rosa Reyes", {"department": "Medicine"}, Found.LIKELY),
        ("Dr. Rosa Reyes MD", {"role": "PGY-2"}, Found.EXACT),
        ("Dra. Rosa Reyes", {"role": "PGY-2"}, Found.EXACT),
        ("Rosa Reyes", {"phone": "503-555-0011"}, Found.EXACT),
        ("R. Reyes", {"email": "ROSA.REYES11@example.edu"}, Found.EXACT),
        ("Ana Reyes", {"phone": "503-555-0011"}, Found.SEVERAL),
        ("Uma Unlisted", {}, Found.NONE),
        ("Uma Unlisted", {"phone": "503-555-0011"}, Found.SEVERAL),
        ("Kim Park", {"department": "Medicine"}, Found.SEVERAL),
        ("Kim Park", {"email": "kim.park14@example.edu"}, Found.EXACT),
    ],
)
def test_who_is_found(cast: Cast, name: str, beside: dict[str, str], kind: Found) -> None:
    assert index().resolve(name, **beside).kind is kind


def test_somebody_who_left_is_not_found(cast: Cast) -> None:
    cast.rosa.is_active = False
    cast.rosa.save()
    directory.forget_process_state()
    assert index().resolve("Rosa Reyes").kind is Found.NONE
    assert index().by_id(cast.rosa.pk) is not None, "an open referral still knows them"


def test_no_name_stands_in_a_query(cast: Cast) -> None:
    directory.forget_process_state()
    with CaptureQueriesContext(connection) as queries:
        index().resolve("Rosa Reyes", email="rosa.reyes11@example.edu")
        index().search("reyes")
    assert queries.captured_queries
    assert not [one for one in queries.captured_queries if "reyes" in one["sql"].lower()]


def test_the_line_of_evaluation_reaches_all_the_way_and_survives_a_circle(cast: Cast) -> None:
    assert index().supervises(cast.sol_person.pk, cast.rosa.pk), "her boss's boss"
    assert index().supervises(cast.rosa.pk, cast.sol_person.pk), "in either direction"
    assert not index().supervises(cast.faye.pk, cast.rosa.pk)
    cast.sol_person.supervisor_employee_id = cast.rosa.employee_id
    cast.sol_person.save()
    directory.forget_process_state()
    assert len(index().reports_to(cast.rosa.pk)) == 2
