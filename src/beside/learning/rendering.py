"""From what was typed to what a browser is given: Markdown, then only what is known to be safe.

Two locks, each enough by itself. The reader of Markdown knows no HTML and no pictures; and what it
makes passes a sanitiser that lets through a short list of tags and of addresses, and nothing else.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.conf import settings
from django.urls import translate_url
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

# The page's own title is the one h1.
HEADINGS = {"h1": "h2", "h2": "h2"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_MARKDOWN.enable("table").disable(["html_block", "html_inline", "image"])
_DOI = re.compile(r"\bdoi:\s?(10\.\d{4,9}/\S*[^\s.,;])")
_PMID = re.compile(r"\bPMID:?\s(\d{1,9})\b")


@lru_cache(maxsize=KEPT_IN_MEMORY)
def page(body: str, language: str) -> SafeString:
    """A page's text. Kept in memory by its very words, so that a change is a new text."""
    return draft(body, language)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def sources(text: str, language: str) -> tuple[SafeString, ...]:
    """One a line; a DOI and a PMID become links."""
    return draft_sources(text, language)


def draft(body: str, language: str) -> SafeString:
    """The same for what is only looked at, and not kept."""
    tokens = _MARKDOWN.parse(body)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = HEADINGS.get(token.tag, "h3")
        for child in token.children or ():
            _lead_home(child, language)
    return _clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def draft_sources(text: str, language: str) -> tuple[SafeString, ...]:
    lines = (line.strip().removeprefix("- ") for line in text.splitlines())
    return tuple(_source(line, language) for line in lines if line)


def _source(line: str, language: str) -> SafeString:
    linked = _DOI.sub(r"[doi:\1](<https://doi.org/\1>)", line)
    linked = _PMID.sub(r"[PMID \1](https://pubmed.ncbi.nlm.nih.gov/\1/)", linked)
    tokens = _MARKDOWN.parseInline(linked)
    for token in tokens:
        for child in token.children or ():
            _lead_home(child, language)
    return _clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _lead_home(token: Token, language: str) -> None:
    """A link to one of our own pages leads to it in the reader's language."""
    if token.type != "link_open":
        return
    href = str(token.attrGet("href") or "")
    if href.startswith("/") and not href.startswith("//"):
        with translation.override(settings.LANGUAGE_CODE):
            token.attrSet("href", translate_url(href, language))


def _clean(html: str) -> SafeString:
    safe = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL)
    return mark_safe(safe)  # noqa: S308 - this is the sanitiser
