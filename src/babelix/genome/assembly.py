"""Which assembly a genome is, by the lengths of its contigs."""

from collections.abc import Mapping

from babelix.genome.contig_names import ensembl

# Bases of contigs that no two assemblies share. Sources: UCSC's chromInfo tables; SGD R64 for yeast.
LENGTHS: Mapping[str, Mapping[str, int]] = {
    "hg18": {"1": 247_249_719, "11": 134_452_384, "22": 49_691_432, "X": 154_913_754},
    "hg19": {"1": 249_250_621, "11": 135_006_516, "22": 51_304_566, "X": 155_270_560},
    "hg38": {"1": 248_956_422, "11": 135_086_622, "22": 50_818_468, "X": 156_040_895},
    "R64": {"IV": 1_531_933, "XII": 1_078_177},
}

# The same assemblies as the Genome Reference Consortium calls them.
_CONSORTIUM = {"NCBI36": "hg18", "GRCh36": "hg18", "GRCh37": "hg19", "GRCh38": "hg38"}


def ucsc_assembly(name: str) -> str:
    """Return the assembly as UCSC calls it, ``hg38`` for ``GRCh38``; any other name as it is."""
    return _CONSORTIUM.get(name.partition(".")[0], name)


def assembly_of(lengths: Mapping[str, int]) -> str | None:
    """Return the assembly whose known lengths the contigs have, with ``chr`` or without; None if none or several."""
    bare = {ensembl(name): length for name, length in lengths.items()}
    fitting = {
        assembly
        for assembly, known in LENGTHS.items()
        if any(bare.get(contig) == length for contig, length in known.items())
    }
    return fitting.pop() if len(fitting) == 1 else None
