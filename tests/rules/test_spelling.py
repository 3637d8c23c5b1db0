"""Two spellings of one name are one, whatever keyboard they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules.spelling import akin, normalise


@given(some.text(max_size=60))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Weiß", "WEISS"),
        ("Søren", "Soren"),
        ("O'Connor", "OConnor"),
        ("José", "Jose\u0301"),
        ("Anne-Marie", "Anne Marie"),
    ],
)
def test_spellings_that_are_the_same_name(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("enfermera", "Enfermería"),
        ("enfermero de guardia", "Enfermería"),
        ("residente", "Residencia"),
        ("docente", "Docencia"),
        ("estudiante", "Estudiantes"),
        ("PHARMACY", "Pharmacist"),
        ("physicians", "Physician"),
        ("pediatrics", "Pediatrician"),
        ("geriatrics fellow", "Geriatrician"),
    ],
)
def test_words_of_one_family(said: str, name: str) -> None:
    assert akin(said, name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("psychiatrist", "Psychologist"),
        ("nephrology", "Neurology"),
        ("technician", "Technologist"),
        ("physical therapist", "Physician"),
        ("medical physicist", "Physician"),
        ("clinical psychologist", "Clinician"),
        ("medical physicist", "Physicians"),
        ("physicists", "Physician"),
        ("physician", "Physics"),
        ("fe", "Fellow"),
        ("", "Nurse"),
    ],
)
def test_words_that_only_begin_alike(said: str, name: str) -> None:
    assert not akin(said, name)
