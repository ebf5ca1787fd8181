"""Babelix: attention on sequences, sentences and DNA.

Importing this package does no work: every room loads when it is first asked for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from babelix.workflows.translation.translator import Translator

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def load(
    name: "str | Path" = "en-fr", *, device: str = "auto", precision: "str | None" = None
) -> "Translator":
    """Return a translator: a shipped model (`babelix models`) or a run folder.

    ``babelix.load("en-fr").translate(["I am a student."])`` returns one `Translation` a line. `device` is cpu, cuda or
    auto, which is cuda where there is one. `precision` is what a translator's weights are rounded to: float32 (not at
    all) unless given, bfloat16, int8, w8a8 (activations too) or auto; a parser has float32, bfloat16 and auto. Raises
    `RequestError` when there is no such model, device or precision.
    """
    from pathlib import Path

    from babelix.base.arguments import fitted
    from babelix.workflows.runs.computing import computing
    from babelix.workflows.runs.shipped import locate
    from babelix.workflows.runs.tasks import load

    with computing(device=device):
        how = {} if precision is None else {"precision": precision}
        translator: Translator = load(locate(str(fitted("name", name, str | Path))), **how)
    return translator
