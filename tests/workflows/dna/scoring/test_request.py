from dataclasses import replace
from pathlib import Path

import torch

from babelix.training.machine import computing
from babelix.workflows.dna.scoring.outputs import Outputs
from babelix.workflows.dna.scoring.request import differing, request
from babelix.workflows.dna.scoring.score import Scoring, open_scorer


def test_files_count_by_what_is_in_them_not_by_where_they_lie(source, vcf, tmp_path):
    asked = vcf(("chr1", 14, "A", "G"))
    scorer = open_scorer(asked, "counter", source, Scoring())
    before = request(asked, source, scorer, Outputs(table=tmp_path / "a" / "t"))
    (tmp_path / "copy").mkdir()
    copy = tmp_path / "copy" / "x.vcf"
    copy.write_bytes(Path(asked[0]).read_bytes())
    assert request([str(copy)], source, scorer, Outputs(table=tmp_path / "b" / "t")) == before
    copy.write_bytes(copy.read_bytes() + b"#\n")
    after = request([str(copy), "chr1:1:G:T"], source, scorer, Outputs(table=tmp_path / "u"))
    assert differing(before, after) == ["files", "variants"]
    assert differing(before, {**before, "more": 1}) == ["more"]


def test_another_number_of_threads_gives_other_digits_and_is_another_request(source, tmp_path):
    asked = ["chr1:14:A:G"]
    scorer, outputs = open_scorer(asked, "counter", source, Scoring()), Outputs(table=tmp_path / "t")
    with computing(threads=1):
        before = request(asked, source, scorer, outputs)
    with computing(threads=3):
        assert differing(before, request(asked, source, scorer, outputs)) == ["threads"]
        elsewhere = replace(scorer, device=torch.device("cuda"))
        assert request(asked, source, elsewhere, outputs)["threads"] is None
