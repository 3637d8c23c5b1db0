"""What a screen reader is told: the browser's own tree of names and roles, not our markup."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

# What can be operated, or leads somewhere, says what it is.
NAMED = {
    "button", "link", "textbox", "searchbox", "combobox", "listbox", "checkbox", "radio",
    "spinbutton", "heading", "Date", "InputTime", "DisclosureTriangle", "image", "table", "form",
    "navigation", "complementary", "group", "radiogroup",
}  # fmt: skip
# These may stand without one: one of a kind needs none, and a box around boxes is read through.
MAY_BE_NAMELESS = {"form", "group", "navigation", "complementary", "table"}
ONCE = ("main", "banner", "contentinfo")


def tree(page: Page) -> list[dict[str, Any]]:
    """Every node that is read, as {role, name}."""
    session = page.context.new_cdp_session(page)
    try:
        found = session.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        session.detach()
    return [_read(one) for one in found if not one.get("ignored")]


def _read(node: dict[str, Any]) -> dict[str, Any]:
    more = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    return {
        "role": node.get("role", {}).get("value", ""),
        "name": str(node.get("name", {}).get("value", "")).strip(),
        "level": more.get("level"),
    }


def check_names(page: Page) -> None:
    """Whatever can be operated has a name; landmarks stand once; headings leave out no level."""
    nodes = tree(page)
    named = NAMED - MAY_BE_NAMELESS
    nameless = [one["role"] for one in nodes if one["role"] in named and not one["name"]]
    assert nameless == [], (page.url, "nothing is said of", nameless)
    count = Counter(one["role"] for one in nodes)
    for landmark in ONCE:
        assert count[landmark] == 1, (page.url, landmark, count[landmark])
    for landmark in ("navigation", "complementary"):
        names = [one["name"] for one in nodes if one["role"] == landmark]
        assert len(names) < 2 or (all(names) and len(set(names)) == len(names)), (page.url, names)
    levels = [one["level"] for one in nodes if one["role"] == "heading"]
    assert levels.count(1) == 1, (page.url, "headings", levels)
    for above, below in pairwise(levels):
        assert below <= above + 1, (page.url, "a level is left out", levels)
