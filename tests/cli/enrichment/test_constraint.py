import json

import pytest

from babelix.cli.main import run


@pytest.fixture
def asked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    (tmp_path / "x.vcf").write_text(
        head + "1\t12\t.\tA\tG\t.\t.\tAF=0.5;AA=A\n1\t90\t.\tA\tG\t.\t.\tAF=0.2\n"
    )
    (tmp_path / "gerp.bed").write_text("chr1\t10\t30\nchr1\t60\t65\n")
    (tmp_path / "exons.bed").write_text("1\t20\t25\n")
    (tmp_path / "dhs.bed").write_text("chr1\t5\t28\nchr1\t62\t70\n")
    return ["constraint", "--annotation", "DHS=dhs.bed", "--exons", "exons.bed", "--block", "20", "--quiet"]


def test_both_tables_and_the_figure(asked, tmp_path, capsys):
    assert run([*asked, "--constrained", "gerp.bed", "--vcf", "x.vcf", "--plot", "c.png"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0] == "70 bases of 1, exons left out:"
    assert lines[2].split()[:4] == ["DHS", "26", "61.5", "%"]
    assert "among people, 2 SNVs in 79 bases of 1:" in lines
    assert "no sizes: a chromosome is taken to end where the last interval of any file does" in said.err
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")


def test_as_json(asked, capsys):
    assert run([*asked, "--constrained", "gerp.bed", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["annotations"][0]["constrained"] == 16
    assert found["diversity"] == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "expected --constrained, elements kept between species, or --vcf"),
        (["--constrained", "nowhere.bed"], "no such file: nowhere.bed"),
        (["--vcf", "x.vcf", "--frequency", "EUR_AF"], "--frequency 'EUR_AF': no row of x.vcf has this field"),
        (["--vcf", "x.vcf", "--rare", "0.5"], "--rare 0.5: expected a frequency between 0 and 0.5"),
        (["--constrained", "gerp.bed", "--resamples", "0"], "--resamples 0: expected at least 1"),
    ],
)
def test_bad_requests_are_one_sentence(asked, capsys, more, said):
    assert run([*asked, *more]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
