"""The files that scores are written to: checked before anything is scored, written together at the end."""

import errno
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from babelix.base.errors import BabelixError, RequestError, TaskError
from babelix.base.files import atomic
from babelix.workflows.dna.scoring.alleles import is_file
from babelix.workflows.dna.scoring.parquet import ParquetWriter, library
from babelix.workflows.dna.scoring.results import About, Scored
from babelix.workflows.dna.scoring.table import TableWriter
from babelix.workflows.dna.scoring.vcf import VcfWriter


@dataclass(frozen=True)
class Outputs:
    """The files wanted: `out`, the VCF asked for with fields of INFO added; a `table`; a `parquet` file."""

    out: Path | None = None
    table: Path | None = None
    parquet: Path | None = None

    @property
    def paths(self) -> dict[str, Path]:
        """Those wanted, by setting."""
        all_of_them = {"out": self.out, "table": self.table, "parquet": self.parquet}
        return {name: path for name, path in all_of_them.items() if path is not None}

    def check(self, asked: Sequence[str]) -> None:
        """Raise `RequestError` for a file that cannot be written as is wanted, for what is `asked`."""
        paths = self.paths
        if not paths:
            raise RequestError(
                "expected `out`, `table` or `parquet`, got none; name a file",
                setting=("out", "table", "parquet"),
            )
        for name, path in paths.items():
            if path.exists() and not path.is_file():
                raise RequestError(
                    f"`{name}` {path}: expected a plain file, there already or not", setting=name
                )
            if any(
                is_file(one) and path.exists() and path.samefile(one) for one in asked if Path(one).exists()
            ):
                raise RequestError(
                    f"`{name}` {path}: the file that is read; write to another one", setting=name
                )
        whole = [path.absolute() for path in paths.values()]
        if len(set(whole)) < len(whole):
            names = tuple(paths)
            raise RequestError(
                f"{' and '.join(f'`{name}`' for name in names)} name one file; give each its own",
                setting=names,
            )
        if self.parquet is not None:
            library()
        if self.out is None:
            return
        if not self.out.name.endswith((".vcf", ".vcf.gz")):
            raise RequestError(
                f"`out` {self.out}: expected a name that ends in .vcf or .vcf.gz; else write a `table` or `parquet`",
                setting=("out", "table", "parquet"),
            )
        if len(asked) != 1 or not is_file(asked[0]):
            raise RequestError(
                f"`out` {self.out} is the VCF asked for with fields added: expected one VCF file, got "
                f"{', '.join(asked[:3])}{', ...' if len(asked) > 3 else ''}; write a `table` of these",
                setting=("out", "table"),
            )


class _Writer(Protocol):
    def add(self, row: Scored) -> None:
        """Take an allele."""

    def close(self) -> None:
        """Finish the file."""


class _Guarded:
    """A writer that says which file could not be written."""

    def __init__(self, path: Path, make: Callable[[], _Writer]) -> None:
        self._path = path
        with self._told():
            self._writer = make()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            full = error.errno == errno.ENOSPC or error.errno is None  # htslib does not say why
            raise TaskError(
                f"cannot write {self._path}: {error.strerror or error}{'; free some space' if full else ''}"
            ) from error

    def add(self, row: Scored) -> None:
        with self._told():
            self._writer.add(row)

    def close(self) -> None:
        with self._told():
            self._writer.close()


def write_outputs(
    outputs: Outputs,
    asked: Sequence[str],
    about: About,
    header: Sequence[str],
    rows: Iterable[Scored],
) -> Iterator[Scored]:
    """Write `rows` to all files and pass them on; at the end all files come into their places, whole, or none does.

    `header` declares the model's own fields of INFO. Raises `TaskError` on a full disk.
    """
    with ExitStack() as stack:
        writers = []
        for name, path in outputs.paths.items():
            part = stack.enter_context(atomic(path))
            writers.append(_Guarded(path, partial(_writer, name, path, part, asked, about, header)))
            stack.enter_context(_abandoned(writers[-1]))
        for row in rows:
            for writer in writers:
                writer.add(row)
            yield row
        for writer in writers:
            writer.close()


@contextmanager
def _abandoned(writer: _Guarded) -> Iterator[None]:
    """Close a file that something else kept from becoming whole."""
    try:
        yield
    except BaseException:
        with suppress(BabelixError):
            writer.close()
        raise


def _writer(
    name: str, path: Path, part: Path, asked: Sequence[str], about: About, header: Sequence[str]
) -> _Writer:
    """Return what writes the file for the setting `name`, to stand at `path`, into `part`."""
    if name == "parquet":
        return ParquetWriter(part, about)
    if name == "table":
        return TableWriter(part, about)
    return VcfWriter(Path(asked[0]), part, about, header, packed=path.name.endswith(".gz"))
