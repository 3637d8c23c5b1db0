"""A site's words in our sentences: whole words only, as written, and nothing else is touched."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beside.rules.vocabulary import Forms, Vocabulary, problem

OURS = {
    "supporter": Forms("peer supporter", "peer supporters"),
    "peer_support": Forms("peer support"),
    "coordinator": Forms("coordinator", "coordinators"),
    "lead": Forms("program lead", "program leads"),
    "campus": Forms("campus", "campuses"),
    "department": Forms("department", "departments"),
}
THEIRS = {
    "supporter": Forms("ally", "allies"),
    "peer_support": Forms("care for colleagues"),
    "coordinator": Forms("dispatcher", "dispatchers"),
    "lead": Forms("medical director", "medical directors"),
    "campus": Forms("site", "sites"),
    "department": Forms("service line", "service lines"),
}
ALL = Vocabulary(OURS, THEIRS)
FORMS = [
    (ours, theirs)
    for term in OURS
    for ours, theirs in zip(
        (OURS[term].one, OURS[term].many), (THEIRS[term].one, THEIRS[term].many), strict=True
    )
    if ours
]


@pytest.mark.parametrize(("ours", "theirs"), FORMS)
def test_every_form_of_every_term_is_replaced_as_it_is_written(ours: str, theirs: str) -> None:
    assert ALL.say(f"Ask the {ours}, please.") == f"Ask the {theirs}, please."
    assert ALL.say(f"{ours.capitalize()} here") == f"{theirs[0].upper()}{theirs[1:]} here"
    assert ALL.say(f"THE {ours.upper()}") == f"THE {theirs.upper()}"
    assert ALL.say(f"{ours}’s, ({ours})") == f"{theirs}’s, ({theirs})"


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(FORMS, 2)))
def test_any_two_in_one_sentence_stay_apart(one: tuple[str, str], other: tuple[str, str]) -> None:
    said = ALL.say(f"The {one[0]} and the {other[0]}.")
    assert said == f"The {one[1]} and the {other[1]}."


@pytest.mark.parametrize(("ours", "_theirs"), FORMS)
def test_never_inside_another_word_a_placeholder_a_tag_or_an_address(
    ours: str, _theirs: str
) -> None:
    word = ours.split()[-1]
    for kept in (
        f"un{ours}", f"{ours}ly", f"{ours}-wide", f"x_{ours}", f"co-{ours}",
        f"%({word})s", f"%({word})d", "{" + word + "}", f"{{{ours}}}",
        f'<a class="{ours}" href="/{word}/">', f"https://example.edu/{word}/?{word}=1",
        f"mailto:{word}@example.edu", f"{word}@example.edu", f"/{word}/", f"{word}.example.edu",
        f"`beside {ours}`", f"&{word};",
    ):  # fmt: skip
        assert ALL.say(f"See {kept} there") == f"See {kept} there"


def test_the_text_of_a_link_is_replaced_and_its_address_is_not() -> None:
    said = ALL.say('Call <a href="/campus/">the campus</a> at %(campus)s.')
    assert said == 'Call <a href="/campus/">the site</a> at %(campus)s.'


def test_the_longest_is_taken_and_nothing_is_replaced_twice() -> None:
    turned = Vocabulary(
        OURS, {"peer_support": Forms("supporter"), "coordinator": Forms("campus", "peer supporter")}
    )
    assert turned.say("A peer supporter gives peer support.") == "A peer supporter gives supporter."
    assert turned.say("coordinators") == "peer supporter"
    assert turned.say("a coordinator on campus") == "a campus on campus"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ally", "an ally"), ("companion", "a companion"), ("hour-giver", "an hour-giver"),
        ("union friend", "a union friend"), ("user", "a user"), ("umbrella", "an umbrella"),
        ("one-to-one", "a one-to-one"), ("Ear", "an Ear"),
    ],
)  # fmt: skip
def test_the_article_follows_the_word(word: str, said: str) -> None:
    words = Vocabulary(OURS, {"supporter": Forms(word, f"{word}s")})
    assert words.say("ask a peer supporter now") == f"ask {said} now"
    assert words.say("A peer supporter").startswith(said.split()[0].capitalize() + " ")
    assert words.say("via peer supporter") == f"via {word}"


def test_where_no_article_changes_in_another_language() -> None:
    ours = {"department": Forms("departamento", "departamentos")}
    theirs = {"department": Forms("área", "áreas")}
    words = Vocabulary(ours, theirs, is_english=False)
    assert words.say("Llama a departamento o a Departamentos") == "Llama a área o a Áreas"


def test_a_line_broken_between_two_words_is_no_hindrance() -> None:
    assert ALL.say("a peer\nsupporter") == "an ally"


def test_without_words_of_its_own_every_sentence_stays_as_it_is() -> None:
    assert Vocabulary(OURS, {}).say("A PEER supporter") == "A PEER supporter"
    same = Vocabulary(OURS, {"campus": Forms("site", "sites")})
    assert same.say("A Peer Supporter of An campus") == "A Peer Supporter of A site"


@pytest.mark.parametrize(
    "bad", ["<b>ally</b>", "%(x)s", "a & b", '"ally"', "{x}", "x" * 41, "a\nb"]
)
def test_what_could_break_a_page_is_refused_and_never_said(bad: str) -> None:
    assert problem(bad)
    assert (
        Vocabulary(OURS, {"supporter": Forms(bad, bad)}).say("peer supporter") == "peer supporter"
    )


@pytest.mark.parametrize(
    "good", ["ally", "Care for Caregivers", "compañera", "peer-to-peer", "l’aide"]
)
def test_ordinary_words_are_good(good: str) -> None:
    assert not problem(good)


@given(st.lists(st.sampled_from([one for one, _ in FORMS] + ["%(campus)s", "<b>", "a", "and"])))
def test_placeholders_and_tags_are_always_what_they_were(parts: list[str]) -> None:
    sentence = " ".join(parts)
    said = ALL.say(sentence)
    kept = r"%\(\w+\)s|<[^>]*>"
    assert re.findall(kept, said) == re.findall(kept, sentence)
    for form, _theirs in FORMS:
        assert not re.search(rf"(?<![\w(])\b{form}\b(?!\))", said), said


def test_where_one_and_several_are_the_same_word_the_sentence_says_which_is_meant() -> None:
    said = Vocabulary(
        {"campus": Forms("campus", "campus")}, {"campus": Forms("sede", "sedes")}, is_english=False
    )
    assert said.say("su campus") == "su sede"
    assert said.say("Campus", of_several=True) == "Sedes"
    assert said.say("CAMPUS", of_several=True) == "SEDES"
