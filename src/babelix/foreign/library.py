"""The library `transformers`: asked for when a model is, kept quiet while it works."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babelix.base.errors import RequestError


def transformers() -> Any:
    """Return the library. Raises `RequestError` with the command that installs it."""
    try:
        import transformers
    except ImportError:
        raise RequestError("other people's models need an extra: pip install 'babelix[foreign]'") from None
    return transformers


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's progress bars and remarks to itself; what matters comes back as an error of ours."""
    library = transformers().utils.logging
    verbosity, bars = library.get_verbosity(), library.is_progress_bar_enabled()
    library.set_verbosity_error()
    library.disable_progress_bar()
    try:
        yield
    finally:
        library.set_verbosity(verbosity)
        if bars:
            library.enable_progress_bar()


def first_sentence(error: Exception) -> str:
    """Return the first sentence of what a library says."""
    return " ".join(str(error).split()).split(". ")[0].rstrip(".") or type(error).__name__
