"""The sites of the motif task: read, numbered, held out, and what the two files have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix import data as sets
from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.base.seeds import generator
from babelix.genome.formats.sites import Sites, read_sites
from babelix.genome.sequence import one_hot, reverse_complement
from babelix.workflows.dna.motifs.learning.settings import SitesSettings

NAMED = "tf-sequences"
MOST = 120
"""Factors that the figures can still show; refused before anything is trained."""
SHORTEST = 3
"""Bases of a site: fewer leave nothing that a filter could tell from a base."""


@dataclass(frozen=True)
class Encoded:
    """One-hot sites (sites, length, 4) and the number of each one's factor (sites)."""

    sites: NDArray[np.float32]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, which: NDArray[np.generic]) -> "Encoded":
        """Return the sites at these places, or where a mask is True."""
        return Encoded(self.sites[which], self.labels[which])


@dataclass(frozen=True)
class Leak:
    """Which sites of the test file are in the training file: as they are, as reverse complements (sites)."""

    direct: NDArray[np.bool_]
    reverse: NDArray[np.bool_]

    @property
    def either(self) -> NDArray[np.bool_]:
        """Either way."""
        return self.direct | self.reverse


@dataclass(frozen=True)
class Task:
    """Sites trained on, held out and tested on, the factors' names, the leak, and where all of it is from."""

    train: Encoded
    val: Encoded
    test: Encoded
    factors: tuple[str, ...]
    leak: Leak
    raw: Sites
    paths: tuple[Path, Path]

    @property
    def checksums(self) -> Mapping[str, str]:
        """The checksum of each file."""
        return {name: digest(path) for name, path in zip(("training", "test"), self.paths, strict=True)}


def load_task(settings: SitesSettings) -> Task:
    """Return the task. Raises `RequestError` for files that are none, one without the other, and unlike factors."""
    paths = _paths(settings)
    raw, tested = (read_sites(path) for path in paths)
    factors = tuple(sorted(set(raw.labels)))
    if len(factors) < 2:
        raise RequestError(f"{paths[0]}: expected sites of two factors or more, each with its name after it")
    if len(factors) > MOST:
        raise RequestError(f"{paths[0]}: {len(factors):,} factors; expected at most {MOST}, give fewer")
    if len(raw.sequences[0]) < SHORTEST:
        raise RequestError(f"{paths[0]}: expected sites of {SHORTEST} bases or more, a filter sees as many")
    for name in tested.labels:
        if name not in factors:
            raise RequestError(
                f"{paths[1]}: {name!r} is no factor of {paths[0]}, which has {', '.join(factors)}"
            )
    if len(raw.sequences[0]) != len(tested.sequences[0]):
        raise RequestError(
            f"{paths[1]}: expected sites of {len(raw.sequences[0])} bases as in {paths[0]}, "
            f"got {len(tested.sequences[0])}"
        )
    trained, test = (_encoded(each, factors) for each in (raw, tested))
    out = held_out(raw, settings.hold_out, settings.seeds[0])
    return Task(trained.take(~out), trained.take(out), test, factors, leak(raw, tested), raw, paths)


def leak(trained: Sites, tested: Sites) -> Leak:
    """Return which tested sites are also trained on."""
    known = set(trained.sequences)
    return Leak(
        np.array([each in known for each in tested.sequences]),
        np.array([other_strand(each) in known for each in tested.sequences]),
    )


def held_out(sites: Sites, share: float, seed: int) -> NDArray[np.bool_]:
    """Return which sites are held out (sites): of what is there twice, either way round, all or none."""
    kinds = [min(each, other_strand(each)) for each in sites.sequences]
    names = sorted(set(kinds))
    order = generator(seed, "held out").permutation(len(names))
    chosen = {names[at] for at in order[: max(round(share * len(names)), 1)]}
    return np.array([kind in chosen for kind in kinds])


def other_strand(sequence: str) -> str:
    """Return the reverse complement."""
    return reverse_complement(np.frombuffer(sequence.encode(), np.uint8)).tobytes().decode()


def _encoded(sites: Sites, factors: tuple[str, ...]) -> Encoded:
    letters = np.frombuffer("".join(sites.sequences).encode(), np.uint8)
    rows = one_hot(letters).reshape(len(sites), -1, 4)
    return Encoded(rows, np.array([factors.index(each) for each in sites.labels], np.int64))


def _paths(settings: SitesSettings) -> tuple[Path, Path]:
    if (settings.sequences is None) != (settings.test is None):
        raise RequestError("`sequences` and `test` go together", setting=("sequences", "test"))
    if settings.sequences is None or settings.test is None:
        found = sets.fetch(NAMED)
        return found["training"], found["validation"]
    return Path(settings.sequences), Path(settings.test)
