"""Chromosome sizes: two columns, name and length in bases."""

from collections.abc import Mapping
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines


def read_sizes(path: str | Path) -> dict[str, int]:
    """Return the length in bases of every chromosome, in the file's order.

    Raises `RequestError` naming file and line for a line without a name and a positive whole number, a chromosome
    named twice, or an empty file.
    """
    sizes: dict[str, int] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split()
        if len(fields) < 2 or not fields[1].isdecimal() or int(fields[1]) == 0:
            raise RequestError(
                f"{path}, line {number}: expected a chromosome and its length in bases, got {line[:60]!r}; "
                "give one 'chr1<TAB>249250621' a line"
            )
        if fields[0] in sizes:
            raise RequestError(
                f"{path}, line {number}: {fields[0]} is given twice; keep one of the two lines"
            )
        sizes[fields[0]] = int(fields[1])
    if not sizes:
        raise RequestError(f"{path} names no chromosome; give one 'chr1<TAB>249250621' a line")
    return sizes


def unknown_chromosome(chrom: str, place: str, sizes: dict[str, int], sizes_path: str | Path) -> RequestError:
    """Return the error for a chromosome at `place` that the sizes file does not name; it shows both."""
    known = ", ".join(list(sizes)[:3]) + (", ..." if len(sizes) > 3 else "")
    # chr21 is no misspelling of chr22: only another way of writing the same name is worth proposing.
    same = next((name for name in sizes if _bare(name) == _bare(chrom)), None)
    here = f" and calls it {same!r}" if same else ""
    return RequestError(
        f"{place}: chromosome {chrom!r} is not in {sizes_path}, which has {known}{here}; "
        "use files of one assembly with one way of naming chromosomes"
    )


def refuse_other_lengths(
    path: str | Path, lengths: Mapping[str, int], sizes: Mapping[str, int], sizes_path: str | Path
) -> None:
    """Raise `RequestError` when a file's header gives a chromosome another length than the sizes file does.

    `lengths` is what the header says; chromosomes that only one of the two names are passed over.
    """
    shared = [chrom for chrom in lengths if chrom in sizes]
    other = [chrom for chrom in shared if lengths[chrom] != sizes[chrom]]
    if other:
        chrom = other[0]
        raise RequestError(
            f"{path}: {chrom} has {lengths[chrom]} bases there and {sizes[chrom]} in {sizes_path} "
            f"({len(other)} of {len(shared)} that both name differ); use files of one assembly"
        )


def _bare(chrom: str) -> str:
    name = chrom.lower().removeprefix("chr")
    return "m" if name == "mt" else name
