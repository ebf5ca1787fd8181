"""The page on a few variants: tracks, letters, attention and how they were made, in one HTML document."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.counts import several
from babelix.genome.gene import Gene
from babelix.tracks.attribution import Attribution
from babelix.views.dna.strips import extremes
from babelix.views.offline.document import Frame, deflated, described, packed
from babelix.views.offline.page import Page
from babelix.workflows.dna.explaining.results import Explained, Explanation, Letters, Reach

_FRAME = Frame(
    "babelix.views.dna.explanation",
    "explanation.html",
    ("/base.css", "explanation.css"),
    (
        *("/colour.js", "/element.js", "/packed.js", "/surface.js"),
        *("data.js", "axis.js", "tracks.js", "letters.js", "reach.js", "section.js", "explanation.js"),
    ),
)
# Columns of a figure: of the bins that fall into one, the largest by size is drawn.
_COLUMNS = 1_000
# Bins on either side of a variant that are also kept one by one.
_NEAR = 200
_STEPS = 32_767


class ExplanationPage(Page):
    """A stand-alone page: it opens from disk without network and asks nobody for anything."""

    def __init__(self, found: Explanation) -> None:
        self._found = found

    def _repr_html_(self) -> str:
        """Return what a notebook shows of it."""
        return f"<p>{several(len(self._found.alleles), 'variant')}; write the page with <code>.write(path)</code>.</p>"

    def pieces(self) -> Iterator[str]:
        """Yield the page from its first sign to its last."""
        count = len(self._found.alleles)
        title = f"{count} variants" if count != 1 else self._found.alleles[0].scored.variant
        about = "Drawn by Babelix from the numbers in this file, without a network."
        return _FRAME.pieces(f"{title}: {self._found.about.model}", about, self._data())

    def _data(self) -> Iterator[str]:
        found, series = self._found, dict[str, bytes]()
        alleles = [_allele(number, each, series) for number, each in enumerate(found.alleles)]
        yield described(
            "explanation",
            {
                "remark": found.about.remark,
                "made": list(found.made.items()),
                "scores": list(found.about.scores),
                "alleles": alleles,
            },
        )
        for name, content in series.items():
            yield packed(name, deflated(content))


def _allele(number: int, each: Explained, series: dict[str, bytes]) -> dict[str, Any]:
    scored, variant = each.scored, each.variant
    found: dict[str, Any] = {"name": scored.variant, "fate": scored.fate, "own": _numbers(scored.own)}
    if variant is None or each.effect is None:
        return found
    change, effect = variant.trimmed(), each.effect
    others = [name for name in scored.scores if name not in each.tracks]
    found |= {
        "chrom": variant.chrom,
        "place": [change.start, change.end],
        "ref": change.ref,
        "alt": change.alt,
        "tracks": [{"name": name, "scores": _numbers(scored.scores[name])} for name in each.tracks],
        "others": len(others),
        "bin": effect.bin,
        "compared": [effect.first, effect.first + len(effect.reference) * effect.bin],
        "genes": [_gene(gene) for gene in sorted(each.genes, key=lambda gene: gene.place)],
        "letters": None if each.letters is None else _letters(each.letters),
        "unlettered": each.unlettered,
        "reach": None if each.reach is None else _reach(number, each.reach, series),
    }
    values = [effect.reference, effect.alternative, effect.difference]
    bins = len(effect.reference)
    middle = (change.start - effect.first) // effect.bin
    first, last = max(middle - _NEAR, 0), min(middle + _NEAR + 1, bins)
    found["views"] = {"whole": _view(f"whole-{number}", values, (0, bins), effect.first, effect.bin, series)}
    if last - first < bins and bins > _COLUMNS:
        found["views"]["near"] = _view(
            f"near-{number}", values, (first, last), effect.first, effect.bin, series
        )
    return found


def _view(
    name: str,
    values: Sequence[NDArray[np.float64]],
    bins: tuple[int, int],
    first: int,
    bin: int,
    series: dict[str, bytes],
) -> dict[str, Any]:
    """Put reference, alternative and difference of some bins into `series`; return where they stand."""
    pooled = [extremes(each[bins[0] : bins[1]], _COLUMNS) for each in values]
    together = pooled[0][1]
    rows = np.stack([each for each, _ in pooled]).transpose(2, 0, 1)  # tracks, kinds, columns
    scales = np.abs(rows).max(2)
    steps = np.rint(rows / np.where(scales > 0, scales, 1)[..., None] * _STEPS).astype("<i2")
    series[name] = steps.tobytes()
    return {
        "id": name,
        "first": first + bins[0] * bin,
        "step": together * bin,
        "end": first + bins[1] * bin,
        "columns": rows.shape[2],
        "scales": [[_short(one) for one in each] for each in scales.tolist()],
    }


def _letters(found: Letters) -> dict[str, Any]:
    return {
        "tracks": found.tracks,
        "summed": found.summed,
        "start": found.start,
        "before": found.before,
        "alleles": [_attribution(each) for each in (found.reference, found.alternative)],
    }


def _attribution(found: Attribution) -> dict[str, Any]:
    kinds = {"mutagenesis": found.importance, "gradient": found.gradient}
    return {
        "letters": found.letters,
        **{
            kind: [[_short(value) for value in column] for column in values.T.tolist()]
            for kind, values in kinds.items()
        },
    }


def _reach(number: int, found: Reach, series: dict[str, bytes]) -> dict[str, Any]:
    name = f"reach-{number}"
    weights = np.stack([found.reference, found.alternative])  # alleles, layers, heads, places
    largest = float(weights.max()) or 1.0
    series[name] = np.rint(weights / largest * _STEPS).astype("<i2").tobytes()
    return {
        "id": name,
        "layers": weights.shape[1],
        "heads": weights.shape[2],
        "bases": found.bases,
        "distances": found.distances.tolist(),
        "largest": largest,
        "moved": _short(float(np.abs(found.alternative - found.reference).sum(2).max() / 2)),
    }


def _gene(gene: Gene) -> dict[str, Any]:
    return {
        "name": gene.name,
        "strand": gene.strand,
        "place": [gene.place.start, gene.place.end],
        "exons": [[each.start, each.end] for each in gene.exons],
    }


def _numbers(values: Mapping[str, float | str]) -> dict[str, float | str | None]:
    return {name: _short(value) if isinstance(value, float) else value for name, value in values.items()}


def _short(value: float) -> float | None:
    """Return a number in five digits; None for one that JSON cannot hold."""
    return float(f"{value:.5g}") if math.isfinite(value) else None
