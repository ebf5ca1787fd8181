"""The share of a job that one of several processes has: alleles side by side, so that shares put in a row are all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.ranks import rank_in

_SHARD = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


@dataclass(frozen=True)
class Share:
    """Number `number` of `of` shares, counted from 1."""

    number: int = 1
    of: int = 1

    def bounds(self, total: int) -> tuple[int, int]:
        """Return the first of `total` alleles of this share, and the one behind its last."""
        return total * (self.number - 1) // self.of, total * self.number // self.of

    def journals(self, path: Path) -> list[Path]:
        """Return where the scores of each share are kept while the file `path` is not written."""
        if self.of == 1:
            return [path.with_name(f"{path.name}.scores")]
        return [path.with_name(f"{path.name}.scores.{number}-of-{self.of}") for number in self._all()]

    def journal(self, path: Path) -> Path:
        """Return the one of this share."""
        return self.journals(path)[self.number - 1]

    def _all(self) -> range:
        return range(1, self.of + 1)


@checked
def asked_share(shard: str | None, environ: Mapping[str, str]) -> Share:
    """Return the share that `shard`, such as ``2/4``, names; else that of RANK and WORLD_SIZE, as torchrun sets them.

    Raises `RequestError` for what names none.
    """
    if shard is None:
        rank = rank_in(environ, ", or name the share by `shard`", "shard")
        return Share(rank.number + 1, rank.of)
    found = _SHARD.fullmatch(shard.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise RequestError(
            f"`shard` {shard!r}: expected a number and how many there are, 1/4 to 4/4", setting="shard"
        )
    return Share(int(found[1]), int(found[2]))
