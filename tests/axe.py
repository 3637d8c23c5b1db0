"""What axe finds on a page, and the table of all pages it has looked at.

A breach fails the test that opened the page. With `--axe-table FILE` the run also writes how often
each page was looked at, in which languages, by how many of axe's rules, and what it found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PROPERTY = "axe"
_OPTIONS = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What stands on a gradient axe leaves to a person's eye. Ours goes from one colour to another, so
# what is legible on both is legible in between: it looks at the page on each of them.
_LOOK = """async options => {
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
    const on = colour => sheet.replaceSync(`body { background: ${colour} !important }`);
    const names = (found, kind) => found[kind].map(one => one.id);
    try {
        on("var(--paper)");
        const page = await axe.run(document, options);
        on("var(--glow)");
        const seen = getComputedStyle(document.body).backgroundColor;
        const glows = !["transparent", "rgba(0, 0, 0, 0)"].includes(seen);
        const contrast = { runOnly: ["color-contrast"], resultTypes: ["violations"] };
        const glow = glows
            ? await axe.run(document, contrast) : { violations: [], incomplete: [] };
        return {
            violations: [...page.violations, ...glow.violations],
            passes: names(page, "passes"),
            unsure: [...names(page, "incomplete"), ...names(glow, "incomplete")],
            by: page.testEngine.version,
            light: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
            width: innerWidth,
        };
    } finally {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter(one => one !== sheet);
    }
}"""


@dataclass(frozen=True)
class Seen:
    """One page in one state, looked at once."""

    address: str  # as the program names it, with the kinds of its parts: /desk/<uuid:handle>/
    language: str
    width: int
    light: str
    rules: tuple[str, ...]  # that found something to look at and nothing to say
    unsure: tuple[str, ...]  # that a person has to look at
    breaches: int
    by: str


_seen: list[Seen] = []


def check_high_contrast(page: Page) -> None:
    """Where somebody asks for more contrast, every text has 7 to 1: WCAG 2.2 AAA, 1.4.6."""
    rule = "color-contrast-enhanced"
    _assert_no_breach(page, _look(page, {"runOnly": [rule], "rules": {rule: {"enabled": True}}}))


def check_axe(page: Page) -> None:
    """No breach of WCAG 2.2 AA that axe can see on the page as it stands.

    axe enters by way of the browser's own tools, which no content security policy holds back.
    It is a script itself: where scripts are off it would wait for ever.
    """
    found = _look(page, _OPTIONS)
    _seen.append(_noted(page.url, found))
    _assert_no_breach(page, found)


def _look(page: Page, options: dict[str, Any]) -> dict[str, Any]:
    assert not page.evaluate("matchMedia('(scripting: none)').matches"), "axe needs scripts"
    if not page.evaluate("'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
    found: dict[str, Any] = page.evaluate(_LOOK, options)
    return found


def _assert_no_breach(page: Page, found: dict[str, Any]) -> None:
    breaches = [
        f"{breach['id']}: {breach['help']}\n    {node['html']}\n    {node['failureSummary']}"
        for breach in found["violations"]
        for node in breach["nodes"]
    ]
    assert not breaches, f"{page.url}\n" + "\n".join(breaches)


def _noted(url: str, found: dict[str, Any]) -> Seen:
    address, language = _named(urlsplit(url).path)
    return Seen(
        address=address,
        language=language,
        width=found["width"],
        light=found["light"],
        rules=tuple(found["passes"]),
        unsure=tuple(found["unsure"]),
        breaches=len(found["violations"]),
        by=found["by"],
    )


def _named(path: str) -> tuple[str, str]:
    """The address without what is one request's own, and its language."""
    language = translation.get_language_from_path(path) or "en"
    with translation.override(language):
        try:
            route = resolve(path).route
        except Resolver404:
            return "", language
    own = f"{language}/"
    return f"/{route.removeprefix(own)}", language


# ---- the table


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--axe-table", metavar="FILE", help="write what axe saw of each page")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    _seen.clear()
    try:
        return (yield)
    finally:
        item.user_properties += [(PROPERTY, json.dumps(asdict(one))) for one in _seen]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    goal = terminalreporter.config.getoption("--axe-table")
    if goal:
        told = list(_told(terminalreporter))
        Path(goal).write_text(table([one for one in told if one.address]))
        terminalreporter.section("axe")
        terminalreporter.line(f"{len(told)} looks; the table is in {goal}")


def _told(reporter: pytest.TerminalReporter) -> Iterator[Seen]:
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, value in report.user_properties:
                    if name == PROPERTY:
                        yield Seen(**json.loads(value))


def table(seen: Iterable[Seen]) -> str:
    """Markdown: a line for each page, in the order of the alphabet."""
    pages: dict[str, list[Seen]] = {}
    for one in seen:
        pages.setdefault(one.address, []).append(one)
    everything = [one for each in pages.values() for one in each]
    breaches = sum(one.breaches for one in everything)
    told = (
        f"axe-core {', '.join(sorted({one.by for one in everything}))} with the rules of WCAG 2.2 "
        f"AA, by way of axe-playwright-python {version('axe-playwright-python')}: {len(pages)} "
        f"pages in {len(everything)} looks, {breaches} breaches. A page is looked at in each of "
        "its states (empty, filled, refused, over), on a phone by night and on a wide screen by "
        "day, the public ones in all four, and everything that can be unfolded is. *Rules* are "
        "those that had something to look at. *For a person* is what axe leaves to a person's "
        "eye. Written by "
        "`pytest tests -m browser --axe-table=docs/axe.md`."
    )
    lines = ["# What axe saw of each page", "", *wrap(told, 120), ""]
    lines += ["| page | languages | looks | rules | breaches | for a person |"]
    lines += ["|---|---|---|---|---|---|"]
    lines += [_line(address, pages[address]) for address in sorted(pages)]
    return "\n".join(lines) + "\n"


def _line(address: str, looks: list[Seen]) -> str:
    languages = ", ".join(sorted({one.language for one in looks}))
    rules = {rule for one in looks for rule in one.rules}
    unsure = ", ".join(sorted({rule for one in looks for rule in one.unsure})) or "–"
    breaches = sum(one.breaches for one in looks)
    return f"| `{address}` | {languages} | {len(looks)} | {len(rules)} | {breaches} | {unsure} |"
