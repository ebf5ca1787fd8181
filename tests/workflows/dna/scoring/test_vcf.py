from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna.scoring.results import About, AtStart, Scored
from babelix.workflows.dna.scoring.vcf import VcfWriter, header, refuse_many

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def about(*tracks):
    return About('a "model"', Path("g.fa"), None, 28, 20, tracks)


def written(tmp_path, text, by, rows, own=()):
    (tmp_path / "in.vcf").write_text(text)
    writer = VcfWriter(tmp_path / "in.vcf", tmp_path / "out.vcf", by, own, packed=False)
    for row in rows:
        writer.add(row)
    writer.close()
    return (tmp_path / "out.vcf").read_text().splitlines()


def test_values_an_allele_and_in_each_a_value_a_track(tmp_path):
    rows = [
        Scored("x", "scored", {"a": {"sad": 1.0, "max": 0.123456789}, "b": {"sad": -2.0}}),
        Scored("x", "star"),
        Scored("x", "outside"),
    ]
    lines = written(
        tmp_path, HEAD + "c\t7\t.\tA\tG,*\t.\t.\t.\nc\t9\t.\tA\tT\t.\t.\tDB\n", about("a", "b"), rows
    )
    assert (
        lines[1]
        == '##babelix_scores=<Model="a \\"model\\"",Genome="g.fa",Assembly=".",Window=28,EffectWindow=20>'
    )
    assert (
        'ID=BABELIX_SAD,Number=A,Type=String,Description="sum of the differences, alternative less reference; '
        in (lines[3])
    )
    assert "Format: a|b" in lines[3]
    assert (
        lines[-2]
        == "c\t7\t.\tA\tG,*\t.\t.\tBABELIX_FATE=scored,star;BABELIX_SAD=1|-2,.;BABELIX_MAX=0.123457|.,."
    )
    assert lines[-1] == "c\t9\t.\tA\tT\t.\t.\tDB;BABELIX_FATE=outside"


def test_one_track_gives_numbers_and_the_models_own_fields_stand_beside_them(tmp_path):
    own = ['##INFO=<ID=Own,Number=A,Type=String,Description="x">']
    rows = [
        Scored("x", "scored", {"a": {"sad": 0.5}}, {}, {"Own": "G|g"}),
        Scored("x", "scored", {"a": {"sad": 1.0}}),
    ]
    lines = written(tmp_path, HEAD + "c\t7\t.\tA\tG,T\t.\t.\t.\n", about("a"), rows, own)
    assert (
        '##INFO=<ID=BABELIX_L2,Number=A,Type=Float,Description="root of the sum of squared differences; track a">'
        in lines
    )
    assert lines[-1].endswith("\tBABELIX_FATE=scored,scored;BABELIX_SAD=0.5,1;Own=G|g,.")


def test_what_parts_values_is_taken_out_of_names():
    declared = header(about('a|b "c"', "d,e"), ())
    assert declared[2].endswith('Format: a_b__c_|d_e">')


def test_a_file_scored_before_gets_the_new_scores(tmp_path):
    text = HEAD + "c\t7\t.\tA\tG\t.\t.\tDB\n"
    first = written(tmp_path, text, about("a"), [Scored("x", "scored", {"a": {"sad": 1.0, "l2": 3.0}})])
    again = written(
        tmp_path, "\n".join(first) + "\n", about("a"), [Scored("x", "scored", {"a": {"sad": 2.0}})]
    )
    assert again[-1] == "c\t7\t.\tA\tG\t.\t.\tDB;BABELIX_FATE=scored;BABELIX_SAD=2"
    assert sorted(again[:-1]) == sorted(first[:-1])


def test_percentiles_and_starts_of_an_earlier_scoring_do_not_stay_beside_other_scores(tmp_path):
    ranked = About("m", Path("g.fa"), None, 28, 20, ("a",), at_starts=True, ranked=True)
    scores = {"a": {"sad": 1.0, "sad_percentile": 99.0}}
    text = HEAD + "c\t7\t.\tA\tG\t.\t.\tSpliceAI=G|X\n"
    first = written(
        tmp_path, text, ranked, [Scored("x", "scored", scores, {}, {}, (AtStart("g", "c:1", scores),))]
    )
    assert "BABELIX_SAD_PERCENTILE=99" in first[-1]
    assert "BABELIX_TSS=" in first[-1]
    again = written(
        tmp_path, "\n".join(first) + "\n", about("b"), [Scored("x", "scored", {"b": {"sad": 2.0}})]
    )
    assert again[-1] == "c\t7\t.\tA\tG\t.\t.\tSpliceAI=G|X;BABELIX_FATE=scored;BABELIX_SAD=2"
    assert not [line for line in again if "PERCENTILE" in line or "TSS" in line]


def test_more_than_20_tracks_are_refused():
    refuse_many(about(*map(str, range(20))))
    with pytest.raises(
        RequestError, match=r"`out`: a VCF holds the scores of at most 20 tracks, got 21; .* `table`"
    ):
        refuse_many(about(*map(str, range(21))))


def test_starts_of_transcription_stand_one_after_the_other(tmp_path):
    by = About("m", Path("g.fa"), None, 28, 20, ("a",), (), True)
    at = tuple(AtStart(gene, f"c:{place}", {"a": {"sad": 0.5}}) for gene, place in (("A|1", 7), ("B", 9)))
    rows = [Scored("x", "scored", {"a": {"sad": 1.0}}, starts=at), Scored("x", "scored", {"a": {"sad": 2.0}})]
    lines = written(tmp_path, HEAD + "c\t7\t.\tA\tG,T\t.\t.\t.\n", by, rows)
    assert lines[-1].endswith("SAD=1,2;BABELIX_TSS=A_1|c:7|a|0.5|.|.|.|.&B|c:9|a|0.5|.|.|.|.,.")
