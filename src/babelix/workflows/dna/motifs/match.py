"""What motifs are like: each beside all of a MEME file, with P and q values."""

from dataclasses import dataclass, replace
from pathlib import Path

from babelix.base.arguments import at_least, checked
from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.base.progress import Listener, Reporter, silent
from babelix.evaluation.multiple_testing import benjamini_hochberg
from babelix.genome.motifs.comparison import FEW, LONGEST, Match, Targets
from babelix.genome.motifs.counted import best_alignment
from babelix.genome.motifs.letters import information
from babelix.genome.motifs.motif import Motif
from babelix.workflows.dna.motifs.sources import Given, Motifs, clusters, gather

LEVEL = 0.05
FLAT = 0.5
"""Mean bits a column below which small P values of a query come by chance far more often than they say.

Columns of a target are taken as independent, and flat ones stand beside one another. Queries of 15 columns drawn from
Dirichlet distributions have P < 0.001 with this share of JASPAR's clusters: 0.0000 to 0.0004 at 1.2 bits a column,
0.004 at 0.7, 0.012 at 0.4, 0.021 to 0.025 at 0.2, 0.025 at 0.05.
"""
COLUMNS = ("query", "motif", "p", "q", "bits", "offset", "overlap", "strand")


@dataclass(frozen=True)
class Beside:
    """A target beside a query: `q_value` over all targets of the file; `bits` only beside a typed sequence.

    `bits` is the log2 odds of the sequence at its best place and strand.
    """

    match: Match
    q_value: float
    bits: float | None

    def row(self, query: str) -> list[str]:
        """Return the texts of `COLUMNS`."""
        match, bits = self.match, "." if self.bits is None else f"{self.bits:.1f}"
        numbers = [f"{match.p_value:.1e}", f"{self.q_value:.2g}", bits, str(match.offset), str(match.overlap)]
        return [query, match.name, *numbers, "-" if match.reverse else "+"]


@dataclass(frozen=True)
class Found:
    """Each query and its nearest targets, the least P first; `like` are as many as have q <= `LEVEL`, shown or not."""

    queries: Motifs
    targets: Path
    motifs: tuple[Motif, ...]
    nearest: tuple[tuple[Beside, ...], ...]
    like: tuple[int, ...]

    def first(self, count: int) -> "Found":
        """Return what was found of the first queries alone."""
        few = replace(self.queries, motifs=self.queries.motifs[:count])
        return replace(self, queries=few, nearest=self.nearest[:count], like=self.like[:count])

    @property
    def compared(self) -> str:
        """How many motifs each query was compared with, in words."""
        return several(len(self.motifs), "motif")

    @property
    def remark(self) -> str:
        """What must be said before anybody reads a P value."""
        count, few = len(self.motifs), ""
        if count < FEW:
            few = f"; of so few motifs, below {FEW}, P depends much on which they are"
        told = sum(self.like)
        several_queries = f", {sum(each > 0 for each in self.like)} of {len(self.like)} queries like one"
        claim = (
            f"{told:,} at q <= {LEVEL}{several_queries if len(self.like) > 1 else ''}"
            if told
            else f"none at q <= {LEVEL}, so that no likeness can be claimed"
        )
        return f"{claim}{few}{self._flat()}"

    @property
    def flat(self) -> tuple[bool, ...]:
        """Which queries have less than `FLAT` bits a column."""
        return tuple(bool(information(query.probabilities).mean() < FLAT) for query in self.queries.motifs)

    def _flat(self) -> str:
        flat = sum(self.flat)
        if not flat:
            return ""
        which = f"{flat:,} queries have" if flat > 1 else "1 query has"
        return (
            f"; {which} less than {FLAT} bits a column: there small P come by chance more often than they say"
        )


@checked
def match(given: Given, against: Path | None = None, top: int = 5, listener: Listener = silent) -> Found:
    """Compare the motifs given with those of the MEME file `against` (JASPAR's clusters where None), the `top` nearest.

    q values are Benjamini and Hochberg's over the targets, a query at a time. Raises `RequestError` for what is none.
    """
    at_least(1, top=top)
    return nearest(gather(given, listener), against, top, listener, typed=given.sequence is not None)


def nearest(
    queries: Motifs, against: Path | None, top: int, listener: Listener = silent, *, typed: bool = False
) -> Found:
    """Compare queries as `match` does; one that was `typed` also has its bits under each target."""
    for query in queries.motifs:
        width = len(query.probabilities)
        if not 1 <= width <= LONGEST:
            name = query.name if len(query.name) <= 30 else f"{query.name[:30]}..."
            raise RequestError(
                f"{name}: expected a query of 1 to {LONGEST} columns, got {width:,}; give the part that may be a site"
            )
    path, motifs = clusters(against)
    targets = Targets(motifs)
    reporter = Reporter(listener, "comparing", len(queries.motifs), "motifs")
    rows, like = [], []
    for query in queries.motifs:
        found = targets.compare(query.probabilities)
        q = benjamini_hochberg([each.p_value for each in found], LEVEL).q_values
        like.append(int((q <= LEVEL).sum()))
        order = sorted(range(len(found)), key=lambda at: found[at].p_value)[:top]
        rows.append(
            tuple(
                Beside(found[at], float(q[at]), best_alignment(motifs[at], query.name) if typed else None)
                for at in order
            )
        )
        reporter.advance(1)
    return Found(queries, path, tuple(motifs), tuple(rows), tuple(like))


@checked
def write_matches(found: Found, path: Path) -> None:
    """Write a line a query and target, whole or not at all."""
    lines = [
        each.row(query.name)
        for query, row in zip(found.queries.motifs, found.nearest, strict=True)
        for each in row
    ]
    write_text(path, "".join("\t".join(line) + "\n" for line in [list(COLUMNS), *lines]))
