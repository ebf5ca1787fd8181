import numpy as np
import pytest

from babelix.genome.contig_names import ContigNames
from babelix.genome.formats.bigwig.writer import BigWigWriter
from babelix.tracks.learning.binned import Grid

LENGTHS = {"I": 47, "II": 29, "III": 31}


@pytest.fixture
def grid():
    """Bins of four bases."""
    return Grid(LENGTHS, 4, ContigNames(LENGTHS, None, "g.fa"))


@pytest.fixture
def bigwig(tmp_path):
    """Write a BigWig file: a list of (first base, value of one base) for each contig."""

    def write(name, values, lengths=LENGTHS):
        with BigWigWriter(tmp_path / name, lengths) as writer:
            for chrom, pairs in values.items():
                for at, value in pairs:
                    writer.add(chrom, at, 1, np.array([value], np.float32))
        return name

    return write
