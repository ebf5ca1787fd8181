"""The alleles of a VCF with how frequent each is, and who carries it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, did_you_mean
from babelix.genome.formats.vcf import Allele, read_lines, row_alleles

_INFO, _FORMAT, _SAMPLES = 7, 8, 9


@dataclass(frozen=True, eq=False)
class Called:
    """`n` alleles: those that are bases and the symbolic ones (``<DEL>``), which have a place but no bases.

    `chrom` and `position` (from 1) as the file has them; `frequency` (n) between 0 and 1, NaN where the row states
    none; `genotype` one person's, ``0|1`` and the like with 1 for this allele, empty when nobody was asked for.
    `ancestor` is AA of INFO as it stands, empty where there is none or no frequency was asked for.
    `assumed` (n) are the frequencies that are 0 since the row has AF and lacks the field; `left_out` counts what is no
    allele by its fate, and ``not carried`` or ``without a genotype`` of the person.
    """

    alleles: tuple[Allele, ...]
    chrom: tuple[str, ...]
    position: NDArray[np.int64]
    frequency: NDArray[np.float64]
    genotype: tuple[str, ...]
    assumed: NDArray[np.bool_]
    ancestor: tuple[str, ...]
    left_out: Counter[str]

    def __len__(self) -> int:
        return len(self.alleles)


@dataclass
class _Rows:
    alleles: list[Allele] = field(default_factory=list)
    chrom: list[str] = field(default_factory=list)
    position: list[int] = field(default_factory=list)
    frequency: list[float] = field(default_factory=list)
    genotype: list[str] = field(default_factory=list)
    assumed: list[bool] = field(default_factory=list)
    ancestor: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read_called(path: str | Path, frequency: str | None = None, sample: str | None = None) -> Called:
    """Return the alleles of a VCF in file order, several of one row one after the other.

    `frequency` names a field of INFO, one value an allele; where a row lacks it and has AF, it is 0: so the 1000
    Genomes write it. AF itself is AC / AN where only these are there. With `sample`, only what that person
    carries. Raises `RequestError` for a field that no row has, for an unknown person, for a frequency that is none,
    and whatever `read_lines` refuses.
    """
    rows, column, fields = _Rows(), None, set[str]()
    for row, line in read_lines(path):
        if not row:
            if line.startswith(b"#CHROM") and sample is not None:
                column = _column(path, line, sample)
            continue
        texts = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        info = _info(texts[_INFO]) if frequency is not None and len(texts) > _INFO else {}
        fields.update(info)
        carried = "" if column is None else _genotype(texts, column)
        for index, allele in enumerate(row_alleles(row, line)):
            _take(rows, allele, texts, carried, index)
            if rows.alleles and rows.alleles[-1] is allele and frequency is not None:
                value, assumed = _frequency(info, frequency, index, f"{path}, row {row}")
                rows.frequency.append(value)
                rows.assumed.append(assumed)
                rows.ancestor.append(info.get("AA", ""))
    if (
        frequency is not None
        and frequency not in fields
        and not (frequency == "AF" and {"AC", "AN"} <= fields)
    ):
        raise RequestError(
            f"`frequency` {frequency!r}: no row of {path} has this field of INFO{did_you_mean(frequency, fields)}",
            setting="frequency",
        )
    known = rows.frequency or [np.nan] * len(rows.alleles)
    return Called(
        tuple(rows.alleles),
        tuple(rows.chrom),
        np.array(rows.position, np.int64),
        np.array(known, np.float64),
        tuple(rows.genotype),
        np.array(rows.assumed or [False] * len(rows.alleles), bool),
        tuple(rows.ancestor or [""] * len(rows.alleles)),
        rows.left_out,
    )


def read_positions(path: str | Path) -> Iterator[tuple[str, int]]:
    """Yield the contig and position (from 1) of every row of a VCF."""
    for row, line in read_lines(path):
        if row:
            chrom, position = line.split(b"\t", 2)[:2]
            yield chrom.decode("utf-8", "replace"), int(position) if position.isdigit() else 0


def _take(rows: _Rows, allele: Allele, texts: list[str], carried: str, index: int) -> None:
    """Keep an allele that has a place and, where a person was asked for, is carried; else count it."""
    if allele.variant is None and allele.fate != "symbolic":
        rows.left_out[allele.fate] += 1
        return
    if carried:
        own = _only(carried, str(index + 1))
        if "1" not in own:
            unknown = not own.strip("./|")
            rows.left_out["without a genotype" if unknown else "not carried"] += 1
            return
        rows.genotype.append(own)
    rows.alleles.append(allele)
    rows.chrom.append(texts[0])
    rows.position.append(int(texts[1]))


def _only(genotype: str, number: str) -> str:
    """Return a genotype with 1 for the allele of that number, 0 for every other, as ``0|1`` or ``0/1``."""
    between = "|" if "|" in genotype else "/"
    copies = genotype.replace("|", "/").split("/")
    return between.join("1" if each == number else "." if each == "." else "0" for each in copies)


def _column(path: str | Path, header: bytes, sample: str) -> int:
    names = header.decode("utf-8", "replace").rstrip("\r\n").split("\t")[_SAMPLES:]
    if sample not in names:
        have = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "") if names else "nobody's genotypes"
        raise RequestError(
            f"`sample` {sample!r}: {path} has {have}{did_you_mean(sample, names)}", setting="sample"
        )
    return _SAMPLES + names.index(sample)


def _genotype(texts: list[str], column: int) -> str:
    """Return the person's GT, ``.`` where the row has none."""
    keys = texts[_FORMAT].split(":") if len(texts) > column else []
    values = texts[column].split(":") if keys else []
    place = keys.index("GT") if "GT" in keys else len(values)
    return values[place] if place < len(values) and values[place] else "."


def _info(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (each.partition("=") for each in text.split(";"))}


def _frequency(info: dict[str, str], name: str, index: int, where: str) -> tuple[float, bool]:
    """Return the frequency of the allele `index` of a row, and whether it is 0 for want of the field."""
    found = _number(info.get(name), index, name, where)
    if found is not None:
        exact = _counted(info, index) if name == "AF" else float("nan")
        digits = len((_value(info[name], index) or "").partition(".")[2])
        # The 1000 Genomes round AF to two digits: 20 of 2,184 is 0.01 there.
        return exact if round(exact, digits) == found else found, False
    if name != "AF" and name in info:
        return float("nan"), False
    if name != "AF":
        other = _number(info.get("AF"), index, "AF", where)
        return (float("nan"), False) if other is None else (0.0, True)
    return _counted(info, index), False


def _counted(info: dict[str, str], index: int) -> float:
    """Return AC / AN of an allele; NaN where either is missing."""
    count, total = _value(info.get("AC"), index), _value(info.get("AN"), 0)
    if count is None or total is None or not (count.isdecimal() and total.isdecimal()) or not int(total):
        return float("nan")
    return int(count) / int(total)


def _value(text: str | None, index: int) -> str | None:
    values = (text or "").split(",")
    value = values[index] if index < len(values) else ""
    return None if value in ("", ".") else value


def _number(text: str | None, index: int, name: str, where: str) -> float | None:
    value = _value(text, index)
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise RequestError(
            f"{where}: expected {name} from 0 to 1, got {value!r}; give the field of a frequency"
        )
    return number


def by_place(pairs: Iterable[tuple[str, int]]) -> dict[str, NDArray[np.int64]]:
    """Return the sorted positions of each chromosome, each once."""
    found: dict[str, list[int]] = {}
    for chrom, position in pairs:
        found.setdefault(chrom, []).append(position)
    return {chrom: np.unique(np.array(positions, np.int64)) for chrom, positions in found.items()}
