import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.snps.distances import distances, read_starts


def test_the_nearest_start_on_either_side(pool, tmp_path):
    (tmp_path / "t.bed").write_text("1\t12\t13\ta\t0\t+\n1\t20\t31\tb\t0\t-\n")
    starts = read_starts(tmp_path / "t.bed")
    assert starts["1"].tolist() == [12, 30]
    found = distances(pool, starts, tmp_path / "t.bed")
    assert found[:4].tolist() == [2, 8, 1, 17]
    assert np.isnan(found[4:]).all()


def test_the_starts_of_genes(tmp_path):
    rows = [
        'chr1\tx\ttranscript\t11\t40\t.\t-\t.\tgene_id "g"; transcript_id "t";',
        'chr1\tx\texon\t11\t40\t.\t-\t.\tgene_id "g"; transcript_id "t";',
    ]
    (tmp_path / "g.gtf").write_text("\n".join(rows) + "\n")
    assert read_starts(tmp_path / "g.gtf")["chr1"].tolist() == [39]


def test_starts_elsewhere_are_refused(pool, tmp_path):
    (tmp_path / "t.bed").write_text("contig7\t12\t13\n")
    with pytest.raises(
        RequestError, match="has starts on contig7 and the pool SNPs on chr1, chr2; use files of one"
    ):
        distances(pool, read_starts(tmp_path / "t.bed"), tmp_path / "t.bed")
