"""Regions and places as people write them, samtools' way, and as the code holds them: counted once, here.

A person writes ``chr22:32,100,001-32,120,000``: counted from 1, both ends inside. Everything inside counts from 0 and
leaves the end out. `parse_region` and `Region.__str__` are the only way over.
"""

import re
from dataclasses import dataclass

from babelix.base.errors import RequestError

_NUMBER = r"[0-9]+(?:,[0-9]{3})*"
_REGION = re.compile(rf"(?P<chrom>\S+):(?P<first>{_NUMBER})-(?P<last>{_NUMBER})")
_PLACE = re.compile(rf"(?P<chrom>\S+):(?P<first>{_NUMBER})")


@dataclass(frozen=True, order=True)
class Region:
    """The bases ``[start, end)`` of a contig, counted from 0. Raises `RequestError` for an end before its start."""

    chrom: str
    start: int
    end: int

    def __post_init__(self) -> None:
        """Check what is promised."""
        if not 0 <= self.start <= self.end:
            raise RequestError(
                f"region of {self.chrom}: expected 0 <= start <= end, got {self.start} and {self.end}"
            )

    def __len__(self) -> int:
        return self.end - self.start

    def __str__(self) -> str:
        """Return it as samtools writes it: counted from 1, the last base inside."""
        return f"{self.chrom}:{self.start + 1:,}-{self.end:,}"


def parse_region(text: str) -> Region:
    """Return the region that ``chr22:32,100,001-32,120,000`` names; commas may be left out.

    Raises `RequestError` for another form, a first base of 0 and a last base before the first.
    """
    found = _REGION.fullmatch(text.strip())
    if found is None:
        raise RequestError(
            f"`region` {text!r}: expected contig:first-last counted from 1, such as chr22:32,100,001-32,120,000",
            setting="region",
        )
    first, last = _number(found["first"]), _number(found["last"])
    if first < 1 or last < first:
        raise RequestError(
            f"`region` {text!r}: the first base is 1 and the last comes no earlier than the first; "
            f"got {first:,} and {last:,}",
            setting="region",
        )
    return Region(found["chrom"], first - 1, last)


def parse_place(text: str, setting: str = "offset") -> tuple[str, int]:
    """Return contig and position, counted from 0, of ``chr22:32000001``, counted from 1. Raises `RequestError`."""
    found = _PLACE.fullmatch(text.strip())
    if found is None or _number(found["first"]) < 1:
        raise RequestError(
            f"`{setting}` {text!r}: expected contig:base counted from 1, such as chr22:32000001",
            setting=setting,
        )
    return found["chrom"], _number(found["first"]) - 1


def named_slice(name: str) -> Region | None:
    """Return the place that a record's name such as ``chr2:100-200`` says it was cut from, None for any other name."""
    found = _REGION.fullmatch(name)
    if found is None or not 1 <= _number(found["first"]) <= _number(found["last"]):
        return None
    return Region(found["chrom"], _number(found["first"]) - 1, _number(found["last"]))


def _number(text: str) -> int:
    return int(text.replace(",", ""))
