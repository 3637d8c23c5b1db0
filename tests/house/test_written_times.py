"""Where no number can be computed into a sentence, none of ours is written: pages, other languages.

Pages to read are Markdown without places to be filled. So they say what is a fact of the world, and
for the program's own times and for who can see a name they lead to the promise, which is computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from beside.learning import shipped
from tests import machine
from tests.program.test_promised import TIME
from tools import messages
from tools.messages import Message, catalogue, compiled, read

UNIT = r"(minutos?|horas?|días?|semanas?|mes|meses|años?)"
COUNT = (
    r"\d+|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|veinte|treinta|sesenta|noventa|"
    r"unos|unas|pocos|pocas"
)
TIEMPO = re.compile(
    rf"\b({COUNT}) {UNIT}\b|"
    rf"\b(en|durante|dentro de|tras|después de|más de|por|toma|cada|menos de|cosa de) "
    rf"(un|una|media|medio) {UNIT}\b",
    re.IGNORECASE,
)
ANY_TIME = {"en": TIME, "es": TIEMPO}

# In pages to read: what is no promise of ours, and why.
OF_THE_WORLD = {
    "more than three months to live": "counted by others",
    "habrían vivido más de tres meses": "the same",
    "were asked every three months": "how a study was made",
    "se preguntó cada tres meses": "the same",
    "referred in under three years": "of one program elsewhere",
    "en menos de tres años": "the same",
    "ten minutes if that is what you have": "the reader's own time",
    "diez minutos si es lo que tiene": "the same",
    "a los 65 años": "how old people were in a study",
    "de 55 años o más": "the same",
    "después de unas semanas sigue": "when the reader should see a doctor",
    "sleep for a week": "what a colleague might say",
    "No dormí en una semana": "the same",
    "them again in a week": "what the reader may do",
    "vuelva a preguntar en una semana": "the same",
    "It takes a minute": "how long a form takes whoever fills it in",
    "Toma un minuto": "the same",
}
# In the Spanish catalogue: what sounds like a time and is none.
NO_TIME = {
    "un día difícil": "a hard day",
    "un día hábil": "a working day",
    "unos días o semanas": "what whoever reads it says of themselves",
}
SEEN = re.compile(
    r"\b(can|could|will|may) (see|open|read)[^.]*\b(names?|number)|"
    r"\b(ve|ven|verá|verán|pueden? (ver|abrir|leer))\b[^.]*\bnombres?\b",
    re.IGNORECASE,
)


def sentences(body: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.:;?!])\s+|\n\n|\n- ", body)


def every() -> list[tuple[str, str, str]]:
    return [
        (one.language, one.slug, said)
        for one in shipped.texts().values()
        for text in (one.words.title, one.words.summary, one.words.body)
        for said in sentences(text)
    ]


def test_no_page_to_read_promises_a_time_by_hand() -> None:
    found = [one for one in every() if ANY_TIME[one[0]].search(one[2])]
    assert found
    wrong = [one for one in found if not any(known in one[2] for known in OF_THE_WORLD)]
    assert wrong == []


def test_no_reason_stands_for_what_no_page_says_any_more() -> None:
    said = [one[2] for one in every()]
    assert [known for known in OF_THE_WORLD if not any(known in one for one in said)] == []


def test_who_can_see_a_name_is_said_by_the_promise_alone() -> None:
    assert [one for one in every() if SEEN.search(one[2])] == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "It is gone after 60 days."),
        ("en", "You can undo it for ten minutes."),
        ("en", "It closes within a week."),
        ("es", "Se borra después de 60 días."),
        ("es", "Puede deshacerlo durante diez minutos."),
        ("es", "Se cierra en una semana."),
        ("es", "Tarda más de un día."),
    ],
)
def test_control_a_time_by_hand_is_found(language: str, sentence: str) -> None:
    assert ANY_TIME[language].search(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Three people can see your name.", "Solo ellos pueden ver su nombre.", "Nadie ve su nombre."],
)
def test_control_who_can_see_is_found(sentence: str) -> None:
    assert SEEN.search(sentence)


@pytest.fixture
def said(tmp_path: Path) -> dict[Message, tuple[str, ...]]:
    machine.gettext()
    return read(compiled(catalogue("es"), tmp_path / "fresh.mo"))


def test_no_translation_writes_a_time_that_the_sentence_does_not(
    said: dict[Message, tuple[str, ...]],
) -> None:
    assert set(messages.languages()) == {"es"}, "another language needs its own words for times"
    wrong = [
        (message.words, forms)
        for message, forms in said.items()
        if not TIME.search(f"{message.words} {message.many}")
        and any(
            TIEMPO.search(form) and not any(known in form for known in NO_TIME)
            for form in forms[bool(message.many) :]
        )
    ]
    assert wrong == []
