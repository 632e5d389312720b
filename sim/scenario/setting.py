"""The base of every settings class: immutable, strict, and its own documentation."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """A group of settings. Unknown keys, non-finite numbers and numbers written as text are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    def changed(self, changes: Settings) -> Self:
        """Return these settings with every key that was written in `changes` put over them."""
        return type(self).model_validate(merged(self.model_dump(), changes.model_dump(exclude_unset=True)))


def setting(default: Any, meaning: str, unit: str = "", **bounds: Any) -> Any:
    """Declare one setting: its default, its meaning in one line, its unit, and its bounds (ge, gt, le, lt)."""
    return Field(default, description=meaning, json_schema_extra={"unit": unit}, **bounds)


def group(kind: type[Settings], meaning: str) -> Any:
    """Declare a group of settings that may be left out as a whole."""
    return Field(default_factory=kind, description=meaning)


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return `base` with `over` merged in: mappings key by key, everything else replaced."""
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result
