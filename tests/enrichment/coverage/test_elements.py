import gzip
from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.elements import read_elements

SIZES = {"chr1": 100, "chr2": 50, "chrX": 30}


def read(tmp_path, text, name="a.bed"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_elements(path, SIZES, Path("hg19.sizes"))


def test_names_are_joined_and_strangers_counted(tmp_path):
    found = read(tmp_path, "1\t0\t5\nchr2\t3\t9\n23\t0\t30\nchrUn_7\t0\t900\nchrUn_7\t5\t7\n")
    assert found.chrom.tolist() == [0, 1, 2]
    assert (found.start.tolist(), found.end.tolist()) == ([0, 3, 0], [5, 9, 30])
    assert dict(found.renamed) == {"1": "chr1", "23": "chrX"}
    assert dict(found.strangers) == {"chrUn_7": 2}


def test_signals_of_peaks_and_names_of_others(tmp_path):
    peaks = read(
        tmp_path, "chr1\t0\t50\t.\t0\t.\t5.5\t-1\t2\t4\nchrUn\t0\t5\t.\t0\t.\t7\t-1\t2\t4\n", "a.narrowPeak"
    )
    assert (peaks.signal.tolist(), peaks.label) == ([5.5], None)
    states = read(tmp_path, "chr1\t0\t5\tE1\nchr1\t5\t9\tE2\n")
    assert (states.signal, states.labels, states.label.tolist()) == (None, ("E1", "E2"), [0, 1])
    assert len(read(tmp_path, "# nothing\n")) == 0


def test_gtf_and_vcf_are_elements_too(tmp_path):
    found = read(tmp_path, '1\tx\texon\t4\t9\t.\t-\t.\tgene_id "g";\n', "a.gtf")
    assert (found.start.tolist(), found.end.tolist(), found.labels) == ([3], [9], ("exon",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "chr1\t0\t5\n2\t40\t51\n",
            r"a\.bed, line 2: 2:40-51 ends beyond chr2, which has 50 bases in hg19\.sizes; use files",
        ),
        (
            "IV\t0\t5\n",
            r"a\.bed is on chromosomes IV and hg19\.sizes has chr1, chr2, chrX; use files of one assembly",
        ),
        (
            "Chrom -100 100\n",
            r"a\.bed, line 1: a position is below 0, in 'Chrom -100 100'; BED positions are counted from",
        ),
        ("chrom\tstart\tend\n", r"a\.bed, line 1: start and end must be whole numbers"),
        (
            gzip.compress(b"chr1\t0\t5\n" * 999, mtime=0)[:-9],
            r"a\.bed, after line \d+: truncated or damaged gzip file",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path, text, said):
    with pytest.raises(RequestError, match=said):
        read(tmp_path, text)


def test_latin_1_in_a_name_is_no_fault(tmp_path):
    assert read(tmp_path, "chr1\t0\t5\tSjögren\n".encode("latin-1")).start.tolist() == [0]
