"""Where motifs come from: a sequence typed, a MEME file, sequences of one length, the filters of a model."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix import data as sets
from babelix.base.arguments import at_least
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter
from babelix.base.seeds import generator
from babelix.genome.formats.meme import read_motifs
from babelix.genome.formats.sites import checked_bases, read_sites
from babelix.genome.motifs.counted import by_label, motif_of
from babelix.genome.motifs.letters import bits
from babelix.genome.motifs.motif import Motif
from babelix.genome.sequence import ORDER, Bases
from babelix.tracks.filters import filter_motifs, first_layer
from babelix.tracks.untrained import remark
from babelix.workflows.dna.models import open_model
from babelix.workflows.dna.places import Source, Where, asked_regions, open_genome

CLUSTERS = "jaspar-2024"
RANDOM_BASES = 300_000
_ONE = ("sequence", "motifs", "sequences", "model")


@dataclass(frozen=True)
class Over:
    """What a model's filters read: a `region` of a genome, or bases drawn by chance, all four as often, by `seed`."""

    source: Source | None = None
    region: str | None = None
    seed: int = 1


@dataclass(frozen=True)
class Given:
    """One of: a `sequence`; a MEME file of `motifs`; a file of `sequences`, with names or without; a `model`.

    Of what a file or model has, those called `names` are taken, or else the first `most`: of a model the strongest.
    """

    sequence: str | None = None
    motifs: Path | None = None
    sequences: Path | None = None
    model: str | None = None
    names: tuple[str, ...] = ()
    most: int | None = None
    over: Over = Over()


@dataclass(frozen=True)
class Motifs:
    """Motifs and where they come from, in words; `held` are as many as there were to choose among."""

    origin: str
    motifs: tuple[Motif, ...]
    held: int


def gather(given: Given, listener: Listener, kinds: tuple[str, ...] = _ONE) -> Motifs:
    """Return the motifs asked for; `kinds` are the sources told where none is given, or several.

    Raises `RequestError` unless exactly one kind of source is given, for one that is none, and for a name it lacks.
    """
    named = [name for name in _ONE if getattr(given, name) is not None]
    if len(named) != 1:
        got = " and ".join(f"`{name}`" for name in named) or "none"
        raise RequestError(
            f"expected one of {', '.join(f'`{name}`' for name in kinds)}, got {got}", setting=kinds
        )
    if given.most is not None:
        at_least(1, most=given.most)
    if given.model is None and (given.over.source is not None or given.over.region is not None):
        raise RequestError("`genome` and `region` go with `model`", setting=("genome", "region", "model"))
    if given.sequence is not None:
        if given.names or given.most is not None:
            raise RequestError(
                "`name` and `most` choose among motifs of a file or a model; a typed sequence is one",
                setting=("name", "most"),
            )
        return _typed(given.sequence)
    if given.motifs is not None:
        return _chosen(str(given.motifs), read_motifs(given.motifs), given)
    if given.sequences is not None:
        sites = read_sites(given.sequences)
        held = by_label(sites.sequences, sites.labels)
        path = given.sequences
        return _chosen(str(path), [motif_of(name or path.stem, each) for name, each in held.items()], given)
    return _of_model(str(given.model), given, listener)


def clusters(path: Path | None) -> tuple[Path, list[Motif]]:
    """Return a MEME file, that of JASPAR's clusters where None, and its motifs.

    Raises `RequestError` for two motifs of one name.
    """
    own = sets.fetch(CLUSTERS)["motifs"] if path is None else path
    motifs = read_motifs(own)
    names = [motif.name for motif in motifs]
    twice = next((name for name in dict.fromkeys(names) if names.count(name) > 1), None)
    if twice is not None:
        raise RequestError(f"{own}: two motifs are called {twice}; give each a name of its own")
    return own, motifs


def _typed(sequence: str) -> Motifs:
    text = checked_bases(sequence, f"`sequence` {sequence[:30]!r}", "sequence")
    if not text:
        raise RequestError("`sequence`: expected bases, got none", setting="sequence")
    return Motifs(text, (motif_of(text, [text]),), 1)


def _of_model(name: str, given: Given, listener: Listener) -> Motifs:
    model = open_model(name)
    stretches, told = _read(given.over)
    reporter = Reporter(listener, "filters", 2 * sum(map(len, stretches)), "bases")
    found = filter_motifs(first_layer(model), stretches, reporter.advance)
    if not found.motifs:
        raise RequestError(f"{model.name}: nothing in {told} activates any of its {found.count} filters")
    ranked = sorted(found.motifs, key=lambda each: -bits(each))
    own = remark(model.name) or model.name
    return _chosen(f"{own}, {len(ranked):,} filters over {told}", ranked, given)


def _read(over: Over) -> tuple[list[Bases], str]:
    if (over.source is None) != (over.region is None):
        raise RequestError("`genome` and `region` go together", setting=("genome", "region"))
    if over.source is None:
        drawn = generator(over.seed, "bases").integers(0, len(ORDER), RANDOM_BASES)
        return [np.frombuffer(ORDER.encode(), np.uint8)[drawn]], f"{RANDOM_BASES:,} random bases"
    genome, names = open_genome(over.source)
    regions = asked_regions(Where(region=over.region), genome, names)
    return [genome.read(each.chrom, each.start, each.end) for each in regions], ", ".join(map(str, regions))


def _chosen(origin: str, held: list[Motif], given: Given) -> Motifs:
    known = dict.fromkeys(motif.name for motif in held)
    for name in given.names:
        if name not in known:
            raise RequestError(
                f"`name` {name!r}: no such motif in {origin}, which has {', '.join(list(known)[:3])}"
                f"{' and others' if len(known) > 3 else ''}{did_you_mean(name, known)}",
                setting="name",
            )
    asked = dict.fromkeys(given.names)
    taken = [motif for name in asked for motif in held if motif.name == name] or held[: given.most]
    return Motifs(origin, tuple(taken), len(held))
