"""`tenure new`: a scenario to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The file will be NAME.yaml in this folder.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a commented scenario to begin with."""
    from sim.cli.terminal import refuse
    from sim.scenario.starter import starter

    stem = name.removesuffix(".yaml")
    if not stem.isprintable() or not stem.strip(". ") or any(character in stem for character in '/\\:*?"<>|'):
        refuse(f'"{name}" cannot be the name of a file in this folder', "for example: tenure new my-market")
    file = Path(f"{stem}.yaml")
    try:
        with file.open("w" if force else "x", encoding="utf-8") as stream:
            stream.write(starter(stem.replace("-", " ").replace("_", " ")))
    except FileExistsError:
        refuse(f'there is a file "{file}" already', "--force writes over it")
    except OSError as error:
        refuse(f'"{file}" cannot be written: {(error.strerror or str(error)).lower()}')
    print(f"wrote {file}: now change it, and try  tenure validate {file}")
