"""What `variants score` takes for SpliceAI's delta scores: the genes, the distance, the mask."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import digest, refuse_pipe
from babelix.foreign.spliceai import SpliceAI
from babelix.foreign.splicing.genes import Genes, read_table, representative, table_path
from babelix.foreign.splicing.own import SpliceDeltas
from babelix.foreign.splicing.scorer import Rules, SpliceScorer
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.tracks.model import SequenceModel
from babelix.workflows.dna.places import genes_in

# The package's table of each assembly that the lengths of contigs tell.
_TABLE_OF = {"hg19": "grch37", "hg38": "grch38"}
_FARTHEST = 4_999


@dataclass(frozen=True)
class Splicing:
    """Delta scores of sites up to `distance` bases away, those of sites as annotated hidden by `mask`.

    Genes come from a GTF or GFF3 file, `gtf`, or from a table of SpliceAI's package or like it, `annotation`: by
    default that of the genome's assembly.
    """

    distance: int = 50
    mask: bool = False
    annotation: str | None = None
    gtf: Path | None = None


def splice_genes(splicing: Splicing, genome: Genome, names: ContigNames) -> Genes:
    """Return the genes asked for. Raises `RequestError` where they cannot be told or are all on other contigs."""
    if not 1 <= splicing.distance <= _FARTHEST:
        raise RequestError(
            f"`distance` {splicing.distance}: expected 1 to {_FARTHEST} bases", setting="distance"
        )
    refuse_pipe(splicing.gtf, "gtf")
    refuse_pipe(splicing.annotation, "annotation")
    if splicing.gtf is not None:
        if splicing.annotation is not None:
            raise RequestError(
                "`annotation` and `gtf` both name genes; give one of them", setting=("annotation", "gtf")
            )
        found = [representative(gene) for gene in genes_in(splicing.gtf, names) if gene.strand]
        return Genes([gene for gene, _ in found], names, Counter(why for _, why in found))
    path = _table(splicing, genome)
    genes = Genes(read_table(path), names)
    if not len(genes):
        raise RequestError(
            f"{path}: none of its genes lies on a contig of {genome.path}; give the genes of that genome by `gtf`",
            setting="gtf",
        )
    return genes


def splice_deltas(model: SequenceModel, genome: Genome, genes: Genes, splicing: Splicing) -> SpliceDeltas:
    """Return what gives the delta scores. Raises `RequestError` for a model that is not SpliceAI."""
    if not isinstance(model, SpliceAI):
        raise RequestError(
            f"`deltas`: the model {model.name} has no delta scores, SpliceAI has; use `model` spliceai",
            setting=("deltas", "model"),
        )
    scorer = SpliceScorer(model, genome, genes, Rules(splicing.distance, splicing.mask))
    return SpliceDeltas(scorer, digest(splicing.gtf or _table(splicing, genome))[:16])


def _table(splicing: Splicing, genome: Genome) -> Path:
    """Return the table asked for, or that of the genome's assembly."""
    annotation = splicing.annotation or _TABLE_OF.get(genome.assembly or "")
    if annotation is None:
        raise RequestError(
            f"`deltas`: the contigs of {genome.path} do not tell whose genes to take; give `annotation` grch37 or "
            "grch38, or a GTF file by `gtf`",
            setting=("deltas", "annotation", "gtf"),
        )
    return table_path(annotation)
