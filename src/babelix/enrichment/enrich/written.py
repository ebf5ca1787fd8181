"""What is found as tables, apart by tabs below a header."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from babelix.enrichment.enrich.matrix import Matrix
from babelix.enrichment.enrich.results import Enriched, Enrichment

_FIELDS = ("observed", "expected", "fold", "p_exact", "p_sampled", "p_shifted", "p_shifted_loci")


def tables(found: Enrichment) -> dict[str, str]:
    """Return tables by the name of their file: annotations, controls, traits, and the cells with an overlap."""
    made = {"annotations.tsv": _annotations(found)}
    if found.controls:
        names = [each.name for each in found.every()]
        rows = [[each.name, each.snps, *each.inside] for each in found.controls]
        made["controls.tsv"] = _table(["set", "snps", *names], rows)
    if found.matrix is not None:
        made["traits.tsv"] = _traits(found.matrix)
        made["matrix.tsv"] = _cells(found)
    return made


def _annotations(found: Enrichment) -> str:
    sets: list[tuple[str, Sequence[Enriched]]] = [("all", found.all_cases)] if found.all_cases else []
    sets.append(("loci" if found.all_cases else "all", found.every()))
    rows = [
        [each.name, kind, each.cases, *(getattr(each, name) for name in _FIELDS)]
        for kind, annotations in sets
        for each in annotations
    ]
    return _table(["annotation", "of", "cases", *_FIELDS], rows)


def _traits(matrix: Matrix) -> str:
    rows = [
        [trait, int(cases), int((observed > 0).sum()), int(coloured.sum())]
        for trait, cases, observed, coloured in zip(
            matrix.traits, matrix.cases, matrix.observed, matrix.coloured, strict=True
        )
    ]
    return _table(["trait", "cases", "annotations_hit", "coloured"], rows)


def _cells(found: Enrichment) -> str:
    cells = found.as_json()["matrix"]
    header = list(cells[0]) if cells else ["trait", "annotation"]
    return _table(header, ([cell[name] for name in header] for cell in cells))


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return "\n".join("\t".join(map(_shown, row)) for row in (header, *rows)) + "\n"


def _shown(value: Any) -> str:
    if value is None:
        return "NA"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
