"""Hill University's sign-on: glewlwyd, an OpenID Connect provider.

Its tables are made from the package's own SQL, the rest is said to it over its own interface. Its
pages are copied, because it serves no file that is a link to elsewhere.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Page

from tests import machine
from tests.doors.providers.running import PASSWORD, PEOPLE, Program, start

NAME, ID, CLIENT, SECRET = "Hill University", "hill", "beside", "hush " * 8
OTHER = "somebody-else"
SQL = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
PAGES = Path("/usr/share/glewlwyd")
MODULES = Path("/usr/lib/glewlwyd")
KINDS = {
    "html": "text/html",
    "css": "text/css",
    "js": "application/javascript",
    "json": "application/json",
    "png": "image/png",
    "woff2": "font/woff2",
    "ico": "image/x-icon",
}


@dataclass
class Hill:
    program: Program
    folder: Path
    homes: list[str]

    @property
    def server(self) -> str:
        return f"{self.program.url}/api/oidc"

    @property
    def described(self) -> str:
        """What stands in our `sign-on.toml`."""
        return (
            f'[[openid]]\nid = "{ID}"\nname = "{NAME}"\nserver = "{self.server}"\n'
            f'client = "{CLIENT}"\nsecret = "{SECRET}"\n'
        )

    def welcome(self, home: str) -> None:
        """Our site answers here too."""
        if home not in self.homes:
            self.homes.append(home)
            with _administrator(self.program.url) as admin:
                _tell(admin, "PUT", f"{self.program.url}/api/client/{CLIENT}", _client(self.homes))

    def log_in(self, page: Page, who: str, password: str = PASSWORD) -> None:
        """Its own page, in a browser."""
        page.locator("#username").fill(PEOPLE[who].login)
        page.locator("#password").fill(password)
        page.locator("#loginbut").click()

    def forget_agreements(self) -> None:
        with sqlite3.connect(self.folder / "db") as db:
            db.execute("delete from g_client_user_scope")
        db.close()

    def agree(self, page: Page) -> None:
        """What it asks who comes to us for the first time."""
        page.get_by_role("button", name="Grant access").wait_for()
        page.locator("#grant-email").check()
        page.get_by_role("button", name="Grant access").click()
        page.get_by_role("button", name="Continue").click()

    def refusal(self, page: Page) -> Any:
        return page.get_by_text("Authentication error")

    def answer(self, asked: str, who: str, *, client: str = CLIENT) -> str:
        """Where it sends somebody's browser back to: by the calls that its own page makes."""
        api = f"{self.program.url}/api"
        with requests.Session() as session:
            said = {"username": PEOPLE[who].login, "password": PASSWORD}
            _tell(session, "POST", f"{api}/auth/", said)
            _tell(session, "PUT", f"{api}/auth/grant/{client}", {"scope": "openid email"})
            back = session.get(f"{asked}&g_continue", allow_redirects=False, timeout=10)
            return str(back.headers["Location"])

    def elsewhere(self, asked: str) -> str:
        """Where it sends a browser that is not signed in and may not be asked."""
        with requests.Session() as session:
            back = session.get(f"{asked}&prompt=none", allow_redirects=False, timeout=10)
            return str(back.headers["Location"])

    def canaries(self) -> list[str]:
        """Everything it knows of its people, their numbers with us among it."""
        with sqlite3.connect(self.folder / "db") as db:
            numbers = db.execute("select gposi_sub from gpo_subject_identifier").fetchall()
        db.close()
        told = [text for one in PEOPLE.values() for text in (one.login, one.name)]
        return [*told, *(number for (number,) in numbers if number)]


def begin(folder: Path) -> Hill:
    """Set it up, start it, and tell it of us and of its people."""
    machine.glewlwyd()
    _tables(folder / "db")
    shutil.copytree(
        PAGES / "webapp", folder / "pages", ignore=shutil.ignore_patterns("config.json")
    )
    shutil.copy(PAGES / "templates/config.json", folder / "pages/config.json")

    def prepare(port: int) -> list[str]:
        (folder / "conf").write_text(_settings(folder, port))
        return [str(machine.glewlwyd()), "--config-file", str(folder / "conf")]

    hill = Hill(start(folder, prepare), folder, ["http://testserver"])
    try:
        _introduce(hill)
    except BaseException:
        hill.program.stop()
        raise
    return hill


def _tables(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.executescript(SQL.read_text())
        db.execute("update g_scope set gs_password_required = 1 where gs_name = 'openid'")
        db.execute("insert into g_scope (gs_name, gs_display_name) values ('email', 'email')")
        [(told,)] = db.execute("select gumi_parameters from g_user_module_instance")
        told = json.loads(told)
        told["data-format"]["verified"] = {"multiple": False, "read": True, "write": True}
        db.execute("update g_user_module_instance set gumi_parameters = ?", [json.dumps(told)])
    db.close()


def _settings(folder: Path, port: int) -> str:
    kinds = ", ".join(
        f'{{ extension = ".{ending}"; mime_type = "{kind}" }}' for ending, kind in KINDS.items()
    )
    return f"""
port = {port}
bind_address = "127.0.0.1"
external_url = "http://127.0.0.1:{port}"
login_url = "login.html"
api_prefix = "api"
static_files_path = "{folder}/pages/"
static_files_mime_types = ({kinds})
log_mode = "file"
log_level = "INFO"
log_file = "{folder}/log"
cookie_secure = false
session_expiration = 3600
session_key = "GLEWLWYD2_SESSION_ID"
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "{MODULES}/user"
client_module_path = "{MODULES}/client"
user_auth_scheme_module_path = "{MODULES}/scheme"
plugin_module_path = "{MODULES}/plugin"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3"; path = "{folder}/db" }};
"""


def _introduce(hill: Hill) -> None:
    url = hill.program.url
    with _administrator(url) as admin:
        _tell(admin, "POST", f"{url}/api/mod/plugin/", _protocol(url))
        for one in PEOPLE.values():
            person = {
                "username": one.login,
                "password": PASSWORD,
                "name": one.name,
                "email": one.email,
                "verified": "1" if one.is_verified else "0",
                "scope": ["openid", "email"],
                "enabled": True,
            }
            _tell(admin, "POST", f"{url}/api/user/", person)
        _tell(admin, "POST", f"{url}/api/client/", _client(hill.homes))
        other = _client([]) | {"client_id": OTHER, "redirect_uri": ["http://other.test/back/"]}
        _tell(admin, "POST", f"{url}/api/client/", other)


def _administrator(url: str) -> requests.Session:
    """As the package's own documentation tells to begin; nobody else reaches this port."""
    session = requests.Session()
    said = {"username": "admin", "password": "password"}
    _tell(session, "POST", f"{url}/api/auth/", said)
    return session


def _tell(session: requests.Session, method: str, url: str, said: dict[str, Any]) -> None:
    answer = session.request(method, url, json=said, timeout=10)
    assert answer.ok, f"{method} {url}: {answer.status_code} {answer.text}"


def _client(homes: list[str]) -> dict[str, Any]:
    return {
        "client_id": CLIENT,
        "name": "Beside",
        "client_secret": SECRET,
        "password": SECRET,
        "confidential": True,
        "enabled": True,
        "redirect_uri": [f"{home}/sign-in/house/{ID}/back/" for home in homes],
        "authorization_type": ["code"],
        "token_endpoint_auth_method": ["client_secret_post"],
        "scope": [],
    }


def _protocol(url: str) -> dict[str, Any]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    verified = {
        "name": "email_verified",
        "user-property": "verified",
        "type": "boolean",
        "boolean-value-true": "1",
        "boolean-value-false": "0",
        "mandatory": True,
        "on-demand": False,
        "scope": [],
    }
    said: dict[str, Any] = {
        "iss": f"{url}/api/oidc",
        "jwt-type": "rsa",
        "jwt-key-size": "256",
        "key": private.decode(),
        "cert": public.decode(),
        "access-token-duration": 3600,
        "refresh-token-duration": 3600,
        "code-duration": 600,
        "refresh-token-rolling": True,
        "allow-non-oidc": False,
        "auth-type-code-enabled": True,
        "auth-type-code-revoke-replayed": True,
        "scope": [],
        "additional-parameters": [],
        "claims": [verified],
        "email-claim": "mandatory",
        "name-claim": "mandatory",
        "scope-claim": "no",
        "subject-type": "public",
        "jwks-show": True,
        "pkce-allowed": True,
        "pkce-method-plain-allowed": False,
    }
    said |= {f"auth-type-{one}-enabled": False for one in ("token", "password", "client", "none")}
    said |= {"auth-type-id-token-enabled": True, "auth-type-refresh-enabled": False}
    return {
        "module": "oidc",
        "name": "oidc",
        "display_name": "OpenID Connect",
        "order_rank": 0,
        "enabled": True,
        "parameters": said,
    }
