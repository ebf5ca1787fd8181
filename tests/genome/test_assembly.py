import pytest

from babelix.genome.assembly import assembly_of
from babelix.genome.sizes import read_sizes


@pytest.mark.parametrize(
    ("name", "file", "assembly"),
    [("chromhmm-gm12878", "sizes", "hg18"), ("annotations-hg19", "sizes", "hg19"), ("yeast", "sizes", "R64")],
)
def test_lengths_name_the_assembly(dataset, name, file, assembly):
    assert assembly_of(read_sizes(dataset(name)[file])) == assembly


def test_one_contig_is_enough_and_contradiction_is_none():
    assert assembly_of({"22": 50_818_468, "own": 3}) == "hg38"
    assert assembly_of({"chr22": 50_818_468, "chr1": 249_250_621}) is None
    assert assembly_of({"chr22": 300_000}) is None
