"""Ways of naming one contig: `IV`, `chrIV`, `chr4`. Names of other files are put into the genome's words."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines

_MITOCHONDRION = {"M", "MT"}
_WHOLE = re.compile(r"[0-9]+\.0")


def _bare(name: str) -> str:
    """Return ``4`` for ``chr4``, ``Chr4`` and ``CHR4``, and for ``4.0``, as tables that pandas wrote have it."""
    bare = name[3:] if name[:3].lower() == "chr" and len(name) > 3 else name
    return bare[:-2] if _WHOLE.fullmatch(bare) else bare


def ucsc(name: str) -> str:
    """Return the name as UCSC writes it: ``chr4``, ``chrM``."""
    bare = _bare(name)
    return "chrM" if bare in _MITOCHONDRION else f"chr{bare}"


def ensembl(name: str) -> str:
    """Return the name as Ensembl writes it: ``4``, ``MT``."""
    bare = _bare(name)
    return "MT" if bare in _MITOCHONDRION else bare


# PLINK's numbers of the human sex chromosomes and the mitochondrion, as catalogues of variants write them.
_NUMBERED = {"23": "X", "24": "Y", "26": "M"}


def spoken(name: str) -> str:
    """Return ``X`` for ``23``, ``chrX`` for ``Chr23``, ``1`` for ``1.0`` and so on, any other name as it is."""
    bare = _bare(name)
    return ("chr" if name[:3].lower() == "chr" else "") + _NUMBERED.get(bare, bare)


def joined(name: str, known: Iterable[str]) -> str | None:
    """Return what `known` calls a contig, None if nothing.

    The same name is taken, else one with or without ``chr``, ``Chr`` or ``CHR``, ``1`` for ``1.0``, ``X`` for ``23``.
    """
    names = dict.fromkeys(known)
    if name in names:
        return name
    plain = {ensembl(each): each for each in reversed(names)}
    bare = ensembl(name)
    return plain.get(bare) or plain.get(ensembl(_NUMBERED.get(bare, bare)))


WAYS: Mapping[str, Callable[[str], str]] = {"ucsc": ucsc, "ensembl": ensembl}


class ContigNames:
    """Puts the names that people and files use into those of a genome.

    `rename` is None (names must be the same), ``ucsc`` or ``ensembl`` (the genome is named so, others are rewritten),
    or a file of two columns that stand for each other, in either order; several of these, separated by commas, are
    tried in turn. A name that the genome has stays.
    """

    def __init__(self, known: Iterable[str], rename: str | Path | None, source: str | Path) -> None:
        self._known, self._source = tuple(known), source
        self._rename = "" if rename is None else str(rename)
        self._ways = [self._way(each) for each in _several(self._rename)]

        self._refuse_idle()

    def _refuse_idle(self) -> None:
        """Raise `RequestError` where no way of writing names gives one that the genome has."""
        ways = _several(self._rename)
        if not ways or any(
            way not in WAYS or WAYS[way](name) == name for way in ways for name in self._known
        ):
            return
        met = [way for way, write in WAYS.items() if any(write(name) == name for name in self._known)]
        remedy = f"; use {' or '.join(met)}, or leave it out" if met else "; leave it out"
        raise RequestError(
            f"`rename_contigs` {self._rename} changes no name into one of {self._source}, which has {self._some()}"
            f"{remedy}",
            setting="rename_contigs",
        )

    def _way(self, rename: str) -> Callable[[str], str]:
        if rename in WAYS:
            return WAYS[rename]
        pairs = read_pairs(rename, self._known)
        return lambda name: pairs.get(name, name)

    def find(self, name: str) -> str | None:
        """Return what the genome calls `name`, None where it lacks it."""
        asked = (name, *(write(name) for write in self._ways))
        return next((each for each in asked if each in self._known), None)

    def genome_name(self, name: str, place: str) -> str:
        """Return what the genome calls `name`, which stands at `place`.

        Raises `RequestError` for a name that the genome lacks; it says how the same contig is called there, if so.
        """
        found = self.find(name)
        if found is not None:
            return found
        raise RequestError(
            f"{place}: contig {name!r} is not in {self._source}, which has {self._some()}{self._remedy(name)}",
            setting=("rename_contigs", "region", "contigs"),
        )

    def _some(self) -> str:
        return ", ".join(self._known[:3]) + (", ..." if len(self._known) > 3 else "")

    def _remedy(self, name: str) -> str:
        before = f"{self._rename}," if self._rename else ""
        for way, write in WAYS.items():
            if write(name) in self._known:
                return f"; `rename_contigs` {before}{way} maps {name} to {write(name)}"
        roman = next((each for each in _in_roman(name) if each in self._known), None)
        near = f"; a line of {name} and {roman}, perhaps" if roman else did_you_mean(name, self._known)
        return f"; `rename_contigs` {before}FILE maps names by a file of two columns{near}"


def _several(rename: str) -> list[str]:
    """Return the ways that are separated by commas, unless the whole is the name of a file."""
    return [rename] if Path(rename).is_file() else [each for each in rename.split(",") if each]


def _in_roman(name: str) -> list[str]:
    """Return ``chr4`` as ``IV`` and ``chrIV``; nothing for a name without a number up to 39."""
    bare = _bare(name)
    if not bare.isdecimal() or not 0 < int(bare) < 40:
        return []
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    number = "X" * (int(bare) // 10) + ones[int(bare) % 10]
    return [number, f"chr{number}"]


def read_pairs(path: str | Path, known: Iterable[str]) -> dict[str, str]:
    """Return, for each name of a file of two columns, the genome's name that stands beside it.

    Raises `RequestError` naming file and line for a line that is no pair, and for a file that names no known contig.
    """
    names, pairs = set(known), dict[str, str]()
    if not Path(path).is_file():
        raise RequestError(
            f"`rename_contigs` {str(path)!r}: expected ucsc, ensembl or a file of two columns",
            setting="rename_contigs",
        )
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split()
        if len(fields) != 2:
            raise RequestError(
                f"{path}, line {number}: expected two names of one contig, got {line[:60]!r}; "
                "give one pair a line, separated by a tab"
            )
        for one, other in (fields, fields[::-1]):
            if other in names and one not in names and pairs.setdefault(one, other) != other:
                raise RequestError(
                    f"{path}, line {number}: {one} stands for {pairs[one]} already; keep one of the two lines"
                )
    if not pairs:
        raise RequestError(f"{path} has no pair with a contig of the genome; name one on every line")
    return pairs
