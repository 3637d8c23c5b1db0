"""From what was typed to what a browser is given: Markdown, then only what is known to be safe.

Two locks, each enough by itself. The reader of Markdown knows no HTML and no pictures; and what it
makes passes a sanitiser that lets through a short list of tags and of addresses, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import nh3
from django.conf import settings
from django.urls import Resolver404, resolve, translate_url
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# "*" is for every tag; left out, the sanitiser would let `lang` and `title` through everywhere.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto", "tel"}
# Said on every link: where somebody comes from is told to nobody.
REL = "noopener noreferrer"
KEPT_IN_MEMORY = 512

PAGE = "learning:page"

# The page's own title is the one h1.
HEADINGS = {"h1": "h2", "h2": "h2"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_MARKDOWN.enable("table").disable(["html_block", "html_inline", "image"])
_DOI = re.compile(r"\bdoi:\s?(10\.\d{4,9}/\S*[^\s.,;])")
_PMID = re.compile(r"\bPMID:?\s(\d{1,9})\b")


@lru_cache(maxsize=KEPT_IN_MEMORY)
def page(body: str, language: str, readable: frozenset[str]) -> SafeString:
    """A page's text. Kept in memory by its very words, so that a change is a new text.

    `readable`: the pages that anyone can read now. A link to another one is only its words.
    """
    return draft(body, language, readable)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def sources(text: str, language: str, readable: frozenset[str]) -> tuple[SafeString, ...]:
    """One a line; a DOI and a PMID become links."""
    return draft_sources(text, language, readable)


def draft(body: str, language: str, readable: frozenset[str]) -> SafeString:
    """The same for what is only looked at, and not kept."""
    tokens = _MARKDOWN.parse(body)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = HEADINGS.get(token.tag, "h3")
    return _written(tokens, language, readable)


def draft_sources(text: str, language: str, readable: frozenset[str]) -> tuple[SafeString, ...]:
    lines = (line.strip().removeprefix("- ") for line in text.splitlines())
    return tuple(_source(line, language, readable) for line in lines if line)


def _source(line: str, language: str, readable: frozenset[str]) -> SafeString:
    linked = _DOI.sub(r"[doi:\1](<https://doi.org/\1>)", line)
    linked = _PMID.sub(r"[PMID \1](https://pubmed.ncbi.nlm.nih.gov/\1/)", linked)
    return _written(_MARKDOWN.parseInline(linked), language, readable)


def _written(tokens: list[Token], language: str, readable: frozenset[str]) -> SafeString:
    for token in tokens:
        if token.children:
            token.children = list(_led_home(token.children, language, readable))
    return _clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _led_home(tokens: Iterable[Token], language: str, readable: frozenset[str]) -> Iterator[Token]:
    """A link to one of our own pages leads to it in the reader's language, or is only words."""
    is_dead = False
    for token in tokens:
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            is_ours = href.startswith("/") and not href.startswith("//")
            is_dead = is_ours and not _can_be_read(href, readable)
            if is_ours and not is_dead:
                with translation.override(settings.LANGUAGE_CODE):
                    token.attrSet("href", translate_url(href, language))
        if not (is_dead and token.type in ("link_open", "link_close")):
            yield token


def _can_be_read(href: str, readable: frozenset[str]) -> bool:
    """Whether this is no page to read, or one that is there: not hidden, and not mistyped."""
    path = unquote(urlsplit(href).path).rstrip("/") + "/"
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return True
    return match.view_name != PAGE or match.kwargs["page"] in readable


def _clean(html: str) -> SafeString:
    safe = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL)
    return mark_safe(safe)  # noqa: S308 - this is the sanitiser
