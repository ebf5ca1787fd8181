"""Babelix: attention on sequences, sentences and DNA.

Importing this package does no work: every room loads when it is first asked for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from babelix.workflows.translation.translator import Translator

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def load(name: "str | Path" = "en-fr", *, device: str = "auto") -> "Translator":
    """Return a translator: a shipped model (`babelix models`) or a run folder.

    ``babelix.load("en-fr").translate(["I am a student."])`` returns one `Translation` a line. `device` is cpu, cuda or
    auto, which is cuda where there is one. Raises `RequestError` when there is no such model or device.
    """
    from pathlib import Path

    from babelix.base.arguments import fitted
    from babelix.workflows.runs.computing import computing
    from babelix.workflows.runs.shipped import locate
    from babelix.workflows.runs.tasks import load

    with computing(device=device):
        translator: Translator = load(locate(str(fitted("name", name, str | Path))))
    return translator
