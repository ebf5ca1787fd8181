"""What variants do to splicing: SpliceAI's networks run on each gene's strand, and only on what a variant changes.

The reference is predicted once for a tile of a gene, whatever variants ask for it, and an alternative from its
activations alone; so a variant's scores are the same digits whatever else is scored with it.
"""

import sys
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from babelix.foreign.spliceai import SpliceAI, SpliceNetwork
from babelix.foreign.splicing.deltas import (
    Delta,
    Values,
    aligned,
    deltas,
    reach,
    scored_at_all,
    why_skipped,
)
from babelix.foreign.splicing.genes import Genes, nearest_edge
from babelix.foreign.splicing.net import describe
from babelix.genome.contigs import Genome
from babelix.genome.gene import Gene
from babelix.genome.sequence import N, one_hot, reverse_complement
from babelix.genome.variant import Variant
from babelix.tracks.incremental.net import Net
from babelix.tracks.incremental.reference import Edit, Reference

Bases = NDArray[np.uint8]
# A reference serves the variants that begin in so many bases, on a grid from the contig's first base.
TILE = 64
# References kept: variants of two genes that overlap, and of the next tile, come in turn.
KEPT = 3
# Columns of a network's output: acceptor and donor.
SITES = slice(1, 3)


@dataclass(frozen=True)
class Rules:
    """How far from a variant sites are looked at, in bases, and whether scores of sites as annotated are 0."""

    distance: int = 50
    mask: bool = False


class SpliceScorer:
    """Gives SpliceAI's records of a variant: one a gene that it lies in, in the order of the table of genes."""

    def __init__(self, model: SpliceAI, genome: Genome, genes: Genes, rules: Rules) -> None:
        self._model, self._genome, self._genes, self.rules = model, genome, genes, rules
        self._device = next(model.parameters()).device
        self._references: OrderedDict[tuple[Gene, int], list[Reference]] = OrderedDict()

    @cached_property
    def _nets(self) -> list[Net]:
        found = []
        for network in self._model.networks:
            assert isinstance(network, SpliceNetwork)
            found.append(describe(network))
        return found

    def records(self, variant: Variant, allele: str | None = None, *, full: bool = False) -> list[Delta]:
        """Return the records of an allele whose REF is the genome's; none outside genes and where SpliceAI skips it.

        `variant` stands as its row has it, by the genome's name of its contig: not trimmed, not moved. `allele` is how
        records name it, ALT unless given. In `full`, every network reads reference and alternative anew: slower, the
        same but for rounding.
        """
        allele = variant.alt if allele is None else allele
        if self.skips(variant):
            return []
        genes = self._genes.at(variant.chrom, variant.start)
        if not scored_at_all(variant):
            return [Delta(allele, gene.name) for gene in genes]
        predict = self.probabilities_in_full if full else self.probabilities
        return [self._record(variant, allele, gene, predict(variant, gene)) for gene in genes]

    def skips(self, variant: Variant) -> str | None:
        """Return why SpliceAI passes an allele over (`why_skipped`), None where it does not."""
        known = [each for each in self._genome.slices if each.place.chrom == variant.chrom]
        # Where a contig known by slices ends is not known: N is read beyond them.
        end = known[0].place.end if known and known[0].whole else sys.maxsize
        return why_skipped(variant, end, self.rules.distance)

    def probabilities(self, variant: Variant, gene: Gene) -> tuple[Values, Values]:
        """Return acceptor and donor, of reference and alternative, from `distance` bases before the variant on."""
        distance, base = self.rules.distance, variant.start
        tile = base - base % TILE
        begin, end = tile - reach(distance), tile + TILE + reach(distance)
        ref, growth = len(variant.ref), variant.change
        bases = np.frombuffer(variant.alt.encode("ascii"), np.uint8)
        first, start = base - distance, base
        if gene.strand < 0:  # both counted from the window's last base, leftwards
            bases = reverse_complement(bases)
            first, start = end - base - distance - 1, end - base - ref
        edit = Edit(start, start + ref, self._rows(bases))
        wanted, other = (first, first + 2 * distance + 1), (first, first + 2 * distance + 1 + growth)
        kept = self._reference(gene, tile, begin, end)
        with torch.inference_mode():
            reference = torch.stack([each.outputs(wanted) for each in kept]).mean(0)
            alternative = torch.stack([each.alternatives([edit], [other])[0] for each in kept]).mean(0)
        return _plus(reference, gene.strand), _plus(alternative, gene.strand)

    def probabilities_in_full(self, variant: Variant, gene: Gene) -> tuple[Values, Values]:
        """Return what `probabilities` returns, by the networks as they are."""
        beside = reach(self.rules.distance)
        bases = self._bases(gene, variant.start - beside, variant.start + beside + 1)
        alt = np.frombuffer(variant.alt.encode("ascii"), np.uint8)
        changed = np.concatenate([bases[:beside], alt, bases[beside + len(variant.ref) :]])
        found = []
        for each in (bases, changed):
            strand = each if gene.strand > 0 else reverse_complement(each)
            rows = self._rows(strand)[None]
            with torch.inference_mode():
                mean = torch.stack([net(rows)[0] for net in self._model.networks]).mean(0)
            found.append(_plus(mean, gene.strand))
        return found[0], found[1]

    def _record(self, variant: Variant, allele: str, gene: Gene, found: tuple[Values, Values]) -> Delta:
        reference, alternative = found
        distance, mask = self.rules.distance, self.rules.mask
        beside = aligned(alternative, variant, distance)
        edge = nearest_edge(gene, variant.start)
        return Delta(allele, gene.name, *deltas(reference, beside, distance, edge, mask))

    def _reference(self, gene: Gene, tile: int, begin: int, end: int) -> list[Reference]:
        """Return the activations of each network for the variants of a tile, kept from the last time if need be."""
        key = (gene, tile)
        if key not in self._references:
            while len(self._references) >= KEPT:
                self._references.popitem(last=False)
            bases = self._bases(gene, begin, end)
            # A deletion begins in the tile and may end behind it.
            start, edits = begin, (tile, tile + TILE + 2 * self.rules.distance)
            if gene.strand < 0:
                bases, start = reverse_complement(bases), 0
                edits = (end - edits[1], end - edits[0])
            rows = self._rows(bases)
            with torch.inference_mode():
                self._references[key] = [Reference(net, rows, start, edits) for net in self._nets]
        self._references.move_to_end(key)
        return self._references[key]

    def _bases(self, gene: Gene, begin: int, end: int) -> Bases:
        """Return the bases ``[begin, end)``, N outside the gene."""
        bases = self._genome.read(gene.place.chrom, begin, end)
        bases[: max(gene.place.start - begin, 0)] = N
        bases[max(gene.place.end - begin, 0) :] = N
        return bases

    def _rows(self, bases: Bases) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(one_hot(bases).T)).to(self._device)


def _plus(found: Tensor, strand: int) -> Values:
    """Return acceptor and donor (places, 2) from the left of the plus strand on."""
    sites = found[SITES].cpu().numpy().T.astype(np.float64)
    return sites if strand > 0 else sites[::-1]
