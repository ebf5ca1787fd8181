"""What enrichment is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import at_least
from babelix.base.errors import RequestError
from babelix.base.files import refuse_pipe
from babelix.enrichment.enrich.loci import Loci, parse_loci

_MOST = 1_000_000


@dataclass(frozen=True)
class Files:
    """What is read: the catalogue `snps`, annotations (``NAME=PATH``, or a path whose files are one each), the `pool`.

    `tss` has starts of transcription, `groups` a trait and its group on every line, `controls` (``NAME=FILE``) more
    SNPs to stand beside the cases.
    """

    snps: Path
    annotation: Sequence[str]
    pool: Path | None = None
    tss: Path | None = None
    groups: Path | None = None
    controls: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Check what is promised."""
        for setting, path in (("snps", self.snps), ("pool", self.pool), ("tss", self.tss)):
            refuse_pipe(path, setting)
        if not self.annotation:
            raise RequestError("`annotation`: expected one file or folder at least", setting="annotation")
        for setting, given in (("tss", self.tss), ("groups", self.groups)):
            if self.pool is None and given is not None:
                raise RequestError(
                    f"`{setting}` needs `pool`, the SNPs that controls are drawn from; give both",
                    setting=(setting, "pool"),
                )


@dataclass(frozen=True)
class Matching:
    """How controls are alike: in `match` (``maf,tss,ld``, ``none``; None: in all that is known), in `bins` parts each.

    SNPs within `exclude_within` bases of a catalogue's SNP that is no case are left out, and the `mhc`.
    """

    match: str | None = None
    bins: str = "10"
    exclude_within: int | None = None
    mhc: bool = False

    def __post_init__(self) -> None:
        """Check what is promised."""
        if self.exclude_within is not None:
            at_least(0, exclude_within=self.exclude_within)

    @property
    def names(self) -> list[str] | None:
        """The covariates asked for; None where all that are known are."""
        if self.match is None:
            return None
        names = [each.strip() for each in self.match.split(",")]
        return [] if names == ["none"] else list(dict.fromkeys(names))

    def bins_of(self, count: int) -> list[int]:
        """Return the bins of each of `count` covariates."""
        words = self.bins.split(",")
        if not all(word.strip().isdecimal() and 1 <= int(word) <= 1000 for word in words) or len(
            words
        ) not in (1, count):
            raise RequestError(
                f"`bins` {self.bins!r}: expected one whole number from 1 to 1000, or one for each of the {count} that "
                "are matched on, with commas between",
                setting="bins",
            )
        return [int(word) for word in words] * (count if len(words) == 1 else 1)


@dataclass(frozen=True)
class Drawing:
    """How it is tested: `loci` (``500kb``, ``none``, a file of proxies), `draws` of controls, `shifts` of elements."""

    loci: str = "500kb"
    draws: int = 1000
    shifts: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        """Check what is promised."""
        at_least(0, draws=self.draws, shifts=self.shifts)
        for setting, many in (("draws", self.draws), ("shifts", self.shifts)):
            if many > _MOST:
                raise RequestError(f"`{setting}` {many}: expected at most {_MOST:,}", setting=setting)

    @property
    def collapsed(self) -> Loci:
        """How cases are collapsed."""
        return parse_loci(self.loci)
