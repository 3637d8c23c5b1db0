"""What the program writes itself: in the reader's language where it says so, else in its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from beside.program import actions, crisis
from beside.program.actions import NotTheirs
from beside.program.crisis import Answering, answering
from beside.program.deciding import FIELDS, decide, mark
from beside.program.meanwhile import DecidedMeanwhile
from beside.program.models import CrisisContact, Member, Policy, Pool
from beside.program.own_words import Said, kept, marked, say
from tests.cast import NOW, Cast

SPANISH = {"es": {"door_hours": "de día y de noche"}}
LINE = Answering("The chaplain", "503 555 0160", "Of any faith or none.", "call")
CALLED = {"name": "Capellanía", "says": "De cualquier fe."}
CHAPLAIN = Answering(LINE.name, LINE.number, LINE.says, translated={"es": CALLED})


def told(said: Said) -> tuple[str, str]:
    return str(said), said.language


def said(cast: Cast, language: str, written_in: str = "en") -> tuple[str, str]:
    cast.nurse.refresh_from_db()
    with translation.override(language):
        return told(say(cast.nurse, "door_hours", written_in))


def decided(pool: Pool, by: Member, **said: Any) -> None:
    pool.refresh_from_db()
    now = {name: getattr(pool, name) for name in FIELDS["pool"]}
    decide(pool, {**now, **said}, seen=mark(pool), by=by, at=NOW)


def test_a_reader_is_told_in_her_language_what_has_a_translation_in_it(cast: Cast) -> None:
    decided(cast.nurse, cast.lea, translated=SPANISH)
    assert said(cast, "es") == ("de día y de noche", "es")
    assert said(cast, "en") == ("day and night", "en")


def test_what_has_no_translation_stands_as_it_was_written_and_says_in_which_language(
    cast: Cast,
) -> None:
    assert said(cast, "es") == ("day and night", "en")
    decided(cast.nurse, cast.lea, translated={"es": {"door_hours": ""}})
    assert said(cast, "es") == ("day and night", "en"), "an empty box is no translation"


def test_a_translation_in_the_programs_own_language_is_not_put_before_its_own_words(
    cast: Cast,
) -> None:
    """As when it said only later that it writes in Spanish."""
    decided(cast.nurse, cast.lea, translated=SPANISH, door_hours="siempre")
    assert said(cast, "es", written_in="es") == ("siempre", "es")
    assert said(cast, "en", written_in="es") == ("siempre", "es")


def test_only_words_of_another_language_are_marked_and_nothing_in_them_is_markup() -> None:
    with translation.override("es"):
        assert marked("day & night", "en") == '<span lang="en">day &amp; night</span>'
        assert marked("día <y> noche", "es") == "día &lt;y&gt; noche"
        assert marked("", "en") == ""


def test_what_is_no_translation_is_not_kept(cast: Cast) -> None:
    odd = {"es": {"door_hours": "siempre", "slug": "enfermeria"}, "tlh": {"door_hours": "reH"}}
    decided(cast.nurse, cast.lea, translated=odd)
    cast.nurse.refresh_from_db()
    assert cast.nurse.translated == {"es": {"door_hours": "siempre"}}
    assert kept({}, Policy.own_words) == {}


@pytest.mark.parametrize("name", ["cora", "ann"])
def test_nobody_but_a_lead_gives_a_translation(cast: Cast, name: str) -> None:
    by = getattr(cast, name)
    with pytest.raises(NotTheirs):
        decided(cast.nurse, by, translated=SPANISH)
    with pytest.raises(NotTheirs):
        actions.set_crisis_contacts([CHAPLAIN], seen=crisis.mark(), by=by, at=NOW)
    assert said(cast, "es") == ("day and night", "en")
    assert not CrisisContact.objects.exists()


def test_of_two_who_write_a_translation_at_once_the_second_is_told(cast: Cast) -> None:
    seen = mark(cast.nurse)
    decided(cast.nurse, cast.lea, translated=SPANISH)
    now = {name: getattr(cast.nurse, name) for name in FIELDS["pool"]}
    with pytest.raises(DecidedMeanwhile):
        decide(cast.nurse, {**now, "translated": {}}, seen=seen, by=cast.lea, at=NOW)
    assert said(cast, "es") == ("de día y de noche", "es")


def test_whoever_answers_at_once_is_told_of_in_the_language_of_the_page(cast: Cast) -> None:
    actions.set_crisis_contacts([CHAPLAIN], seen=crisis.mark(), by=cast.lea, at=NOW)
    with translation.override("es"):
        _own, one = answering(Policy.current())
        assert told(say(one, "says", "en")) == ("De cualquier fe.", "es")
        assert told(say(one, "name", "en")) == ("Capellanía", "es")
    actions.set_crisis_contacts([LINE], seen=crisis.mark(), by=cast.lea, at=NOW)
    with translation.override("es"):
        _own, one = answering(Policy.current())
        assert told(say(one, "says", "en")) == (LINE.says, "en")
        assert told(say(one, "name", "en")) == (LINE.name, "en")


def test_the_programs_own_line_is_called_as_each_reader_would_call_it(cast: Cast) -> None:
    Policy.objects.update(translated={"es": {"crisis_name": "Línea de guardia"}})
    with translation.override("es"):
        assert told(say(answering(Policy.current())[0], "name", "en")) == ("Línea de guardia", "es")
    assert told(say(answering(Policy.current())[0], "name", "en")) == ("On-call line", "en")


def test_our_two_are_in_the_language_of_the_page_unless_a_lead_says_it_better(cast: Cast) -> None:
    with translation.override("es"):
        for one in answering(Policy(crisis_phone="")):
            assert say(one, "name", "en").language == say(one, "says", "en").language == "es"
    better = Answering("Emergency", "911", "day and night", translated={"es": {"says": "Siempre."}})
    actions.set_crisis_contacts([better], seen=crisis.mark(), by=cast.lea, at=NOW)
    with translation.override("es"):
        _own, one = answering(Policy.current())
        assert told(say(one, "says", "en")) == ("Siempre.", "es")
        assert say(one, "name", "en").language == "es"
