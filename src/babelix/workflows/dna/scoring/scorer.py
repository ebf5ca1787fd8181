"""A model on a genome, ready to score variants: every allele asked for, answered in order, a batch at a time."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch

from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.formats.vcf import Allele
from babelix.genome.starts import Starts
from babelix.genome.variant import Variant
from babelix.tracks.averaging import PLAIN, View, mean_scores, turned
from babelix.tracks.background import Background
from babelix.tracks.batches import Ask, Bins, answered, narrowed, other_strand, together
from babelix.tracks.effects import Effect, FastEffects, ask_effect
from babelix.tracks.model import Geometry, SequenceModel
from babelix.tracks.own import Own, OwnScores
from babelix.workflows.dna.scoring.alleles import placed
from babelix.workflows.dna.scoring.ranked import with_percentiles
from babelix.workflows.dna.scoring.results import SCORES, About, AtStart, Scored


@dataclass(frozen=True)
class Scorer:
    """A model on a genome, ready to score: which of its tracks, in which windows, how many of them at a time.

    Scores are averaged over `views`, `own` adds what the model alone can say, `starts` says where else to look,
    `background` what scores stand beside. `fast` computes what it takes without windows.
    """

    model: SequenceModel
    genome: Genome
    names: ContigNames
    geometry: Geometry
    chosen: tuple[int, ...]
    batch_size: int = 1
    device: torch.device | None = None
    views: tuple[View, ...] = PLAIN
    own: OwnScores | None = None
    starts: Starts | None = None
    background: Background | None = None
    fast: FastEffects | None = None

    @property
    def about(self) -> About:
        """What scores."""
        return About(
            self.model.name,
            self.genome.path,
            self.genome.assembly,
            self.geometry.window,
            self.geometry.kept * self.geometry.bin,
            tuple(self.model.tracks[index].name for index in self.chosen),
            self.own.columns if self.own is not None else (),
            self.starts is not None,
            self.background is not None,
            self.own.numbers if self.own is not None else (),
        )

    def score(self, alleles: Iterable[Allele]) -> Iterator[Scored]:
        """Yield every allele with its fate and scores, in order; memory holds a batch of windows."""
        asks = (self._ask(allele) for allele in alleles)
        tracks = list(self._place)
        yield from answered(self.model, asks, tracks, batch_size=self.batch_size, device=self.device)

    def effects(self, variant: Variant) -> list[Effect]:
        """Return what a variant that was scored changes in the tracks chosen, one for each view."""
        asked = together([self._ask_view(variant, view) for view in self._seen])
        effects: list[Effect] = next(answered(self.model, [asked], list(self._place), device=self.device))
        return effects

    @property
    def _seen(self) -> tuple[View, ...]:
        """The views in which windows are predicted: none where no track is wanted."""
        return self.views if self.chosen else ()

    @cached_property
    def _turned(self) -> list[int]:
        """The track in the place of each of those chosen where the other strand is read; none where it is not."""
        if not any(view.flipped for view in self.views):
            return []
        return [turned(self.model.tracks)[index] for index in self.chosen]

    @cached_property
    def _place(self) -> dict[int, int]:
        """Which tracks are predicted, each with its column."""
        own = self.own.tracks if self.own is not None else ()
        return {track: column for column, track in enumerate(sorted({*self.chosen, *self._turned, *own}))}

    def _ask(self, allele: Allele) -> Ask[Scored]:
        moved = max(abs(view.shift) for view in self.views)
        variant, fate = placed(allele, self.genome, self.names, self.geometry, moved)
        if variant is None or allele.variant is None:
            return Ask((), lambda _: Scored(allele.text, fate))
        asked: list[Ask[Any]] = [self._ask_view(variant, view) for view in self._seen]
        if self.own is not None:
            own = self.own.ask(replace(allele.variant, chrom=variant.chrom), variant)
            asked.append(narrowed(own, [self._place[track] for track in self.own.tracks]))
        all_of_them = together(asked)

        def answer(found: Sequence[Bins]) -> Scored:
            answers = all_of_them.answer(found)
            effects: list[Effect] = answers[: len(self._seen)]
            own: Own = answers[-1] if self.own is not None else Own()
            starts = tuple(self._at_starts(variant.chrom, effects))
            scores = self._mean(effects)
            if self.background is not None:
                scores = with_percentiles(scores, self.background)
            return Scored(allele.text, fate, scores, own.values, own.info, starts)

        return Ask(all_of_them.windows, answer)

    def _ask_view(self, variant: Variant, view: View) -> Ask[Effect]:
        fast = self.fast
        if fast is not None and view in PLAIN and fast.takes(variant):
            return Ask((), lambda _: fast.effect(variant).of(self.chosen))
        beside = self.geometry.crop - self.model.geometry.crop
        effect = ask_effect(self.genome, variant, self.geometry, beside, view)
        if view.flipped:
            return other_strand(effect, [self._place[track] for track in self._turned])
        return narrowed(effect, [self._place[track] for track in self.chosen])

    def _at_starts(self, chrom: str, effects: Sequence[Effect]) -> Iterator[AtStart]:
        """Yield the scores at each start whose three bins were predicted in every view."""
        if not effects:
            return
        first = max(effect.first for effect in effects)
        end = first + len(effects[0].reference) * self.geometry.bin
        for start in self.starts.within(chrom, first, end) if self.starts is not None else ():
            three = [found for effect in effects if (found := effect.at(start.base)) is not None]
            if len(three) == len(effects):
                yield AtStart(start.gene, f"{chrom}:{start.base + 1}", self._mean(three))

    def _mean(self, effects: Sequence[Effect]) -> dict[str, dict[str, float]]:
        """Return the scores of each track by its name, those that it has, averaged over the views."""
        if not effects:
            return {}
        scores = mean_scores([effect.scores() for effect in effects])
        columns = {name: scores[name].tolist() for name in SCORES}
        return {
            self.model.tracks[index].name: {
                name: values[column] for name, values in columns.items() if not math.isnan(values[column])
            }
            for column, index in enumerate(self.chosen)
        }
