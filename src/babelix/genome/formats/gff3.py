"""GFF3: features with an ID hang below their Parent: gene, transcript, exon. Files differ in what they leave out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from babelix.genome.formats.features import Row, first_phase, plain
from babelix.genome.gene import Gene, Transcript, joined
from babelix.genome.region import Region

_PARTS = ("exon", "CDS")
_KINDS = ("biotype", "transcript_type", "transcript_biotype", "gene_biotype")
_NAMES = ("gene_name", "Name", "gene", "gene_id", "ID")


@dataclass
class _Node:
    """A feature, and what hangs below it. One of several lines (a discontinuous one) reaches over all of them."""

    row: Row
    name: str
    below: list["_Node"] = field(default_factory=list)
    exon: list[Row] = field(default_factory=list)
    CDS: list[Row] = field(default_factory=list)

    @property
    def exons(self) -> tuple[Region, ...]:
        """The exons that hang here; what is coded, where no exon is given."""
        return tuple(sorted({row.place for row in self.exon or self.CDS}))

    @property
    def transcript(self) -> Transcript:
        """The transcript that it is."""
        known = self.row.gff3()
        kind = next((plain(known[each]) for each in _KINDS if known.get(each)), "")
        coding = joined(row.place for row in self.CDS)
        phase = first_phase(self.CDS, self.row.strand)
        # People know a transcript by its number (ENST..., NM_...), which Name need not be.
        name = known.get("transcript_id") or known.get("ID") or self.name
        name = plain(name).removeprefix("transcript:")
        return Transcript(name, self.row.place, self.exons, coding, phase, kind, frozenset(self.row.tags()))

    @property
    def is_gene(self) -> bool:
        """True of genes and transcripts, by their kind or what they are made of; false of regions and repeats."""
        kind = self.row.kind.lower()
        return bool(
            "gene" in kind or _is_transcript(kind) or self.exons or any(e.is_gene for e in self.below)
        )


def gff3_genes(rows: Iterable[Row]) -> list[Gene]:
    """Return the genes in file order: the features without a parent that are genes, transcripts or have exons.

    A transcript that hangs below no gene is a gene of its own.
    """
    nodes: dict[str, _Node] = {}
    nameless: list[_Node] = []
    parents: list[tuple[_Node | Row, list[str]]] = []
    for row in rows:
        known = row.gff3()
        above = [each for each in known.get("Parent", "").split(",") if each]
        if row.kind in _PARTS and above:
            parents.append((row, above))
            continue
        name = next((plain(known[each]) for each in _NAMES if known.get(each)), "")
        node = _Node(row, name.removeprefix("gene:"))
        same = nodes.setdefault(known["ID"], node) if "ID" in known else node
        if same is not node:
            same.row = replace(same.row, place=_over(same.row.place, row.place))
        else:
            parents.append((node, above))
            nameless += [] if "ID" in known else [node]
    below = _hung(nodes, parents)
    roots = [node for node in (*nodes.values(), *nameless) if id(node) not in below and node.is_gene]
    return [_gene(node) for node in roots if node.name]


def _hung(nodes: dict[str, _Node], parents: list[tuple[_Node | Row, list[str]]]) -> set[int]:
    """Hang features below their parents; return the ids of the nodes that hang somewhere."""
    hanging: set[int] = set()
    for child, above in parents:
        for parent in (nodes[each] for each in above if each in nodes):
            if isinstance(child, Row):
                getattr(parent, child.kind).append(child)
            elif parent is not child:
                parent.below.append(child)
                hanging.add(id(child))
    return hanging


def _gene(node: _Node) -> Gene:
    transcripts = [each for each in node.below if each.exons or _is_transcript(each.row.kind.lower())]
    found = [each.transcript for each in transcripts]
    lone = (
        node.transcript if _is_transcript(node.row.kind.lower()) else replace(node.transcript, name=node.name)
    )
    own = [lone]
    exons = {exon for each in (*found, *own) for exon in each.exons}
    return Gene(node.name, node.row.place, node.row.strand, tuple(sorted(exons)), tuple(found or own))


def _is_transcript(kind: str) -> bool:
    return "transcript" in kind or "rna" in kind or kind.endswith("gene_segment")


def _over(one: Region, other: Region) -> Region:
    return replace(one, start=min(one.start, other.start), end=max(one.end, other.end))
