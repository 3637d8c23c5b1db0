"""Every word a person sees can be translated, and none of the words we do not use is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import beside

ROOT = Path(beside.__file__).parent
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))

_MARKED = re.compile(
    r"{% block (?:main|body)_class %}.*?{% endblock %}|"
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}",
    re.DOTALL,
)
_TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", re.DOTALL)
_HTML = re.compile(r"<[^>]*>", re.DOTALL)
_SPOKEN_ATTRIBUTE = re.compile(
    r"""\b(?:alt|title|aria-label|placeholder)=["']([^"'{]*[A-Za-z][^"'{]*)["']"""
)
_WORD = re.compile(r"[A-Za-z]{2,}")

_BUTTON = re.compile(r"<button\b(?:{%.*?%}|{{.*?}}|[^>])*>", re.DOTALL)
_CLASS = re.compile(r'\bclass="((?:{%.*?%}|[^"])*)"')
# What the style sheets dress as something to press; any other class leaves a grey box.
DRESSED = {"button", "answer", "link-button"}

# Words that no screen says (voice-and-look.md); each as a whole word.
UNSAID = re.compile(
    r"\b(submit|(?<!in )(?<!any )case|patients?|victims?|attest|withdraw|severity|resilience|"
    r"journey|fully confidential|legally protected)\b",
    re.IGNORECASE,
)
# "a patient died" is what happened, in the reporter's words; elsewhere nobody is a patient.
ALLOWED = {"a patient died"}


def visible_text(template: str) -> str:
    """What stands between the tags without being marked for translation."""
    bare = _TAGS.sub(" ", _MARKED.sub(" ", template))
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", bare, flags=re.DOTALL)
    return _HTML.sub(" ", bare)


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: str(one.relative_to(ROOT)))
def test_every_word_of_a_template_is_marked_for_translation(path: Path) -> None:
    text = path.read_text()
    assert not _WORD.findall(visible_text(text)), "words outside {% translate %}"
    spoken = _SPOKEN_ATTRIBUTE.findall(_TAGS.sub(" ", _MARKED.sub(" ", text)))
    assert not spoken, "an attribute that is read aloud is not marked"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: str(one.relative_to(ROOT)))
def test_no_template_uses_a_word_we_do_not_use(path: Path) -> None:
    found = _MARKED.findall(path.read_text())
    found += re.findall(r"{%\s*trans(?:late)?\s+[\"'](.*?)[\"']", path.read_text())
    for text in found:
        spoken = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", text)
        for allowed in ALLOWED:
            spoken = spoken.replace(allowed, "")
        assert not UNSAID.search(spoken), spoken.strip()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: str(one.relative_to(ROOT)))
def test_no_template_asks_another_host_or_styles_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"""(?:src|action)=["']https?:""", text)
    assert not re.search(r"""<link[^>]+href=["']https?:""", text)
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", _TAGS.sub("", text))


def undressed(template: str) -> list[str]:
    """Buttons whose class no style sheet knows; one without any class is dressed by itself."""
    found = []
    for button in _BUTTON.findall(template):
        given = _CLASS.search(button)
        if "class=" in button and not (given and DRESSED & set(given[1].split("{%")[0].split())):
            found.append(button)
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_button_looks_like_one(path: Path):
    assert undressed(path.read_text()) == []


def test_a_button_that_is_only_quiet_is_found():
    only_quiet = (
        '<button name="role"{% if not forloop.first %} class="quiet"{% endif %}>Go</button>'
    )
    assert undressed(only_quiet) == [only_quiet.removesuffix("Go</button>")]
    assert undressed('<button class="button{% if other %} quiet{% endif %}">Go</button>') == []
    assert undressed("<button>Go</button>") == []
