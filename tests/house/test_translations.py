"""Every word is there in every language: none missing, none left over, nothing lost on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from beside.learning import shipped
from tests import machine
from tools import messages
from tools.messages import Message, catalogue, compiled, read

LANGUAGES = messages.languages()
PLACES = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%%")
TAGS = re.compile(r"</?\w[^>]*>")


@pytest.fixture(scope="module")
def of_the_sources(tmp_path_factory: pytest.TempPathFactory) -> set[Message]:
    machine.gettext()
    return messages.of_the_sources(tmp_path_factory.mktemp("sources"))


@pytest.fixture(params=LANGUAGES)
def said(request: pytest.FixtureRequest, tmp_path: Path) -> dict[Message, tuple[str, ...]]:
    """What the text of the catalogue comes to; what is empty or doubtful is not in it."""
    machine.gettext()
    return read(compiled(catalogue(request.param), tmp_path / "fresh.mo"))


def test_every_language_of_the_settings_has_its_catalogue() -> None:
    offered = {code for code, _name in settings.LANGUAGES}
    assert offered == {settings.LANGUAGE_CODE, *LANGUAGES}
    assert "es" in LANGUAGES


def test_every_message_of_the_sources_is_translated(
    of_the_sources: set[Message], said: dict[Message, tuple[str, ...]]
) -> None:
    assert len(of_the_sources) > 1000
    lacking = sorted(one.words for one in of_the_sources - set(said))
    assert not lacking, "\n".join(["`make messages`, and translate:", *lacking])


def test_nothing_is_translated_that_no_source_says(
    of_the_sources: set[Message], said: dict[Message, tuple[str, ...]]
) -> None:
    left_over = sorted(one.words for one in set(said) - of_the_sources)
    assert not left_over, "\n".join(["`make messages` takes away:", *left_over])


def test_what_stands_in_a_sentence_stands_in_its_translation_too(
    said: dict[Message, tuple[str, ...]],
) -> None:
    for message, forms in said.items():
        assert differs(message, forms) is None, differs(message, forms)


def differs(message: Message, forms: tuple[str, ...]) -> str | None:
    """Places to be filled, and tags. Of one alone the number may be a word."""
    pairs = [(message.words, forms[0])]
    if message.many:
        pairs += [(message.many, one) for one in forms[1:]]
    for number, (words, meant) in enumerate(pairs):
        if not meant.strip():
            return f"empty: {words}"
        wanted = sorted(PLACES.findall(words) + TAGS.findall(words))
        found = sorted(PLACES.findall(meant) + TAGS.findall(meant))
        of_one = message.many and number == 0
        known = PLACES.findall(message.many) + wanted
        if found != wanted and not (of_one and set(found) <= set(known)):
            return f"{words}\n{meant}"
        if (
            words[:1].isspace() != meant[:1].isspace()
            or words[-1:].isspace() != meant[-1:].isspace()
        ):
            return f"a space at its end: {words}"
    return None


def _ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Call %(name)s", "Llame a %(nombre)s"),
        ("Call %(name)s", "Llame"),
        ("Call {name}", "Llame"),
        ("<strong>Now</strong>", "<b>Ahora</b>"),
        ("Now", " Ahora"),
        ("Now", " "),
    ],
)
def test_the_control_what_is_lost_on_the_way_is_found(words: str, meant: str) -> None:
    assert differs(Message("", words, ""), (meant,))
    assert differs(Message("", "One", "%(n)d"), ("Uno", "Dos"))
    assert not differs(Message("", "One", "%(n)d people"), ("%(n)d", "%(n)d personas"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_is_what_the_text_says(
    language: str, said: dict[Message, tuple[str, ...]]
) -> None:
    shipped = catalogue(language).with_suffix(".mo")
    assert read(shipped) == said, "`make messages` compiles it"


def test_a_day_of_the_week_and_a_number_are_said_as_the_language_says_them() -> None:
    from datetime import date

    from beside.program.week import day_of_week

    day = date(2026, 11, 27)
    assert day_of_week(day) == "Friday, 27 November"
    with translation.override("es"):
        assert day_of_week(day) == "viernes 27 de noviembre"


def test_a_day_of_another_year_is_said_with_its_year() -> None:
    from datetime import date

    from beside.program.week import day_of_week

    day, today = date(2025, 11, 27), date(2026, 11, 27)
    assert day_of_week(day, today) == "Thursday, 27 November 2025"
    assert day_of_week(today, today) == "Friday, 27 November"
    with translation.override("es"):
        assert day_of_week(day, today) == "jueves 27 de noviembre de 2025"


# Words that the Spanish pages do not say either, each with what they say.
UNSAID = {
    r"\bt[uú]\b|\bti\b|\bcontigo\b|\bvosotros\b": "usted",
    r"\bpacientes?\b|\bvíctimas?\b": "persona",
    r"¡": "a full stop",
    r"\bcompañer[oa]s? de apoyo\b": "colega de apoyo",
    r"\bapoyo de pares\b|\bapoyo entre pares\b": "apoyo entre colegas",
    r"\bemail\b|\be-mail\b": "correo electrónico",
    r"\bclaves?\b": "llave, código or palabra, by what it is",
    r"\bformad[oa]s?\b|\bsin formación\b": "capacitado",
    r"\blocalizar\w*|\blocalizadores\b": "contactar; buscapersonas",
    r"\bqueja ante la junta\b(?! médica)": "queja ante la junta médica",
    r"\bevento duro\b": "evento difícil",
    r"\binforme de incidentes\b|\bcentro de consejería\b": "reporte de; clínica de consejería",
    r"\bpedir a otra persona\b": "pedir que sea otra persona: the other one asks whom?",
    # A site may say "persona de apoyo": what stands before it must fit either gender.
    r"\b(?:un|una|el|la|los|las|al|del|otr[oa]|es[ea]|est[ea]) colegas? de apoyo\b": "su, sus",
    r"[“”]": "« and »",
    r"\d[  ]\d{3}\b": "a comma, as in 2,000",
}
# What a colleague may say to a colleague; and what happened, in the reporter's words.
MAY = ("«Pensé en ti", "murió un paciente")
SAID_TO_A_COLLEAGUE = re.compile(r"«[^»]*»")


@pytest.mark.parametrize("unsaid", UNSAID)
def test_the_spanish_pages_speak_with_one_voice(unsaid: str) -> None:
    for message, forms in read(catalogue("es").with_suffix(".mo")).items():
        for one in forms:
            if not any(allowed in one for allowed in MAY):
                bare = PLACES.sub("", one)
                assert not re.search(unsaid, bare, re.IGNORECASE), (message.words, one)


@pytest.mark.parametrize("unsaid", UNSAID)
def test_the_spanish_pages_to_read_speak_with_the_same_voice(unsaid: str) -> None:
    pages = [one for one in shipped.texts().values() if one.language == "es"]
    assert pages
    for one in pages:
        words = "\n".join((one.words.title, one.words.summary, one.words.body))
        ours = SAID_TO_A_COLLEAGUE.sub("", words) if "contigo" in unsaid else words
        found = re.search(unsaid, ours, re.IGNORECASE)
        assert not found, (one.slug, found)
