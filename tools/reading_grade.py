"""How hard a page is to read: the Flesch-Kincaid grade of its English prose.

`python tools/reading_grade.py` says the grade of every page that is shipped. The formula is

    0.39 x words / sentences + 11.8 x syllables / words - 15.59

and a grade of 8 is what somebody reads easily after eight years of school. A line of a list and a
heading each end a sentence. Syllables are counted by a rule of thumb: groups of vowels, less a
silent e. Sources and addresses are not prose and are left out.
"""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path(__file__).resolve().parents[1] / "src" / "beside" / "learning" / "pages" / "en"

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_CITED = re.compile(r"\([^()]*\b(?:19|20)\d\d[^()]*\)")
_MARKS = re.compile(r"^\s*(?:[-*+]|\d+\.|#+|>)\s+", re.MULTILINE)
_ENDS = re.compile(r"[.!?](?=\s|$)|\n")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d[\d,.]*")
_VOWELS = re.compile(r"[aeiouy]+")


def prose(markdown: str) -> str:
    """What a person reads aloud: no front matter, no addresses, no marks, no citations."""
    text = _FRONT.sub("", markdown)
    text = _CITED.sub("", _LINK.sub(r"\1", text))
    return _MARKS.sub("", text).replace("*", "").replace('"', "")


def syllables(word: str) -> int:
    """By rule of thumb, and never fewer than one. A figure is read in about two."""
    if word[0].isdigit():
        return 2
    bare = re.sub(r"[^a-z]", "", word.lower())
    found = len(_VOWELS.findall(bare))
    is_silent = bare.endswith("e") and not re.search(r"[^aeiouy]le$|[aeiouy]e$", bare)
    is_silent_ed = re.search(r"[^aeioutdy]ed$|[^aeiouysxzcg]es$", bare) is not None
    return max(1, found - (is_silent or is_silent_ed))


def grade(markdown: str) -> float:
    """The Flesch-Kincaid grade; 0 for a text without words."""
    text = prose(markdown)
    words = _WORD.findall(text)
    sentences = [one for one in _ENDS.split(text) if _WORD.search(one)]
    if not words:
        return 0.0
    a_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * a_word - 15.59


def main() -> None:
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text()
        print(f"{grade(text):5.1f}  {len(_WORD.findall(prose(text))):5d} words  {page.stem}")


if __name__ == "__main__":
    main()
