"""One measured figure beside its limit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One figure and the bound it must keep; `at_least` says on which side."""

    name: str
    figure: float
    bound: float
    at_least: bool = False

    @property
    def ok(self) -> bool:
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound

    def __str__(self) -> str:
        return (
            f"BENCH {self.name} {self.figure:.3g} {self.bound:.3g} {'ok' if self.ok else 'short'}"
        )
