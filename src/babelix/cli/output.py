"""Prints results: JSON that keeps every letter readable, lines as they are."""

import json
import shlex
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from babelix.base.errors import Remark


def print_json(value: Any) -> None:
    """Print `value` (dataclasses become objects) as indented JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def tell_of_files(texts: Iterable[str]) -> None:
    """Say of each text that is also the name of a file here that the name was meant, by standard error."""
    for text in texts:
        with suppress(OSError, ValueError):  # too long for a name, or no name at all
            if text.strip() and Path(text).is_file():
                print(
                    f"babelix: {text} is a file here; its name is translated as text, its lines by: "
                    f"babelix translate < {shlex.quote(text)}",
                    file=sys.stderr,
                )


@contextmanager
def remarks_told() -> Iterator[None]:
    """While it lasts, print every `Remark` as a line of ours; other warnings are as they were."""
    with warnings.catch_warnings():
        others = warnings.showwarning

        def show(message: Any, category: type[Warning], *rest: Any, **more: Any) -> None:
            if issubclass(category, Remark):
                print(f"babelix: {message}", file=sys.stderr)
            else:
                others(message, category, *rest, **more)

        warnings.simplefilter("always", Remark)
        warnings.showwarning = show
        yield


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)
