# ruff: noqa: E501, RUF001 - odd signs are what this file is for
"""What nobody types and somebody sends: odd signs, odd lengths, and the tricks of the trade."""

from __future__ import annotations

import random
from collections.abc import Iterator

SCRIPT = "<script>odd()</script>"
FIXED = (
    "", " ", "\t", "\n\n\n", "\0", "Rosa\0Reyes", "\0" * 50, "\x01\x02\x1b[31mRosa", "\x7f", "\x85",
    "\u202eseyeR asoR", "\u200fRosa\u200e", "R\u200bo\u200bs\u200ba", "\ufeffRosa", "\u2028Rosa\u2029",
    "\u0420osa R\u0435yes", "Rosa\u00a0Reyes", "Z\u0351\u036ba\u0300\u0301l\u0321g\u0322o", "ﷺ" * 20,
    "\U0001f469\u200d\u2695\ufe0f\U0001f3fd", "\U0001f1fa\U0001f1f8" * 30, "\ufffd\ufffe\uffff",
    "a" * 81, "a" * 121, "a" * 5_000, "a " * 2_000, "\n".join("a b" for _line in range(2_100)),
    "Rosa\r\nSet-Cookie: odd=1", "Rosa\r\n\r\n<html>", "Rosa%0d%0aX: y", "\rRosa\r",
    "'; DROP TABLE referrals_referral; --", "1 OR 1=1", "\" OR \"\"=\"", "') UNION SELECT NULL--",
    "{{ 7*7 }}", "{% load static %}", "${7*7}", "#{7*7}", "%s%s%s%n", "{0.__class__}", "{}", "%(name)s",
    SCRIPT, f'">{SCRIPT}', f"'>{SCRIPT}", f"</textarea>{SCRIPT}", f"</title>{SCRIPT}",
    '" autofocus onfocus="odd()', "' onmouseover='odd()", "<img src=x onerror=odd()>",
    "javascript:odd()", "&lt;script&gt;", "<!--", "]]>", "<svg/onload=odd()>", "\\u003cscript\\u003e",
    "../../../../etc/passwd", "file:///etc/passwd", "http://elsewhere.example/", "//elsewhere.example",
    "=HYPERLINK(\"http://elsewhere.example\")", "@SUM(1)", "-1", "0", "-0", "1e400", "NaN", "Infinity",
    "99999999999999999999999999", "0x7f", "true", "null", "None", "[]", '{"a":1}', "١٢٣٤٥٦٧", "２０２６-１１-２３",
    "0000-00-00", "2026-02-30", "9999-12-31", "0001-01-01", "-2026-01-01", "10000-01-01",
    "00000000-0000-0000-0000-000000000000", "+1 503 555 0142 ext 9999999", "+" * 40, "1" * 40, "٠١٢ ٣٤٥",
    "a@b", "@", "a@" + "b" * 300 + ".example", "\"a b\"@example.org", "a@example.org\nBcc: b@example.org",
    "xn--nxasmq6b", "rosa@exämple.org", "0000-0000-0000-0000-0000-0000", "O" * 24, "-" * 29,
)  # fmt: skip
HUGE = ("R" * 1_000_000, "Rosa Reyes\n" * 100_000, "\0" * 300_000)
_PARTS = (
    "Rosa", "Reyes", "ß", "ı", "\0", "\r\n", "\n", "\t", ",", ";", "@", "<", ">", '"', "'", "&", "{{",
    "%", "\u202e", "\u200d", "\U0001f600", "\u0301", "503 555 01", "rosa@example.org", "\\", "|", "=",
    "Dr. ", "resident", "Surgery", " ", "  ", "\u3000", "\ud7ff", "\ue000", "\U0010ffff", "١", "--",
)  # fmt: skip


def odd(chance: random.Random) -> str:
    """One odd text: from the list, or put together by chance."""
    if chance.random() < 0.5:
        return chance.choice(FIXED)
    return "".join(chance.choices(_PARTS, k=chance.randint(1, 12)))


def odd_bytes() -> Iterator[bytes]:
    """Bodies that are no text in any encoding: half a sign, a lone surrogate, too long a one."""
    yield from (
        b"%FF%FE", b"%ED%A0%80", b"%C0%80", b"%F4%90%80%80", b"%", b"%zz", b"\xff\xfe", b"+++",
    )  # fmt: skip
