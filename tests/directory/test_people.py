"""People as they are pasted, in whatever shape they come."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.directory import people
from beside.directory.people import TooMuch, read_line, read_people

CASES = Path(__file__).resolve().parents[1] / "cases"


@pytest.mark.parametrize(
    ("name", "lines", "persons"),
    [("operating-room", 10, 9), ("emergency-department", 37, 34), ("mass-casualty", 432, 420)],
)
def test_the_lists_that_come_are_read_whole_and_doubles_folded(
    name: str, lines: int, persons: int
) -> None:
    pasted = read_people((CASES / f"event-{name}.tsv").read_text())
    assert len(pasted.lines) == lines
    assert len(pasted.people) == persons
    assert pasted.unreadable == ()


@pytest.mark.parametrize(
    "typed",
    [
        "Rosa Reyes",
        "Reyes, Rosa",
        "Dr. Rosa Reyes",
        "dr rosa reyes, MD",
        "Rosa Reyes, M.D., Ph.D.",
        "1. Rosa Reyes",
        "- Rosa Reyes",
        "\u2022 Rosa\u00a0Reyes",
        "\u202eRosa\u200b Reyes",
        "  Rosa   Reyes  ",
        "Reyes, Rosa\t\tresident",
        "Rosa Reyes; 503-555-0011",
        "Rosa Reyes 503-555-0011",
        "Rosa Reyes: (503) 555-0011",
        "Reyes, Rosa 503-555-0011 x12",
        "Rosa Reyes - rosa@example.edu",
        "Dr. Reyes, Rosa",
        "Reyes, MD, Rosa",
        "Prof. Dr. Rosa Reyes",
        '"Reyes, Rosa" <rosa@example.edu>',
        '"Reyes, Rosa",rosa@example.edu,resident',
        "Rosa Reyes (resident)",
        "rosa@example.edu, Rosa Reyes",
        "503-555-0011\tRosa Reyes\tfaculty",
        "\tRosa Reyes\trosa@example.edu",
        "Rosa Reyes | rosa@example.edu | resident",
        "#3 Rosa Reyes",
    ],
)
def test_a_name_in_any_shape_is_the_same_name(typed: str) -> None:
    assert read_line(1, typed).name_key == "rosareyes"


@pytest.mark.parametrize(
    ("typed", "email", "phone", "role", "department"),
    [
        ("Rosa Reyes\tROSA@X.edu\tresident\tSurgery", "rosa@x.edu", "", "resident", "Surgery"),
        ("Rosa Reyes, (503) 555-0011, PGY-2, Surgery", "", "+15035550011", "PGY-2", "Surgery"),
        ("Reyes, Rosa, 503.555.0011", "", "+15035550011", "", ""),
        ("Rosa Reyes; +44 20 7946 0000; fellow", "", "+442079460000", "fellow", ""),
        ("Rosa Reyes\t\tfaculty\tPediatrics", "", "", "faculty", "Pediatrics"),
        ("Rosa Reyes, Surgery", "", "", "", "Surgery"),
        ("Rosa Reyes <rosa@example.edu>, resident", "rosa@example.edu", "", "resident", ""),
        ("Rosa Reyes rosa@example.edu", "rosa@example.edu", "", "", ""),
        ("Rosa Reyes 503-555-0011 PGY2", "", "+15035550011", "PGY2", ""),
        ("Rosa Reyes\tcell 503-555-0011 or rosa@x.edu\tresident", "rosa@x.edu", "+15035550011",
         "resident", ""),
        ("Rosa Reyes | rosa@x.edu | resident | Surgery", "rosa@x.edu", "", "resident", "Surgery"),
        ("Rosa Reyes / rosa@x.edu / resident", "rosa@x.edu", "", "resident", ""),
        ("Rosa Reyes  rosa@x.edu    resident", "rosa@x.edu", "", "resident", ""),
        ("Rosa Reyes\tmailto:rosa@x.edu", "rosa@x.edu", "", "", ""),
        ("Rosa Reyes, rosa@x.edu.", "rosa@x.edu", "", "", ""),
        ("Reyes, Rosa [fellow]", "", "", "fellow", ""),
        ("Rosa Reyes, Surgery, night shift", "", "", "", "Surgery, night shift"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_name(
    typed: str, email: str, phone: str, role: str, department: str
) -> None:
    line = read_line(1, typed)
    assert line.name_key == "rosareyes"
    assert (line.email, line.phone, line.role, line.department) == (email, phone, role, department)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("van der Berg, Anna Maria", "Anna Maria", "van der Berg"),
        ("de la Cruz Santos, Maria", "Maria", "de la Cruz Santos"),
        ("Иванов, Иван; +7 903 555 01 10", "Иван", "Иванов"),
        ("Nguyễn Thị Minh Khai\tkhai@x.edu", "Nguyễn Thị Minh", "Khai"),
        ("Smith Jr., Ann", "Ann", "Smith"),
        ("Smith, Ed", "Ed", "Smith"),
        ("Dr. Smith, Surgery", "", "Smith"),
        ("Smith, Surgery", "", "Smith"),
        ("KIM MA, Surgery", "KIM", "MA"),
        ("Kim Roth MA, Surgery", "Kim", "Roth"),
        ("KIM ROTH M.A., Surgery", "KIM", "ROTH"),
        ("Dra. Rosa Reyes, Cirugía", "Rosa", "Reyes"),
        ("Enf. Luis Paz; Urgencias", "Luis", "Paz"),
        ("Srta. Mía Roa (celular 503 555 0100)", "Mía", "Roa"),
    ],
)
def test_a_surname_of_many_words_and_a_department_are_told_apart(
    typed: str, first: str, last: str
) -> None:
    line = read_line(1, typed)
    assert (line.first, line.last, line.problem) == (first, last, "")


@pytest.mark.parametrize(
    "typed", ["pager 12345", "x4-5678", "ext. 45678", "busca 4411", "extensión 214", "45678"]
)
def test_a_number_inside_the_house_is_a_way_to_reach_somebody(typed: str) -> None:
    line = read_line(1, f"Rosa Reyes\t{typed}\tresident")
    assert (line.name_key, line.contact_as_typed, line.role) == ("rosareyes", typed, "resident")
    assert line.department == ""


@pytest.mark.parametrize(
    "typed",
    [
        "Rosa Reyes and Remy Roth",
        "Rosa Reyes & Remy Roth",
        "Rosa Reyes, Remy Roth, Faye Frost",
        "Rosa Reyes; Remy Roth",
        "Rosa Reyes rosa@x.edu, Remy Roth remy@x.edu",
    ],
)
def test_two_people_in_one_line_are_asked_about_and_neither_is_swallowed(typed: str) -> None:
    assert read_line(1, typed).problem == "several"


@pytest.mark.parametrize(
    "typed",
    ["Rosa Reyes, Obstetrics & Gynecology", "Rosa Reyes\tr@x.edu\tresident\tCardiac Surgery"],
)
def test_a_department_of_two_words_is_not_taken_for_a_person(typed: str) -> None:
    assert read_line(1, typed).problem == ""


def test_the_readers_of_a_mail_stand_one_a_line() -> None:
    typed = "Reyes, Rosa <rosa@x.edu>; Remy Roth <remy@x.edu>, Faye Frost <faye@x.edu>"
    lines = people.one_a_line(typed)
    assert [one.name_key for one in read_people(lines).people] == [
        "rosareyes", "remyroth", "fayefrost",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        *("503-555-0011", "rosa@example.edu", "---", "\t\tSurgery", "12"),
        *("Name\tContact\tRole\tDepartment", "name,e-mail", "# from the board", "// later"),
        *("Nombre\tTeléfono\tPuesto\tServicio", "apellidos, correo electrónico", "Nombre"),
        *("Pediatrics:", "bay 3", "rosa@example.edu, resident"),
    ],
)
def test_a_line_without_a_name_says_so_and_keeps_what_was_typed(typed: str) -> None:
    line = read_line(7, typed)
    assert line.problem == "no_name"
    assert (line.number, line.as_typed) == (7, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Rosa Reyes, tel. 503 555 0142, residente, Cirugía",
        "Rosa Reyes, móvil: 503 555 0142; residente; Cirugía",
        "Rosa Reyes, residente, Cirugía, correo rosa@x.edu o tel 503 555 0142",
        "Rosa Reyes, residente, Cirugía, casa 503 555 0142 y trabajo 503 555 0143",
        "Rosa Reyes (celular 503 555 0142), residente, Cirugía",
    ],
)
def test_the_word_before_a_contact_is_no_department_in_either_language(typed: str) -> None:
    line = read_line(1, typed)
    assert (line.name_key, line.role, line.department) == ("rosareyes", "residente", "Cirugía")
    assert line.contact


@pytest.mark.parametrize(
    ("typed", "key"), [("Thao Do", "thaodo"), ("Thao Do, DO", "thaodo"), ("Yo-Yo Ma", "yoyoma")]
)
def test_a_surname_that_looks_like_a_degree_is_kept(typed: str, key: str) -> None:
    assert read_line(1, typed).name_key == key


def test_nothing_prints_a_name() -> None:
    assert "Rosa" not in repr(read_people("Rosa Reyes"))
    assert "Rosa" not in repr(read_line(1, "Rosa Reyes"))


def test_two_of_one_name_with_different_contacts_stay_two() -> None:
    pasted = read_people("Kim Park\tkim@example.edu\nKim Park\t503-555-0011\nKim Park")
    assert len(pasted.people) == 2, "the third may be the first"
    roles = read_people("Kim Park\t\tfaculty\nPark, Kim\t503-555-0011\tresident")
    assert len(roles.people) == 2


def test_a_folded_line_keeps_its_number_and_brings_what_was_missing() -> None:
    (one,) = read_people("Rosa Reyes\n\nDr. Rosa Reyes\trosa@example.edu").people
    assert (one.number, one.also, one.email) == (1, (3,), "rosa@example.edu")


@pytest.mark.parametrize(("text", "why"), [("x" * 262_145, "too_long"), ("a\n" * 2001, "too_many")])
def test_too_much_is_told_and_not_cut(text: str, why: str) -> None:
    with pytest.raises(TooMuch, match=why):
        read_people(text)


@given(some.text(max_size=400))
def test_nothing_typed_ever_fails_or_is_lost(text: str) -> None:
    pasted = read_people(text)
    wanted = [number for number, line in enumerate(text.splitlines(), 1) if people.clean(line)]
    assert [line.number for line in pasted.lines] == wanted
    told = [line.number for line in pasted.unreadable]
    told += [number for one in pasted.people for number in (one.number, *one.also)]
    assert sorted(told) == wanted, "every line is read, folded or told"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("503-555-0100", "+15035550100"),
        ("1 (503) 555.0100", "+15035550100"),
        ("503-555-0100 x12", "+15035550100;ext=12"),
        ("+15035550100;ext=12", "+15035550100;ext=12"),
        ("+49 30 901820", "+4930901820"),
        ("0049 30 901820", "+4930901820"),
        ("555-0100", ""),
        ("", ""),
    ],
)
def test_a_phone_number_in_its_one_spelling(typed: str, number: str) -> None:
    assert people.phone_e164(typed) == number
