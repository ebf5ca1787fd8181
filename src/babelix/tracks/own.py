"""What a model may say of a variant beside the scores of its tracks: the second, smaller contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from babelix.genome.variant import Variant
from babelix.tracks.batches import Ask


@dataclass(frozen=True)
class Own:
    """What is said of one allele: `values` by the names of columns, `info` by fields of a VCF; some may lack."""

    values: Mapping[str, float | str] = field(default_factory=dict)
    info: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class OwnScores(Protocol):
    """Scores of one kind of model.

    `columns` are the names of the values, in order, `numbers` those of them that are no text; `header` the lines that
    declare the fields of INFO (``##INFO=...``, without line ends), one value an alternative allele, or those that there
    are where ``Number=.``; `tracks` the indices of those that its windows are predicted for. `settings` are what else
    its values depend on, in words and checksums: where one is another, a file begun before is not gone on with.
    """

    columns: tuple[str, ...]
    numbers: tuple[str, ...]
    header: tuple[str, ...]
    tracks: tuple[int, ...]
    settings: Mapping[str, str]

    def ask(self, given: Variant, variant: Variant) -> Ask[Own]:
        """Return what is to be predicted for an allele, and what it says.

        The allele is `given` as the file has it, but for the contig's name, and `variant` left-normalised. Scores that
        are computed otherwise ask for no window.
        """
