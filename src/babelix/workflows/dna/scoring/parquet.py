"""Scores as a Parquet file, with the columns of the table: through pyarrow, the extra `parquet`."""

from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.workflows.dna.scoring.results import About, Scored
from babelix.workflows.dna.scoring.table import columns, values

# Lines that are written together, whatever is predicted together: the same bytes.
_GROUP = 16_384


class ParquetWriter:
    """Writes a line an allele and track. Raises `RequestError` where pyarrow is not installed."""

    def __init__(self, path: Path, about: About) -> None:
        self._arrow, parquet = library()
        kinds = {str: self._arrow.string(), float: self._arrow.float64()}
        fields = [(name, kinds[kind]) for name, kind in columns(about).items()]
        told = {"model": about.model, "genome": str(about.genome), "assembly": about.assembly or ""}
        if about.tracks:  # delta scores alone are read in no window
            told |= {"window": str(about.window), "effect_window": str(about.effect_window)}
        self._schema = self._arrow.schema(fields, metadata=told)
        self._file = parquet.ParquetWriter(str(path), self._schema, compression="zstd")
        self._about, self._kinds = about, tuple(columns(about).values())
        self._lines: list[list[Any]] = []

    def add(self, row: Scored) -> None:
        """Take an allele."""
        for line in values(row, self._about):
            self._lines.append(
                [None if one is None else kind(one) for one, kind in zip(line, self._kinds, strict=True)]
            )
        while len(self._lines) >= _GROUP:
            self._write(self._lines[:_GROUP])
            del self._lines[:_GROUP]

    def close(self) -> None:
        """Finish the file."""
        if self._lines:
            self._write(self._lines)
        self._file.close()

    def _write(self, lines: list[list[Any]]) -> None:
        by_column = [list(column) for column in zip(*lines, strict=True)]
        arrays = [
            self._arrow.array(column, kind.type) for column, kind in zip(by_column, self._schema, strict=True)
        ]
        self._file.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))


def library() -> tuple[Any, Any]:
    """Return pyarrow and its room of Parquet. Raises `RequestError` where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise RequestError(
            "writing Parquet needs pyarrow, which is not installed; run pip install 'babelix[parquet]'",
            setting="parquet",
        ) from None
    return pyarrow, pyarrow.parquet
