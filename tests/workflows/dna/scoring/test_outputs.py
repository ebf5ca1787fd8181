from pathlib import Path

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.workflows.dna.scoring.outputs import Outputs, write_outputs
from babelix.workflows.dna.scoring.results import About, Scored

ABOUT = About("counter", Path("g.fa"), None, 28, 20, ("G+",))


def test_what_cannot_be_written_is_told_before_anything_is_scored(tmp_path, vcf):
    asked = vcf(("chr1", 14, "A", "G"))
    path = Path(asked[0])
    for outputs, said in (
        (Outputs(out=tmp_path / "x.bcf"), r"`out` .*x.bcf: expected a name that ends in .vcf or .vcf.gz"),
        (Outputs(out=path), r"`out` .*x.vcf: the file that is read; write to another one"),
        (Outputs(table=tmp_path), "`table` .*: expected a plain file"),
        (Outputs(table=tmp_path / "a", parquet=tmp_path / "a"), "`table` and `parquet` name one file"),
    ):
        with pytest.raises(RequestError, match=said):
            outputs.check(asked)
    for several in (["chr1:14:A:G"], asked * 2, [*asked, "chr1:14:A:G"]):
        with pytest.raises(
            RequestError, match="is the VCF asked for with fields added: expected one VCF file"
        ):
            Outputs(out=tmp_path / "y.vcf").check(several)
    Outputs(out=tmp_path / "y.vcf.gz", table=tmp_path / "y.tsv").check(asked)


def test_files_come_into_their_places_together(tmp_path, vcf):
    asked = vcf(("chr1", 14, "A", "G,T"))
    outputs = Outputs(out=tmp_path / "y.vcf.gz", table=tmp_path / "y.tsv")
    rows = [Scored("x", "scored", {"G+": {"sad": 1.0}}), Scored("x", "scored", {"G+": {"sad": 2.0}})]
    writing = write_outputs(outputs, asked, ABOUT, (), rows)
    assert next(writing) == rows[0]
    assert not (tmp_path / "y.tsv").exists()
    assert list(writing) == rows[1:]
    assert (tmp_path / "y.tsv").read_text().count("\n") == 3
    assert (tmp_path / "y.vcf.gz").read_bytes().startswith(b"\x1f\x8b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.vcf", "y.tsv", "y.vcf.gz"]


@pytest.mark.parametrize("name", ["y.vcf", "y.vcf.gz"])
def test_a_full_disk_leaves_nothing(tmp_path, vcf, monkeypatch, name):
    asked = vcf(*(("chr1", 14, "A", "G") for _ in range(7_000)))
    rows = (Scored("x", "scored", {"G+": {"sad": float(number)}}) for number in range(7_000))
    outputs = Outputs(out=tmp_path / name, table=tmp_path / "y.tsv")
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(TaskError, match=f"cannot write .*(y.tsv|{name}): "):
            list(write_outputs(outputs, asked, ABOUT, (), rows))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in tmp_path.iterdir()] == ["x.vcf"]
