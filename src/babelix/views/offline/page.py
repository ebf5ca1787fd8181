"""A page that is written whole or not at all, piece by piece."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from babelix.base.files import atomic


class Page(ABC):
    """A stand-alone page: it opens from disk without network and asks nobody for anything."""

    @abstractmethod
    def pieces(self) -> Iterator[str]:
        """Yield the page from its first sign to its last."""

    def html(self) -> str:
        """Return the whole page as text."""
        return "".join(self.pieces())

    def write(self, path: str | Path) -> None:
        """Write the page, whole or not at all, one piece in memory at a time."""
        with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as page:
            page.writelines(self.pieces())
