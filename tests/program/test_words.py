"""A site's own words in every sentence, without a template knowing; refreshed when they change."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext, trans_real
from pytest_django import Settings

import beside
from beside.audit.models import Administration
from beside.learning import actions as learning
from beside.learning import shipped
from beside.learning.shipped import Words
from beside.program import actions, words
from beside.program.actions import NotTheirs
from beside.program.models import Member, Vocabulary
from beside.rules.vocabulary import Forms
from tests.cast import NOW, Cast

ROOT = Path(beside.__file__).parent
THEIRS = {
    "supporter": Forms("ally", "allies"),
    "peer_support": Forms("care for colleagues"),
    "coordinator": Forms("dispatcher", "dispatchers"),
    "department": Forms("service line", "service lines"),
}
MADE_AT_IMPORT = gettext_lazy("Choose a peer supporter yourself")


@pytest.fixture(autouse=True)
def _in_our_words() -> Iterator[None]:
    yield
    words.forget_process_state()


def say(cast: Cast, theirs: dict[str, Forms], language: str = "en") -> None:
    actions.set_words(theirs, language, seen=words.mark(language), by=cast.lea, at=NOW)
    words.refresh()


def test_every_kind_of_sentence_is_said_in_them(cast: Cast) -> None:
    say(cast, THEIRS)
    assert gettext("A peer supporter has said yes.") == "An ally has said yes."
    assert ngettext("%(n)s peer supporter", "%(n)s peer supporters", 1) == "%(n)s ally"
    assert ngettext("%(n)s peer supporter", "%(n)s peer supporters", 2) == "%(n)s allies"
    assert pgettext("a place", "department") == "service line"
    assert str(MADE_AT_IMPORT) == "Choose an ally yourself"
    assert gettext("Nothing of that kind") == "Nothing of that kind"


def test_pages_say_them_from_the_next_request_on(cast: Cast) -> None:
    client = Client()
    assert "Peer supporters are clinicians" in client.get("/").content.decode()
    actions.set_words(THEIRS, "en", seen=words.mark("en"), by=cast.lea, at=NOW)
    page = client.get("/").content.decode()
    assert "Allies are clinicians" in page
    assert "Care for colleagues or counselling?" in page
    actions.set_words({}, "en", seen=words.mark("en"), by=cast.lea, at=NOW)
    assert "Peer supporters are clinicians" in client.get("/").content.decode()


def test_no_page_still_says_ours(cast: Cast) -> None:
    say(cast, THEIRS)
    client = Client()
    for address in ("/", "/for-me/", "/guide/", "/guide/page/", "/promise/", "/supporters/"):
        text = re.sub(r"<[^>]+>", " ", client.get(address).content.decode().split("<body")[1])
        text = text.replace("Peer Support Program", "")  # its name, which is policy
        assert not re.search(r"\bpeer support|\bcoordinator|\bdepartment", text, re.I), address


def test_a_page_asks_once_and_builds_nothing_while_nothing_changes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(cast, THEIRS)
    with monkeypatch.context() as meanwhile, CaptureQueriesContext(connection) as asked:
        meanwhile.setattr(words, "_put_in", lambda *_given: pytest.fail("built anew"))
        words.refresh()
    assert len(asked) == 1


def test_while_the_database_is_away_pages_keep_the_words_of_a_moment_ago(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(cast, THEIRS)

    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(words, "refresh", away)
    assert "Allies are clinicians" in Client().get("/").content.decode()


def test_another_language_keeps_its_own_words_and_sentences(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    spanish = trans_real.translation("es")
    assert isinstance(spanish, trans_real.DjangoTranslation)
    catalogue = trans_real.TranslationCatalog()
    catalogue["peer supporter"] = "compañero de apoyo"
    catalogue["peer supporters"] = "compañeros de apoyo"
    catalogue["Ask a peer supporter"] = "Pregunta a un compañero de apoyo"
    monkeypatch.setattr(spanish, "_catalog", catalogue)
    say(cast, {"supporter": Forms("aliado", "aliados")}, "es")
    say(cast, THEIRS)
    with translation.override("es"):
        assert gettext("Ask a peer supporter") == "Pregunta a un aliado"
        assert gettext("A peer supporter, not translated") == "An ally, not translated"
    assert gettext("Ask a peer supporter") == "Ask an ally"
    words.forget_process_state()
    with translation.override("es"):
        assert gettext("Ask a peer supporter") == "Pregunta a un compañero de apoyo"


@pytest.mark.parametrize("name", ["cora", "ann", "sue"])
def test_nobody_but_a_lead_sets_them(cast: Cast, name: str) -> None:
    by = getattr(cast, name)
    with pytest.raises(NotTheirs):
        actions.set_words(
            THEIRS,
            "en",
            seen=words.mark("en"),
            by=by if isinstance(by, Member) else by.member,
            at=NOW,
        )
    assert not Vocabulary.objects.exists()


def test_what_would_break_a_page_is_not_kept(cast: Cast) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        actions.set_words(
            {"lead": Forms("<b>", "x")}, "en", seen=words.mark("en"), by=cast.lea, at=NOW
        )
    assert not Vocabulary.objects.exists()


def test_the_audit_says_that_they_were_set_and_not_how(cast: Cast) -> None:
    actions.set_words(THEIRS, "en", seen=words.mark("en"), by=cast.lea, at=NOW)
    row = Administration.objects.get(verb="set_words")
    assert (row.member_id, row.about) == (cast.lea.pk, "en")


def test_each_term_stands_in_a_sentence_of_ours() -> None:
    """A term that no screen says would be a box that does nothing."""
    said = "\n".join(one.read_text() for one in ROOT.rglob("templates/**/*.html"))
    for path in ROOT.rglob("*.py"):
        if path.name != "words.py" and "migrations" not in path.parts:
            tree = ast.parse(path.read_text())
            said += "\n".join(
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            )
    for own in words.TERMS.values():
        assert re.search(rf"\b{own.one}\b", said, re.IGNORECASE), own


def read(address: str) -> str:
    body = Client().get(address).content.decode().split("<article")[1].split("</article>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_pages_to_read_are_said_in_them_too(cast: Cast) -> None:
    assert "A peer supporter is a clinician" in read("/learn/what-peer-support-is/")
    say(cast, THEIRS)
    for slug in shipped.orders():
        if slug != "references":
            assert not re.search(r"\bpeer support", read(f"/learn/{slug}/"), re.I), slug
    assert "An ally is a clinician" in read("/learn/what-peer-support-is/")
    assert (
        "What care for colleagues is, and what it is not"
        in Client().get("/learn/").content.decode()
    )
    say(cast, {"supporter": Forms("persona de apoyo", "personas de apoyo")}, "es")
    assert "Lo que le dice a su persona de apoyo queda" in read("/es/learn/confidentiality/")


def test_names_titles_and_what_the_program_wrote_are_not_touched(cast: Cast) -> None:
    say(cast, THEIRS)
    assert "Center for Professionalism and Peer Support" in read("/learn/references/")
    page = Client().get("/learn/what-helps/").content.decode()
    assert "The case for peer support" in page.replace("the case", "The case"), "a title of a paper"
    text = Words("Ours", "", "Ask a peer supporter.\n", "")
    learning.write("what-helps", "en", text, base=0, by=cast.lea, at=NOW)
    assert "Ask a peer supporter." in read("/learn/what-helps/")


def test_a_word_that_is_the_same_for_several_is_said_of_one_or_of_several(cast: Cast) -> None:
    """In Spanish one campus and several are both *campus*."""
    say(cast, {"campus": Forms("sede", "sedes")}, "es")
    with translation.override("es"):
        assert gettext("A campus") == "Un sede", "the words around it stay as they are"
        assert gettext("Campuses") == "Sedes"
