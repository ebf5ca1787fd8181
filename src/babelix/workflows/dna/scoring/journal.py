"""Scores as they are kept while a job runs: what was asked for on the first line, then an allele a line.

Every number is written so that it is read as the same one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.workflows.dna.scoring.results import PERCENTILES, SCORES, AtStart, Scored

_NUMBERS = (*SCORES, *PERCENTILES)


def first_line(request: Mapping[str, Any]) -> str:
    """Return the line that says what was asked for."""
    return json.dumps({"request": request}, ensure_ascii=False) + "\n"


def line(row: Scored) -> str:
    """Return an allele's line."""
    starts = [[each.gene, each.place, _numbers(each.scores)] for each in row.starts]
    kept = [row.variant, row.fate, _numbers(row.scores), dict(row.own), dict(row.info), starts]
    return json.dumps(kept, ensure_ascii=False) + "\n"


def read_first(path: Path) -> dict[str, Any]:
    """Return what a journal says was asked for. Raises `RequestError` for a file that is none."""
    try:
        with path.open(encoding="utf-8") as file:
            found: dict[str, Any] = json.loads(file.readline())["request"]
    except (OSError, ValueError, KeyError, TypeError):
        raise RequestError(f"{path} does not hold scores that can be gone on with; delete it") from None
    return found


def read_rows(paths: Sequence[Path], tracks: Sequence[str]) -> Iterator[Scored]:
    """Yield the alleles of journals, one after the other; `tracks` are the names that their scores go by."""
    for path in paths:
        with path.open(encoding="utf-8") as file:
            next(file)
            for text in file:
                variant, fate, scores, own, info, starts = json.loads(text)
                at = tuple(AtStart(gene, place, _by_track(of, tracks)) for gene, place, of in starts)
                yield Scored(variant, fate, _by_track(scores, tracks), own, info, at)


def _numbers(scores: Mapping[str, Mapping[str, float]]) -> list[list[float | None]]:
    return [[values.get(name) for name in _NUMBERS] for values in scores.values()]


def _by_track(numbers: list[list[float | None]], tracks: Sequence[str]) -> dict[str, dict[str, float]]:
    return {
        track: {name: one for name, one in zip(_NUMBERS, values, strict=True) if one is not None}
        for track, values in zip(tracks, numbers, strict=False)
    }
