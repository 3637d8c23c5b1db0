"""What every form of ours is made of, whoever it asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from beside.doors.typed import readable


class PlainForm(forms.Form):
    """No colons, no asterisks; what stands in the box is what was typed."""

    use_required_attribute = False

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        if given and isinstance(given[0], QueryDict):
            given = (readable(given[0]), *given[1:])
        super().__init__(*given, **more)

    @classmethod
    def typed(cls, post: QueryDict) -> dict[str, Any]:
        """What was typed, for a page that is shown again without judging it."""
        post = readable(post)
        several = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
        return {
            name: post.getlist(name) if isinstance(field, several) else post.get(name, "")
            for name, field in cls.base_fields.items()
        }

    def some(self, names: tuple[str, ...]) -> Iterator[forms.BoundField]:
        for name in names:
            if name in self.fields:
                yield self[name]
