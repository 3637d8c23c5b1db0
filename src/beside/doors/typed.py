"""What was typed, as it can be kept: without the one sign that no page and no database takes."""

from __future__ import annotations

from django.http import QueryDict


def readable(post: QueryDict) -> QueryDict:
    """The same fields without null signs: nobody types one, and nobody misses one."""
    if not any("\0" in value for name in post for value in (name, *post.getlist(name))):
        return post
    clean = QueryDict(mutable=True, encoding=post.encoding)
    for name in post:
        clean.setlist(name.replace("\0", ""), [one.replace("\0", "") for one in post.getlist(name)])
    return clean
