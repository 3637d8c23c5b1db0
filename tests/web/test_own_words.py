"""On a page in another language, the program's own words are in it, or say which they are in."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beside.directory.models import Department
from beside.program.models import Campus, CrisisContact, Holiday, Policy, Pool
from beside.supporters.models import Supporter
from beside.talks.models import Topic
from tests.access.addresses import Address
from tests.access.test_matrix import there as there
from tests.cast import NOW, Cast
from tests.program.test_crisis import away
from tests.referrals.visitor import Visitor
from tests.web.test_languages import pages

There = Callable[[Address], str]
TOKEN = "Heartsease"  # stands in each of the program's own words here, and nowhere else
SPANISH = "Pensamiento"
ENGLISH = {
    "program_name": f"{TOKEN} program",
    "confidentiality": f"{TOKEN} for all,\nfaculty & residents.",
    "law_here": f"{TOKEN}, as counsel put it.",
    "paid_by": f"{TOKEN} foundation pays.",
    "counselling_name": f"{TOKEN} clinic",
    "counselling_phone": "503 555 0120",
    "crisis_name": f"{TOKEN} on call",
    "guideline_by": f"{TOKEN} committee",
}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def planted(cast: Cast) -> None:
    """Everything that a program and its people write, with one word in it that is nowhere else."""
    Policy.objects.update(**ENGLISH)
    doors = Pool.objects.filter(kind=Pool.Kind.SIGNPOSTED)
    doors.update(door_name=f"{TOKEN} door", door_hours=f"{TOKEN}, day and night")
    for model in (Pool, Campus, Department, Topic, Holiday):
        for row in model.objects.all():
            row.name = f"{TOKEN} {row.name}"
            row.save()
    CrisisContact.objects.create(name=f"{TOKEN} line", number="741", says=f"{TOKEN}, always.")
    Supporter.objects.update(says=f"{TOKEN} and tea.", topics=f"{TOKEN}, nights")


class Spoken(HTMLParser):
    """In which language a voice reads each of these words, page by page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._languages: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self._languages.append(given.get("lang") or (self._languages or [""])[-1])
        for name in ("value", "title", "aria-label", "alt"):
            self._look(given.get(name) or "", given.get("lang") or self._languages[-1])

    def handle_endtag(self, tag: str) -> None:
        self._languages.pop()

    def handle_data(self, data: str) -> None:
        self._look(data, (self._languages or [""])[-1])

    def _look(self, text: str, language: str) -> None:
        if TOKEN in text or SPANISH in text:
            self.found.append((language, " ".join(text.split())))


def spoken(address: str) -> list[tuple[str, str]]:
    return Spoken(Visitor().open(address).content.decode()).found


# The boxes in which a lead changes names; words to send, which carry no marks.
NAMES = {"desk:program_policy", "outreach:one"}


def test_on_every_page_a_voice_reads_them_in_the_language_they_are_written_in(
    cast: Cast, planted: None, there: There
) -> None:
    Policy.objects.update(word_at_the_door=TOKEN)
    looked_at, wrong = 0, {}
    for name, plain, other in pages(cast, there, "es"):
        assert {one for one, _text in Spoken(plain).found} <= {"en"}, name
        found = Spoken(other).found
        looked_at += len(found)
        left = [text for language, text in found if language != "en"]
        if left and name not in NAMES:
            wrong[name] = left
    assert looked_at > 100
    assert not wrong


def test_what_a_program_writes_in_spanish_is_marked_on_the_english_pages(planted: None) -> None:
    Policy.objects.update(written_in="es")
    for address in ("/", "/help-now/", "/another-door/", "/supporters/", "/promise/"):
        assert {one for one, _text in spoken(address)} == {"es"}
        assert {one for one, _text in spoken(f"/es{address}")} == {"es"}
        assert '<span lang="' not in Visitor().open(f"/es{address}").content.decode()


def test_where_there_is_a_translation_the_reader_has_it_and_her_page_has_nothing_else(
    planted: None,
) -> None:
    ours = {
        "confidentiality": f"{SPANISH} para todos",
        "law_here": f"{SPANISH}, la ley",
        "counselling_name": f"{SPANISH}, la clínica",
        "crisis_name": f"{SPANISH}, la línea",
    }
    Policy.objects.update(translated={"es": ours})
    Pool.objects.update(translated={"es": {"door_hours": f"{SPANISH}, siempre"}})
    CrisisContact.objects.update(translated={"es": {"says": f"{SPANISH}, de noche"}})
    shown = {
        "/": "para todos",
        "/nowhere/": "la línea",
        "/for-me/": "la línea",
        "/to-print/poster/": "la línea",
        "/guide/steady/": "la clínica",
        "/to-print/resources/": "la clínica",
        "/promise/": "la ley",
        "/outreach/limits/": "la ley",
        "/another-door/": "siempre",
        "/help-now/": "de noche",
    }
    for address, translation in shown.items():
        assert any(one == "es" and translation in text for one, text in spoken(f"/es{address}"))
        assert not any(translation in text for _one, text in spoken(address)), address
    assert "para todos" not in str(spoken("/promise/"))


@pytest.mark.parametrize("address", ["/for-me/", "/for-a-colleague/", "/event/"])
def test_whoever_has_a_door_of_her_own_hears_when_it_answers(
    cast: Cast, planted: None, address: str
) -> None:
    told = {
        "name": "Nia", "contact": "503-555-0177", "pool": "nurse", "go": "send",
        "urgency": "ordinary",
    }  # fmt: skip
    if address == "/event/":
        told = {
            "unit": str(cast.surgery.pk), "kind": "died", "urgency": "today", "go": "look",
            "date": NOW.date().isoformat(), "exposed": f"Nia Nye\tnia@example.edu\t{TOKEN} nurse\n",
        }  # fmt: skip
    door = Spoken(Visitor().send(f"/es{address}", **told).content.decode()).found
    assert ("en", f"{TOKEN}, day and night") in door
    Pool.objects.update(translated={"es": {"door_hours": f"{SPANISH}, siempre"}})
    door = Spoken(Visitor().send(f"/es{address}", **told).content.decode()).found
    assert any(one == "es" and f"{SPANISH}, siempre" in text for one, text in door)
    assert f"{TOKEN}, day" not in str(door)


def test_a_line_break_of_the_programs_own_stays_one(planted: None) -> None:
    body = Visitor().open("/es/").content.decode()
    assert f'<p><span lang="en">{TOKEN} for all,<br>faculty &amp; residents.</span></p>' in body


def test_while_the_database_is_away_they_still_say_which_they_are_in(planted: None) -> None:
    client = Client(raise_request_exception=False)
    client.get("/es/")
    with connection.execute_wrapper(away):
        refused, help_now = client.get("/es/"), client.get("/es/help-now/")
    assert refused.status_code == 503
    for answer in (refused, help_now, client.get("/es/nowhere/")):
        found = Spoken(answer.content.decode()).found
        assert {one for one, _text in found} == {"en"}
        assert any(f"{TOKEN} line" in text for _one, text in found)


@pytest.mark.parametrize("address", ["/", "/help-now/", "/supporters/", "/another-door/"])
def test_no_page_asks_the_database_for_a_translation(planted: None, address: str) -> None:
    def questions(where: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().get(where)
        return len(asked)

    plain, unmarked = questions(address), questions(f"/es{address}")
    Policy.objects.update(translated={"es": {"confidentiality": SPANISH, "law_here": SPANISH}})
    Pool.objects.update(translated={"es": {"door_hours": SPANISH}})
    CrisisContact.objects.update(translated={"es": {"says": SPANISH}})
    assert plain == unmarked == questions(f"/es{address}")


def test_the_card_of_a_colleague_is_composed_anew_when_the_language_is_told(planted: None) -> None:
    assert {one for one, _text in spoken("/es/supporters/") if f"{TOKEN} and tea" in _text} == {
        "en"
    }
    Policy.objects.update(written_in="es")
    assert "<span lang=" not in Visitor().open("/es/supporters/").content.decode()
    assert f'<p><span lang="es">{TOKEN} and tea.</span></p>' in (
        Visitor().open("/supporters/").content.decode()
    )
