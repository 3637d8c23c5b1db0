"""After something came back from elsewhere, or was lost: an administrator's word, and a record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside import auditing, restoring, verifying
from beside.audit import signing
from beside.audit.models import Administration, DayCount
from tests.audit.test_detection import truncate
from tests.audit.week import FOURTH, LAST, MIDDLE, SECOND, lived
from tests.cast import NOW, Cast


def acts() -> list[str]:
    rows = Administration.objects.filter(verb__startswith="restore").order_by("pk")
    return [f"{one.verb} {one.about}" for one in rows]


def test_nothing_is_in_doubt_while_nothing_was_lost(cast: Cast) -> None:
    lived(cast)
    assert restoring.as_text(restoring.examine()) == (
        "Database and keyring belong together. Nothing is lost."
    )


def test_a_database_that_came_back_older_goes_on_by_an_administrators_word(cast: Cast) -> None:
    lived(cast)
    truncate(2)
    found = restoring.examine()
    assert found.is_in_doubt
    told = restoring.as_text(found)
    assert f"The audit was sealed up to {LAST}, and here it ends on {MIDDLE}." in told
    restoring.go_on(found, at=NOW)
    assert verifying.problems(at=NOW) == []
    assert acts()[-1] == f"restore_audit from {LAST} to {MIDDLE}"


def test_a_lost_key_is_replaced_by_an_administrators_word_and_that_is_written_down(
    cast: Cast,
) -> None:
    lived(cast)
    signing.path().unlink()
    found = restoring.examine()
    assert "The audit key is missing." in restoring.as_text(found)
    assert signing.is_missing(), "nothing is made before somebody has decided"
    restoring.go_on(found, at=NOW)
    assert verifying.problems(at=NOW) == []
    assert acts()[-1] == f"restore_audit from {LAST} to {LAST}"
    auditing.seal(NOW + timedelta(days=1))
    assert verifying.problems(at=NOW) == []


def test_what_was_altered_stays_altered_and_verify_goes_on_to_say_so(cast: Cast) -> None:
    lived(cast)
    DayCount.objects.filter(day=SECOND).update(number=1)
    truncate(1)
    restoring.go_on(restoring.examine(), at=NOW)
    assert verifying.problems(at=NOW) == [f"The audit of {SECOND} was changed after it was sealed."]
    assert acts()[-1] == f"restore_audit from {LAST} to {FOURTH}"


def test_a_key_that_others_can_read_is_mended_before_anything_goes_on(cast: Cast) -> None:
    lived(cast)
    truncate(1)
    signing.path().chmod(0o644)
    found = restoring.examine()
    with pytest.raises(signing.AuditKeyProblem):
        restoring.go_on(found, at=NOW)
    assert acts() == []
