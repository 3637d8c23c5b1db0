"""Choosing one of the program's own groups, places or topics, by what the page calls it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import get_language

from beside.program.models import Policy
from beside.program.own_words import Said, say
from beside.rules.spelling import normalise


class ChooseNamed(forms.Select):
    """Each name is marked with its language, where that is not the language of the page."""

    def create_option(
        self, name: str, value: Any, label: Any, *more: Any, **named: Any
    ) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, label, *more, **named)
        if isinstance(label, Said):
            option["label"] = str(label)
            if label.language != get_language():
                option["attrs"]["lang"] = label.language
        return option


class ByWhatTheyAreCalled(ModelChoiceIterator):  # type: ignore[type-arg]
    """Each by its field's `label_in`; asks once in which language the program writes."""

    @cached_property
    def written_in(self) -> str:
        return Policy.current().written_in

    def choice(self, obj: Any) -> tuple[ModelChoiceIteratorValue, str]:
        value = ModelChoiceIteratorValue(self.field.prepare_value(obj), obj)
        field: Any = self.field
        return value, field.label_in(obj, self.written_in)


class _InOrder(ByWhatTheyAreCalled):
    """As the program has put them; those that stand by name, by the name that is read."""

    def __iter__(self) -> Iterator[Any]:
        found = list(super().__iter__())
        first = found[:1] if self.field.empty_label is not None else []
        rest = found[len(first) :]
        order = self.queryset.query.order_by or self.queryset.model._meta.ordering
        is_by_name = tuple(order) == ("name",)
        return iter([*first, *(sorted(rest, key=_by_name) if is_by_name else rest)])


def _by_name(choice: Any) -> str:
    return normalise(str(choice[1]))


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the program's own, whatever it is called in which language."""

    widget = ChooseNamed
    iterator = _InOrder

    def label_in(self, one: Any, written_in: str) -> Said:
        return say(one, "name", written_in)
