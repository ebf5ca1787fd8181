"""A small genome, and files of elements on it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from babelix.enrichment.coverage.elements import Elements, read_elements
from babelix.enrichment.coverage.ground import Ground, settle
from babelix.enrichment.coverage.stack import Stack, stack

SIZES = {"chr1": 97, "chr2": 53, "chrX": 31}


class Laid(NamedTuple):
    """Files of elements, what they lie on, and how they are stacked."""

    files: list[Elements]
    ground: Ground
    stacked: Stack


@pytest.fixture
def laid(tmp_path: Path) -> Callable[..., Laid]:
    """Return a function that stacks files, given as texts of BED, on the chromosomes of the small genome."""

    def lay(*texts: str, gaps: str | None = None) -> Laid:
        files = []
        for number, text in enumerate((*texts, gaps or "chr1\t0\t0\n")):
            path = tmp_path / f"{number}.bed"
            path.write_text(text, encoding="utf-8")
            files.append(read_elements(path, SIZES, Path("sizes")))
        *files, holes = files
        ground = settle(SIZES, {"a": np.ones(3, bool)}, None if gaps is None else holes)
        return Laid(files, ground, stack(files, ground)[0])

    return lay
