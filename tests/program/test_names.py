"""Groups, doors, places and topics are called in the reader's language, or say which it is."""

from __future__ import annotations

import pickle
from copy import deepcopy

import pytest
from django.utils import translation

from beside.directory.models import Department
from beside.directory.people import read_people
from beside.events.people import named, other_doors
from beside.installing import first_words
from beside.program import tongues
from beside.program.models import Policy, Pool, Vocabulary
from beside.program.names import called, called_by
from beside.program.own_words import Said, filled, joined
from beside.talks.models import FIRST_TOPICS, Topic
from tests.cast import NOW, Cast
from tests.referrals.visitor import Visitor

CALLED = {"name": "Enfermería", "door_name": "De colega a colega"}


@pytest.fixture
def translated(cast: Cast) -> None:
    Pool.objects.filter(slug="nurse").update(translated={"es": CALLED})
    Department.objects.filter(pk=cast.surgery.pk).update(translated={"es": {"name": "Cirugía"}})
    Department.objects.filter(pk=cast.pediatrics.pk).update(
        translated={"es": {"name": "Ángeles y niños"}}
    )
    Policy.objects.update(translated={"es": {"program_name": "A su lado"}})


def test_a_reader_meets_each_by_its_name_in_her_language(translated: None) -> None:
    page = Visitor().open("/es/another-door/").content.decode()
    for name in ("Enfermería", "De colega a colega", "A su lado"):
        assert name in page
    assert "Nurse" not in page
    page = Visitor().open("/another-door/").content.decode()
    assert "Nurse" in page
    assert "Enfermería" not in page


def test_what_is_chosen_from_is_in_her_language_in_its_order_or_marked(translated: None) -> None:
    page = Visitor().open("/es/for-a-colleague/").content.decode()
    where = [page.index(name) for name in ("Ángeles y niños", "Cirugía", "Medicine")]
    assert where == sorted(where), "by the name that is read, not by the one that is kept"
    assert 'lang="en">Medicine</option>' in page
    assert ">Cirugía</option>" in page
    assert 'lang="en">Cirugía' not in page
    assert '<option value="nurse">Enfermería</option>' in page
    assert "<span" not in page.split("<select")[1].split("</select>")[0]


def test_in_her_own_language_nothing_is_marked_and_nothing_is_translated(translated: None) -> None:
    page = Visitor().open("/for-a-colleague/").content.decode()
    options = page.split('name="department"')[1].split("</select>")[0]
    assert "lang=" not in options
    assert "Cirugía" not in options


def test_names_that_came_with_us_are_said_in_each_language_until_they_are_changed(
    cast: Cast,
) -> None:
    with translation.override("es"):
        assert called(cast.faculty) == "Docencia"
        assert called(Topic(name=FIRST_TOPICS[0])) == "Qué es el apoyo entre colegas"
        assert called(Policy(), "program_name") == "Programa de apoyo entre colegas"
        cast.faculty.name = "Attendings"
        assert (called(cast.faculty), called(cast.faculty).language) == ("Attendings", "en")
    assert called(Policy(), "program_name") == "Peer Support Program"


def test_where_the_program_writes_spanish_names_that_came_with_us_are_no_english(
    cast: Cast,
) -> None:
    Policy.objects.update(written_in="es")
    with translation.override("es"):
        assert (called(cast.fellow), called(cast.fellow).language) == ("Fellowship", "es")
    assert (called(cast.fellow), called(cast.fellow).language) == ("Fellow", "en")


def test_whoever_types_a_name_in_either_language_is_understood(
    cast: Cast, translated: None
) -> None:
    text = "Zoe Zeh\tzoe@example.org\tenfermería\tcirugia\nYan Yeo\tyan@example.org\tnurse\tsurgery"
    one, other = named(read_people(text).people)
    assert one.department == other.department == cast.surgery.pk
    assert one.pool == other.pool == "nurse"
    assert [door.slug for door in other_doors(["Enfermería"])] == ["nurse"]
    assert [door.slug for door in other_doors(["a nurse"])] == ["nurse"]


def test_names_that_came_with_us_are_understood_in_each_language_too(cast: Cast) -> None:
    text = "Zoe Zeh\tzoe@example.org\tdocencia\nYan Yeo\tyan@example.org\tresidencia"
    assert [one.pool for one in named(read_people(text).people)] == ["faculty", "resident"]


def test_who_is_called_by_a_word_of_the_same_family_is_understood(
    cast: Cast, translated: None
) -> None:
    text = "Zoe Zeh\tzoe@example.org\tenfermera\nYan Yeo\tyan@example.org\tresidente"
    assert [one.pool for one in named(read_people(text).people)] == ["nurse", "resident"]
    assert [door.slug for door in other_doors(["enfermera jefe"])] == ["nurse"]
    assert other_doors(["residente"]) == []


def test_a_word_that_may_be_of_two_families_says_neither(cast: Cast) -> None:
    Pool.objects.filter(slug="nurse").update(name="Therapy")
    Pool.objects.filter(slug="student").update(name="Therapies")
    text = "Zoe Zeh\tzoe@example.org\ttherapist"
    assert [one.pool for one in named(read_people(text).people)] == [""]


def test_a_name_that_two_departments_have_says_neither(cast: Cast, translated: None) -> None:
    """As when the directory brings one that is called what another is called in Spanish."""
    Department.objects.create(name="Cirugia", campus=cast.hill)
    text = "Zoe Zeh\tzoe@example.org\tresident\tCirugía\nYan Yeo\tyan@example.org\t\tSurgery"
    one, other = named(read_people(text).people)
    assert one.department is None
    assert other.department == cast.surgery.pk


def test_a_department_typed_in_spanish_speaks_for_whom_it_would_in_english(
    cast: Cast, translated: None
) -> None:
    """Of two Kim Parks the one in pediatrics is proposed, whichever way it is written."""
    text = "Kim Park\tPediatrics\nRosa Reyes\tPediatrics"
    Department.objects.filter(pk=cast.pediatrics.pk).update(
        translated={"es": {"name": "Pediatría"}}
    )
    english = named(read_people(text).people)
    spanish = named(read_people(text.replace("Pediatrics", "Pediatría")).people)
    assert [one.department for one in spanish] == [cast.pediatrics.pk] * 2
    assert [one.person for one in spanish] == [one.person for one in english]
    assert [one.fingerprints for one in spanish] == [one.fingerprints for one in english]


def test_all_of_a_kind_are_called_at_once(cast: Cast, translated: None) -> None:
    with translation.override("es"):
        names = called_by("slug", Pool.objects.all())
    assert names["nurse"] == "Enfermería"
    assert {one.language for one in names.values()} <= {"es", "en"}


def test_words_know_their_language_wherever_they_are_carried() -> None:
    said = Said("Day & night", "en")
    for copy in (deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301
        assert (copy, copy.language) == (said, "en")
    with translation.override("es"):
        marked = '<span lang="en">Day &amp; night</span>'
        assert said.__html__() == marked
        assert filled("%(when)s <b>", when=said) == f"{marked} &lt;b&gt;"
        assert joined([said, Said("<siempre>", "es")]) == f"{marked}, &lt;siempre&gt;"


@pytest.mark.parametrize(
    ("name", "within"),
    [("Nurse", "nurse"), ("CRNA", "CRNA"), ("Élèves", "élèves"), ("n", "n"), ("", "")],
)
def test_within_a_sentence_a_name_loses_its_capital_unless_it_is_short_for_something(
    name: str, within: str
) -> None:
    said = Said(name, "fr").within
    assert (said, said.language) == (within, "fr")


def test_languages_people_speak_are_called_in_that_of_the_page() -> None:
    assert str(tongues.in_a_row(["English", "Spanish", "Klingon"])) == "English, Spanish, Klingon"
    with translation.override("es"):
        row = str(tongues.in_a_row(["English", "Spanish", "Mandarin", "Klingon"]))
        assert row == 'Inglés, español, mandarín, <span lang="en">Klingon</span>'
        assert tongues.alone("Spanish") == "Español"
        assert tongues.alone("") == ""
        assert tongues.in_a_row([]) == ""


def test_what_came_with_us_follows_the_sites_words_but_the_programs_name_is_left_as_entered(
    cast: Cast,
) -> None:
    Vocabulary.objects.create(term="peer_support", language="en", singular="colleague care")
    first_words(NOW)
    page = Visitor().open("/talk/").content.decode()
    assert "What colleague care is" in page
    assert "Peer Support Program" in page
