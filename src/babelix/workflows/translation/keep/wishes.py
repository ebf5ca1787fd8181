"""What a caller wants of a translation beyond the likeliest: what it keeps, which terms it says, how it begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked_fields
from babelix.base.errors import RequestError
from babelix.text.keep import BY_DEFAULT, check_kinds
from babelix.text.keep.glossary import Glossary, read_glossary


@checked_fields
@dataclass(frozen=True)
class Wishes:
    """`keep` names kinds of what is copied, `glossary` gives terms their translations, `prefix` is how lines begin."""

    keep: frozenset[str] = frozenset(BY_DEFAULT)
    glossary: Glossary | None = None
    prefix: str = ""

    @classmethod
    def of(
        cls,
        keep: Sequence[str] = BY_DEFAULT,
        glossary: Mapping[str, str] | None = None,
        prefix: str = "",
    ) -> "Wishes":
        """Return the wishes. Raises `RequestError` for an unknown kind, an empty term, a prefix of several lines."""
        if "\n" in prefix:
            raise RequestError("`prefix` is the beginning of a line, and has none within", setting="prefix")
        return cls(check_kinds(keep), Glossary(glossary) if glossary else None, prefix.strip())

    @classmethod
    def read(cls, keep: str | None, glossary: Path | None, prefix: str) -> "Wishes":
        """Return the wishes: kinds with commas between, None for the usual ones, and the terms of a file.

        Raises as `of`, and for a file that is amiss.
        """
        kinds = BY_DEFAULT if keep is None else [kind.strip() for kind in keep.split(",")]
        return cls.of(kinds, None if glossary is None else read_glossary(glossary), prefix)

    def with_those_given(
        self, keep: Sequence[str] | None, glossary: Mapping[str, str] | None, prefix: str | None
    ) -> "Wishes":
        """Return these wishes with each in its place that is not None. Raises as `of`."""
        if keep is None and glossary is None and prefix is None:
            return self
        new = Wishes.of(() if keep is None else keep, glossary, prefix or "")
        return Wishes(
            self.keep if keep is None else new.keep,
            self.glossary if glossary is None else new.glossary,
            self.prefix if prefix is None else new.prefix,
        )


NOTHING = Wishes(keep=frozenset())
"""Nothing but what the model makes of a sentence by itself."""
