"""Whoever reads at three in the morning reads easily: grade 8.5 at most, and we say which."""

from __future__ import annotations

import pytest

from beside.learning.shipped import FOLDER
from tools.reading_grade import grade, prose, syllables

HARDEST = 8.5
PAGES = sorted((FOLDER / "en").glob("*.md"))


@pytest.mark.parametrize("path", PAGES, ids=lambda one: one.stem)
def test_a_page_is_easy_to_read(path):
    found = grade(path.read_text())
    print(f"\n{path.stem}: grade {found:.1f}")
    assert found <= HARDEST


def test_there_are_pages():
    assert len(PAGES) == 10


def test_a_hard_text_is_found_to_be_hard():
    hard = (
        "Institutional accountability necessitates comprehensive multidisciplinary evaluation of "
        "organizational vulnerabilities preceding individual clinician responsibility."
    )
    assert grade(hard) > 20
    assert grade("The cat sat on the mat. It was glad.") < 2


def test_the_formula_gives_what_is_known_of_it():
    """A sentence that is often worked out elsewhere, to 11.3."""
    known = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert grade(known) == pytest.approx(11.3, abs=0.05)


@pytest.mark.parametrize(
    ("word", "number"),
    [("table", 2), ("home", 1), ("asked", 1), ("wanted", 2), ("hospital", 3), ("afraid", 2),
     ("changed", 1), ("people", 2), ("review", 2), ("be", 1), ("100", 2)],
)  # fmt: skip
def test_syllables_by_rule_of_thumb(word, number):
    assert syllables(word) == number


def test_marks_addresses_and_citations_are_no_prose():
    text = "---\ntitle: x\n---\n## Head\n\n- **Words** and [a link](/promise/) (Busch 2020).\n"
    assert prose(text).split() == ["Head", "Words", "and", "a", "link", "."]
    assert grade("") == 0.0
