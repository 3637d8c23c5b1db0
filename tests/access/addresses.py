"""Every address there is, with what its view says of itself: for whom, and by which methods."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Declared by name, because these two were there before views could say so themselves.
FOR_EVERY_MEMBER = ("doors:home", "doors:sign_out")


@dataclass(frozen=True)
class Address:
    """One route, as the resolver knows it."""

    name: str
    route: str
    view: Callable[..., Any]
    kwargs: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        return bool(getattr(self.view, "is_public", False))

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that the view asks for."""
        return tuple(getattr(self.view, "roles", ()))

    @property
    def is_for_members(self) -> bool:
        return bool(getattr(self.view, "is_for_members", False)) or self.name in FOR_EVERY_MEMBER

    @property
    def methods(self) -> frozenset[str] | None:
        """What `require_http_methods` lets in, and HEAD with GET; None where nothing is said."""
        declared = _declared(self.view)
        if declared is None:
            return None
        says_for_whom = self.is_public or self.roles or hasattr(self.view, "is_for_members")
        return declared | {"HEAD"} if "GET" in declared and says_for_whom else declared


def _declared(view: Callable[..., Any]) -> frozenset[str] | None:
    one: Any = view
    while one is not None:
        if inspect.isfunction(one):
            held = dict(zip(one.__code__.co_freevars, one.__closure__ or (), strict=True))
            if "request_method_list" in held:
                return frozenset(held["request_method_list"].cell_contents)
        one = getattr(one, "__wrapped__", None)
    return None


def addresses() -> list[Address]:
    """All of them, in the resolver's order."""
    return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str, namespace: str
) -> Iterator[Address]:
    for one in patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            inside = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one.url_patterns, where, inside)
        else:
            name = f"{namespace}{one.name}"
            yield Address(name, where, one.callback, tuple(one.pattern.converters))
