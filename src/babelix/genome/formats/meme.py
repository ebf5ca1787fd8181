"""Motif files in MEME's minimal text format: a name and a probability matrix a motif."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.files import read_lines, write_text
from babelix.genome.motifs.motif import Motif

_WIDTH = re.compile(r"\bw=\s*([0-9]+)")
_SITES = re.compile(r"\bnsites=\s*([0-9]+)")
# What stands in many files where nobody counted.
_UNTOLD = 1
_HEAD = "MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -\n"
# Files give a few digits: the rows of a matrix sum to 1 as nearly as these.
_ROUNDING = 0.02


def read_motifs(path: str | Path) -> list[Motif]:
    """Return the motifs of a file in MEME's text format, plain or gzipped, in file order.

    A probability matrix is read as long as its rows go on; a width that the file states must be theirs. Raises
    `RequestError` naming file and line for a matrix that is none, for letters other than A C G T, and for a file that
    is not MEME's or has no motif.
    """
    lines = read_lines(path)
    if not any(line.startswith("MEME version") for line in lines):
        raise RequestError(
            f"{path}: expected a line that begins with 'MEME version'; give motifs in MEME's text format"
        )
    motifs: list[Motif] = []
    name = ""
    for number, line in enumerate(lines, start=1):
        if line.startswith("ALPHABET") and line.partition("=")[2].strip() not in ("ACGT", ""):
            raise RequestError(
                f"{path}, line {number}: expected ALPHABET= ACGT, got {line.strip()!r}; give motifs of DNA"
            )
        if line.startswith("MOTIF"):
            name = " ".join(line.split()[1:])
        elif line.startswith("letter-probability matrix"):
            stated = _WIDTH.search(line)
            rows = list(_rows(lines[number:]))
            motif = _motif(path, number, name, rows, int(stated[1]) if stated else len(rows))
            motifs.append(replace(motif, sites=_sites(line)))
            name = ""
    if not motifs:
        raise RequestError(f"{path} holds no motif; give a letter-probability matrix below each MOTIF line")
    return motifs


def write_motifs(motifs: Iterable[Motif], path: str | Path) -> None:
    """Write motifs in MEME's text format, whole or not at all."""
    write_text(path, _HEAD + "".join(_lines(motif) for motif in motifs))


def _lines(motif: Motif) -> str:
    told = f"alength= 4 w= {len(motif.probabilities)} nsites= {motif.sites or _UNTOLD} E= 0"
    rows = "".join(" ".join(f"{each:.6f}" for each in row) + "\n" for row in motif.probabilities)
    return f"\nMOTIF {motif.name}\nletter-probability matrix: {told}\n{rows}"


def _sites(line: str) -> int | None:
    told = _SITES.search(line)
    return int(told[1]) if told and int(told[1]) > _UNTOLD else None


def _rows(lines: Sequence[str]) -> Iterator[list[float]]:
    for line in lines:
        try:
            row = [float(field) for field in line.split()]
        except ValueError:
            return
        if not row:
            return
        yield row


def _motif(path: str | Path, number: int, name: str, rows: list[list[float]], stated: int) -> Motif:
    place = f"{path}, line {number}"
    if not name:
        raise RequestError(f"{place}: expected a MOTIF line with a name before each matrix")
    if len(rows) != stated or not rows:
        raise RequestError(
            f"{place}: motif {name} states {stated} rows and has {len(rows)}; give each position a row"
        )
    for row in rows:
        if len(row) != 4 or min(row) < 0 or not abs(sum(row) - 1) <= _ROUNDING:
            raise RequestError(
                f"{place}: motif {name}: expected rows of four probabilities that sum to 1, got {row}; mend the matrix"
            )
    matrix = np.array(rows, np.float64)
    return Motif(name, matrix / matrix.sum(1, keepdims=True))
