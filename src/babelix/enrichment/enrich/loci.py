"""Cases collapsed to loci: the surest first, and none that is near one already taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import read_lines

Rows = NDArray[np.int64]
_FARTHEST = 1_000_000_000
_UNITS = {"": 1, "b": 1, "bp": 1, "kb": 1000, "mb": 1_000_000}


@dataclass(frozen=True)
class Loci:
    """How cases are collapsed: within `reach` bases, or by the `proxies` of each name; by neither: not at all."""

    reach: int | None = None
    proxies: Path | None = None

    @property
    def any(self) -> bool:
        """Say whether cases are collapsed."""
        return self.reach is not None or self.proxies is not None


def parse_loci(text: str) -> Loci:
    """Return what ``500kb``, ``none`` or the name of a file of proxies says. Raises `RequestError` for another."""
    if text == "none":
        return Loci()
    number = text.lower().rstrip("bpkm")
    unit = text.lower()[len(number) :]
    if number.replace(".", "", 1).isdigit() and unit in _UNITS:
        bases = round(min(float(number), 1e12) * _UNITS[unit])
        if 100 <= bases <= _FARTHEST:
            return Loci(bases)
        raise RequestError(f"`loci` {text!r}: expected 100 bases to 1,000 Mb, or none", setting="loci")
    if Path(text).exists():
        return Loci(proxies=Path(text))
    raise RequestError(
        f"`loci` {text!r}: expected a distance such as 500kb, none, or a file of SNPs and their proxies",
        setting="loci",
    )


def collapse(
    chrom: NDArray[np.int32], position: Rows, strength: NDArray[np.float64], reach: int
) -> NDArray[np.bool_]:
    """Return which cases (n) lead a locus: the strongest first, each taking with it those within `reach` bases.

    Of equal strength the first in the order of the genome leads; a case without a strength comes last.
    """
    order = np.lexsort((position, chrom, np.where(np.isnan(strength), np.inf, -strength)))
    leads = np.zeros(len(order), bool)
    gone = np.zeros(len(order), bool)
    by_place = np.lexsort((position, chrom))
    rank = np.empty(len(order), np.int64)
    rank[by_place] = np.arange(len(order))
    where, names = position[by_place], chrom[by_place]
    for case in order.tolist():
        if gone[case]:
            continue
        leads[case] = True
        for step in (1, -1):
            place = int(rank[case])
            while (
                0 <= place < len(order)
                and names[place] == chrom[case]
                and abs(where[place] - position[case]) <= reach
            ):
                gone[by_place[place]] = True
                place += step
    return leads


def collapse_by_proxies(
    cases: Rows, strength: NDArray[np.float64], proxies: Mapping[int, set[int]]
) -> NDArray[np.bool_]:
    """Return which cases (n rows of the pool, in the genome's order) lead: the strongest first, with their proxies."""
    order = np.argsort(np.where(np.isnan(strength), np.inf, -strength), kind="stable")
    gone: set[int] = set()
    leads = np.zeros(len(cases), bool)
    for case in order.tolist():
        row = int(cases[case])
        if row not in gone:
            leads[case] = True
            gone |= proxies.get(row, set())
    return leads


def read_proxies(path: Path) -> list[tuple[str, str]]:
    """Return the pairs of a file of two columns, names of SNPs: each is a proxy of the other.

    Raises `RequestError` naming the line of what is no pair.
    """
    pairs = []
    for number, line in enumerate(read_lines(path), start=1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if len(words) < 2 or (number > 1 and not words[0].startswith("rs")):
            raise RequestError(
                f"{path}, line {number}: expected the names of two SNPs, got {line[:60]!r}; mend the line"
            )
        if words[0].startswith("rs"):
            pairs.append((words[0], words[1]))
    if not pairs:
        raise RequestError(
            f"{path} holds no pair of SNPs; give the name of a SNP and of its proxy on every line"
        )
    return pairs


def by_row(pairs: list[tuple[str, str]], rows: Mapping[str, int]) -> dict[int, set[int]]:
    """Return the rows of the pool that stand for each other, of the names that `rows` knows."""
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        if one in rows and other in rows:
            found.setdefault(rows[one], set()).add(rows[other])
            found.setdefault(rows[other], set()).add(rows[one])
    return found
