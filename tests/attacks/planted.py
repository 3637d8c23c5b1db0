"""What a server is started with so that it fails, or is careless; it is put before everything else.

`sitecustomize` is what Python imports first. A contact with the word `fault` in it makes the form
that reads it fail, with all that was typed in the message. With `BESIDE_CARELESS` the server logs
as many do: each request with its address, every message whole, every failure with its text.
"""

from __future__ import annotations

from pathlib import Path

SITECUSTOMIZE = """
import importlib.abc, importlib.machinery, logging, os, sys

CARELESS = bool(os.environ.get("BESIDE_CARELESS"))


def contact(module):
    whole = module.read_contact

    def read_contact(text, *given, **more):
        if "fault" in text:
            raise ValueError(f"cannot read {text!r} {given!r} {more!r}")
        return whole(text, *given, **more)

    module.read_contact = read_contact


def logs(module):
    if CARELESS:
        module.NoContent.filter = lambda self, record: True


def wsgi(module):
    if not CARELESS:
        return
    whole = module.application

    def application(environ, start_response):
        told = [environ.get(one, "") for one in (
            "REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED",
            "HTTP_CF_CONNECTING_IP", "REQUEST_METHOD", "PATH_INFO", "QUERY_STRING",
            "HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_COOKIE")]
        sys.stderr.write(" ".join(told) + chr(10))
        sys.stderr.flush()
        return whole(environ, start_response)

    module.application = application


PLACES = {"beside.referrals.contact": contact, "beside.doors.logs": logs, "beside.wsgi": wsgi}


class Planter(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name not in PLACES:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        whole = spec.loader.exec_module

        def exec_module(module):
            whole(module)
            PLACES[name](module)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Planter())
"""


def plant(folder: Path) -> Path:
    """A folder to stand first in PYTHONPATH."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE)
    return folder
