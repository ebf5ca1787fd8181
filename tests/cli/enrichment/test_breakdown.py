import json

import pytest

from babelix.cli.main import run

CONTIG = "T" * 50 + "ATGAAACCCAAACCCAAACCC" + "GT" + "A" * 60 + "AG" + "GGGGTTTAA" + "T" * 50
HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tann\n"


@pytest.fixture
def asked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = (
        "1 54 . A G . . AF=0.3;EUR_AF=0.2 GT 0|1",
        "1 90 . A C . . AF=0.1 GT 0|0",
        "8 3 . A C . . AF=0.1 GT 0|1",
    )
    (tmp_path / "x.vcf").write_text(HEAD + "".join("\t".join(row.split()) + "\n" for row in rows))
    blocks = ["chr1", "40", "160", "T1", "0", "+", "50", "144", "0", "2", "31,25,", "0,95,"]
    (tmp_path / "genes.bed").write_text("\t".join(blocks) + "\n")
    (tmp_path / "e.bed").write_text("chr1\t50\t60\n")
    (tmp_path / "g.fa").write_text(f">1\n{CONTIG}\n")
    (tmp_path / "m.meme").write_text(
        "MEME version 4\nMOTIF AAA\nletter-probability matrix: w= 3\n" + "1 0 0 0\n" * 3
    )
    return ["breakdown", "--vcf", "x.vcf", "--annotation", "E=e.bed", "--genes", "genes.bed", "--quiet"]


def test_counts_what_is_missing_and_the_files(asked, tmp_path, capsys):
    assert run([*asked, "--out", "t.tsv", "--plot", "f.png"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "2 variants; common: EUR_AF of 0.01 or more"
    assert said[3].split()[:3] == ["coding", "1", "50.0%"]
    assert "no FASTA: what variants do to proteins and motifs is left out" in said
    assert "1 frequencies are 0: the row has AF and lacks the field" in said
    assert "left out: contig 8, no gene in genes.bed" in said
    assert "names joined: 1 = chr1" in said
    assert len((tmp_path / "t.tsv").read_text().splitlines()) == 3
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")


def test_effects_and_motifs_as_json(asked, capsys):
    effects = ["--fasta", "g.fa", "--motifs", "m.meme", "--motif", "E=AAA", "--motif-p", "0.02"]
    assert run([*asked, *effects, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["cells"][0] == {
        "frequency": "common",
        "place": "coding",
        "element": True,
        "effect": "missense",
        "variants": 1,
    }
    assert found["reference"] == {"REF agrees": 2}
    assert (found["motifs"][0]["factor"], found["motifs"][0]["fates"]["lost"]) == ("E", 1)
    assert found["left_out_chromosomes"] == {"8": "no gene in genes.bed"}
    assert run([*asked, *effects]) == 0
    said = capsys.readouterr().out
    assert "E: motif AAA, a site from" in said
    assert "of 1 variant in its peaks 1 lost" in said
    assert "beside the FASTA: 2 REF agrees" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--motif", "E=AAA"], "--motif needs --fasta"),
        (["--frequency", "EUR_FA"], "--frequency 'EUR_FA': no row of x.vcf has this field of INFO"),
        (["--common", "7"], "--common 7.0: expected a frequency between 0 and 1"),
        (["--sample", "an"], "--sample 'an': x.vcf has ann"),
        (["--exons", "e.bed"], "expected --genes, or --exons and --introns together"),
        (["--fasta", "g.fa", "--motif-p", "0"], "--motif-p 0.0"),
        (["--panel", "nowhere.vcf"], "no such file: nowhere.vcf"),
        (["--plot", "f.gif"], "expected a figure's file to end in .png or .svg"),
    ],
)
def test_bad_requests_are_one_sentence(asked, capsys, more, said):
    assert run([*asked, *more]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
