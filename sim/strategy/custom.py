"""A strategy of the user's own: a class in a module beside the scenario, imported only where that is allowed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from sim.strategy.policy import Policy


def custom_policy(kind: str, folder: Path | None = None) -> type[Policy]:
    """Return the class that `module:Class` names; importing the module runs its code.

    folder: where modules are looked for first, usually that of the scenario; it is on Python's path while the module
    is imported, and not afterwards. Raises ValueError that names kind and cause if the module cannot be imported, was
    imported from elsewhere, or has no such subclass of Policy.
    """
    name, _, wanted = kind.partition(":")
    with _on_the_path(folder):
        try:
            module = importlib.import_module(name)
        except Exception as error:
            place = f" from {folder}" if folder else ""
            raise ValueError(
                f'kind is "{kind}", but module {name} cannot be imported{place}: {type(error).__name__}: {error}'
            ) from error
    _check_origin(kind, module, folder)
    found = getattr(module, wanted, None)
    if not (isinstance(found, type) and issubclass(found, Policy)):
        others = ", ".join(
            key
            for key, value in vars(module).items()
            if isinstance(value, type) and issubclass(value, Policy) and value.__module__ == name
        )
        raise ValueError(
            f'kind is "{kind}", but {wanted} must be a class in {name} that is a subclass of Policy'
            f"{f'; there are: {others}' if others else ''}"
        )
    return found


@contextmanager
def _on_the_path(folder: Path | None) -> Iterator[None]:
    if folder is None:
        yield
        return
    importlib.invalidate_caches()
    entry = str(folder.resolve())
    sys.path.insert(0, entry)
    try:
        yield
    finally:
        sys.path.remove(entry)


def _check_origin(kind: str, module: ModuleType, folder: Path | None) -> None:
    """Refuse a module of the same name that was imported from another folder before: it would be taken for this one."""
    if folder is None or module.__file__ is None:
        return
    place = folder.resolve().joinpath(*module.__name__.split("."))
    own = [path for path in (place.with_suffix(".py"), place / "__init__.py") if path.exists()]
    if own and Path(module.__file__).resolve() not in [path.resolve() for path in own]:
        raise ValueError(
            f'kind is "{kind}", but a module {module.__name__} was already imported from {module.__file__}: '
            f"give {own[0]} another name"
        )
