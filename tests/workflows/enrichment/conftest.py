"""A small genome, and peaks of two cells and two factors on it."""

from pathlib import Path

import pytest


@pytest.fixture
def sizes(tmp_path: Path) -> Path:
    path = tmp_path / "small.sizes"
    path.write_text("chr1\t1009\nchr2\t503\nchrX\t211\nchrM\t17\n", encoding="utf-8")
    return path


@pytest.fixture
def peaks(tmp_path: Path) -> Path:
    """A folder of narrowPeak files, assay.cell.factor: 100 + 50 + 40 bases in cell A, 130 in B, 30 of them in both."""
    folder = tmp_path / "peaks"
    folder.mkdir()
    rows = {
        "ChIP.A.MAX": [("chr1", 0, 100, 7.0), ("chrX", 0, 40, 1.0)],
        "ChIP.A.CTCF": [("chr1", 200, 250, 3.0)],
        "ChIP.B.CTCF": [("chr1", 220, 350, 5.0)],
    }
    for name, found in rows.items():
        lines = [f"{c}\t{s}\t{e}\t.\t0\t.\t{signal}\t-1\t-1\t1\n" for c, s, e, signal in found]
        (folder / f"{name}.narrowPeak").write_text("".join(lines), encoding="utf-8")
    return folder
