"""The programs the tests need from the system: two browsers, a database server, two sign-ons of
the kind a house has, and what takes the words of the interface out of the sources.

`python -m tests.machine` makes sure of them: it finds them, or installs them from the system's
packages where it may, or says exactly what to install and fails. `python -m tests.machine gettext`
makes sure of the last one only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOX_NAMES = ("firefox-esr", "firefox")
OLDEST_POSTGRES = 15
# With `php-cgi`, so that no web server comes along and starts.
SAML = ("simplesamlphp", "php-cgi", "php-cli", "php-xml", "php-mbstring")


class Missing(Exception):
    """The message says what is missing and how to get it."""


def chromium() -> str:
    """The path of the system's Chromium."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    raise Missing(
        "The tests need Chromium and found none; install it "
        "(on Debian: apt-get install chromium) and try again."
    )


def firefox() -> str:
    """The path of the system's Firefox."""
    for name in FIREFOX_NAMES:
        if path := shutil.which(name):
            return path
    raise Missing(
        "The tests of what a browser keeps need Firefox too and found none; install it "
        "(on Debian: apt-get install firefox-esr) and try again."
    )


def postgres() -> Path:
    """The folder with `initdb` and `postgres`, of the newest version that is installed."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin")]
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    found = {_version(place): place for place in places if (place / "initdb").exists()}
    newest = max(found, default=0)
    if newest >= OLDEST_POSTGRES:
        return found[newest]
    raise Missing(
        f"The tests need the PostgreSQL server, version {OLDEST_POSTGRES} or newer, and found "
        f"{f'version {newest}' if newest else 'none'}; install it "
        "(on Debian: apt-get install postgresql) and try again."
    )


def glewlwyd() -> Path:
    """A provider of OpenID Connect."""
    found = shutil.which("glewlwyd", path=f"{os.environ.get('PATH', '')}:/usr/bin")
    if found and Path("/usr/share/glewlwyd/webapp/js/jquery.min.js").exists():
        return Path(found)
    raise Missing(
        "The tests of the house's sign-on need glewlwyd (OpenID Connect) and found none; install "
        "it (on Debian: apt-get install glewlwyd) and try again."
    )


def simplesamlphp() -> tuple[str, Path]:
    """An identity provider of SAML: PHP, which serves it, and the folder with its pages."""
    pages = Path("/usr/share/simplesamlphp/www")
    php = shutil.which("php")
    if php and pages.exists() and _php_reads_xml(php):
        return php, pages
    raise Missing(
        "The tests of the house's sign-on need SimpleSAMLphp (SAML) with PHP for the command line, "
        f"and found {'only one of them' if php or pages.exists() else 'neither'}; install it "
        f"(on Debian: apt-get install {' '.join(SAML)}) and try again."
    )


def gettext() -> str:
    """The folder of `xgettext`, `msgfmt` and their like."""
    found = {
        shutil.which(name) for name in ("xgettext", "msgmerge", "msgfmt", "msgattrib", "msgen")
    }
    if None not in found:
        return str(Path(str(shutil.which("msgfmt"))).parent)
    raise Missing(
        "The words of the interface are taken out of the sources with gettext, and it is not here; "
        "install it (on Debian: apt-get install gettext) and try again."
    )


@cache
def _php_reads_xml(php: str) -> bool:
    said = subprocess.run([php, "-m"], capture_output=True, text=True)
    return {"dom", "mbstring"} <= set(said.stdout.split())


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    number = re.search(r"\d+", said.stdout)
    return int(number[0]) if number else 0


def ensure(find: Callable[[], object], *packages: str) -> None:
    """Find it, or install it as a system administrator would, or raise `Missing`."""
    try:
        find()
    except Missing:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise
        print(f"Installing {' '.join(packages)} from the system's packages.", file=sys.stderr)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            done = subprocess.run(
                ["apt-get", "-qq", *step], env=quiet, capture_output=True, text=True
            )
            if done.returncode:
                print(done.stderr.strip(), file=sys.stderr)
        find()


def main(*only: str) -> int:
    try:
        ensure(gettext, "gettext")
        if only == ("gettext",):
            return 0
        ensure(chromium, "chromium", "fonts-dejavu-core")
        ensure(firefox, "firefox-esr")
        ensure(postgres, "postgresql")
        ensure(glewlwyd, "glewlwyd")
        ensure(simplesamlphp, *SAML)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
