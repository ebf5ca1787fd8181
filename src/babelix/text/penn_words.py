"""The Penn Treebank's words as Mikolov gave them out in 2010: lower-cased, without punctuation, N for numbers."""

import io
import zipfile
from pathlib import Path

PARTS = ("train", "valid", "test")


def penn_words(path: Path) -> dict[str, list[list[str]]]:
    """Return the sentences of each part of the archive, each a list of words."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in PARTS:
            with archive.open(f"ptb/{name}.txt") as file:
                lines = io.TextIOWrapper(file, "utf-8").read().splitlines()
            found[name] = [line.split() for line in lines if line.strip()]
    return found
