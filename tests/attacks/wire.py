"""A browser that is nothing but bytes on a real connection, from an address of its own.

It says everything a visitor could be known by: the headers of proxies, a browser's name, where it
came from. Each is a word that occurs nowhere else.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode, urljoin

FROM = "127.0.53.77"  # any address of 127/8 is this machine's own
ADDRESSES = (FROM, "203.0.113.77", "198.51.100.213", "2001:db8:53::7777", "192.0.2.177")
AGENT, REFERER = "Mozilla/5.0 (Quornblix 77)", "https://wexlibrand.example/where?from=Tolvanquist"
SAYS = {
    "X-Forwarded-For": f"{ADDRESSES[1]}, {ADDRESSES[2]}",
    "X-Real-IP": ADDRESSES[3],
    "Forwarded": f'for="[{ADDRESSES[3]}]:4711";by={ADDRESSES[4]}',
    "CF-Connecting-IP": ADDRESSES[4],
    "True-Client-IP": ADDRESSES[1],
    "User-Agent": AGENT,
    "Referer": REFERER,
}
_AS_IT_IS = "".join(map(chr, range(33, 127)))


@dataclass
class Answer:
    status_code: int
    content: bytes
    headers: dict[str, str]
    request: dict[str, str]
    redirect_chain: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Wire:
    """Like Django's test client, as far as the tests' own helpers use one."""

    port: int
    cookie: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def get(self, address: str, data: Any = None, *, follow: bool = False, **_: Any) -> Answer:
        return self.ask("GET", address, follow=follow)

    def post(
        self,
        address: str,
        data: Mapping[str, Any],
        *,
        headers: Mapping[str, str] | None = None,
        follow: bool = False,
    ) -> Answer:
        said = {"content-type": "application/x-www-form-urlencoded",
                "sec-fetch-site": "same-origin", **(headers or {})}  # fmt: skip
        return self.ask("POST", address, urlencode(data, doseq=True).encode(), said, follow=follow)

    def ask(
        self,
        method: str,
        address: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        follow: bool = False,
    ) -> Answer:
        """One question, and with `follow` where it leads; a server that hangs up answers 0."""
        answer = self._once(method, address, body, headers or {})
        chain: list[tuple[str, int]] = []
        while follow and answer.status_code in (301, 302, 303) and len(chain) < 5:
            address = urljoin(address, answer.headers["location"])
            chain.append((address, answer.status_code))
            answer = self._once("GET", address, b"", {})
        answer.redirect_chain = chain
        return answer

    def _once(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(FROM, 0))
        told = [*SAYS.items(), *self.more.items(), *headers.items()]
        said = {name.lower(): value for name, value in told}
        if self.cookie:
            said["cookie"] = f"sessionid={self.cookie}"
        try:
            connection.request(method, quote(address, safe=_AS_IT_IS), body or None, said)
            got = connection.getresponse()
            found = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, got.read(), found, {"PATH_INFO": address})
        except (ConnectionError, OSError):
            return Answer(0, b"", {}, {"PATH_INFO": address})
        finally:
            connection.close()

    def say(self, text: bytes) -> bytes:
        """Bytes that are no HTTP, or only half of it; what comes back within two seconds."""
        with socket.create_connection(("127.0.0.1", self.port), 10, (FROM, 0)) as line:
            line.settimeout(2)
            with suppress(OSError):
                line.sendall(text)
                return line.recv(65536)
        return b""
