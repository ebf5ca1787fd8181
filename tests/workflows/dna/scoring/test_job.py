"""A job stopped in whatever way, and gone on with, gives the bytes of one that was not."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring import job as jobs
from babelix.workflows.dna.scoring.job import open_job
from babelix.workflows.dna.scoring.outputs import Outputs
from babelix.workflows.dna.scoring.score import Scoring
from babelix.workflows.dna.scoring.share import Share

ROWS = [
    ("chr1", 14, "A", "G,T,*"), ("chr1", 13, "CA", "C"), ("chr1", 14, "A", "ACT"), ("chrX", 4, "C", "G"),
    ("chr1", 12, "A", "C"), ("chr1", 9, "A", "<DEL>"), ("chr1", 17, "T", "C,G"),
]  # fmt: skip
ALLELES = 10


@pytest.fixture
def opened(source, vcf, tmp_path, monkeypatch):
    """Return a function that opens a job writing a VCF and a table into a folder; every row is kept at once."""
    monkeypatch.setattr(jobs, "_ROWS", 1)
    asked = vcf(*ROWS)

    def call(folder, *, share=None, resume=False, scoring=None, source=source):
        (tmp_path / folder).mkdir(exist_ok=True)
        outputs = Outputs(tmp_path / folder / "s.vcf.gz", tmp_path / folder / "s.tsv")
        return open_job(asked, "counter", source, scoring or Scoring(), outputs, share, resume)

    return call


@pytest.fixture
def whole(opened, tmp_path):
    """The files of a job that nothing stops."""
    found = opened("whole").run()
    assert found.fates == {"scored": 7, "unknown_contig": 1, "symbolic": 1, "star": 1}
    return contents(tmp_path / "whole")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_only_what_was_asked_for_is_left(whole):
    assert sorted(whole) == ["s.tsv", "s.vcf.gz"]


@pytest.mark.parametrize("batch_size", [2, 4, 7])
def test_any_batch_size_gives_the_same_bytes(opened, whole, tmp_path, batch_size):
    seen = []
    opened("other", scoring=Scoring(batch_size=batch_size)).run(each=lambda row: seen.append(row.fate))
    assert contents(tmp_path / "other") == whole
    assert len(seen) == ALLELES


@pytest.mark.parametrize("forwards", [1, 3, 6])
@pytest.mark.parametrize("how", [KeyboardInterrupt, TaskError("stopped by SIGTERM")])
def test_what_is_stopped_goes_on(opened, whole, tmp_path, g_counter, monkeypatch, forwards, how):
    count(g_counter, monkeypatch, forwards, how)
    job = opened("stopped")
    with pytest.raises((KeyboardInterrupt, TaskError)):
        job.run()
    left = sorted(contents(tmp_path / "stopped"))
    assert left in ([], ["s.vcf.gz.scores.part", "s.vcf.gz.scores.part.json"])
    assert (job.kept is None) == (not left)
    assert job.done < ALLELES
    if left:
        with pytest.raises(
            RequestError, match=r"is an earlier attempt at .*; go on with it by `resume`, or delete"
        ):
            opened("stopped")
    again = opened("stopped", resume=True, scoring=Scoring(batch_size=3))
    assert again.done == job.done
    again.run()
    assert contents(tmp_path / "stopped") == whole


def count(model, monkeypatch, forwards, how):
    """Let the model fail once, at a forward."""
    forward, done = type(model).forward, []

    def counted(one_hot):
        done.append(1)
        if len(done) == forwards:
            raise how
        return forward(model, one_hot)

    monkeypatch.setattr(model, "forward", counted, raising=False)


def test_files_that_could_not_be_written_are_written_by_the_next(opened, whole, tmp_path, monkeypatch):
    def fail(*_):
        raise TaskError("no space left")

    job = opened("full")
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "write_outputs", fail)
        with pytest.raises(TaskError, match="no space left"):
            job.run()
    assert (job.kept, job.done) == (tmp_path / "full" / "s.vcf.gz.scores", ALLELES)
    with pytest.raises(
        RequestError, match=r"s.vcf.gz.scores holds the scores of an earlier attempt; go on .* `resume`"
    ):
        opened("full")
    with pytest.raises(RequestError, match="of another request: effect_window, window differ"):
        opened("full", resume=True, scoring=Scoring(effect_window=4))
    opened("full", resume=True).run()
    assert contents(tmp_path / "full") == whole


def test_another_request_does_not_go_on(opened, source, tmp_path, g_counter, monkeypatch):
    count(g_counter, monkeypatch, 4, KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        opened("stopped").run()
    with pytest.raises(RequestError, match=r"effect_window was 20 and is 4, window was 28 and is 12"):
        opened("stopped", resume=True, scoring=Scoring(effect_window=4))
    with pytest.raises(RequestError, match="views was"):
        opened("stopped", resume=True, scoring=Scoring(both_strands=True))
    g_counter.name = "another"
    with pytest.raises(RequestError, match='model was "counter" and is "another"'):
        opened("stopped", resume=True)
    g_counter.name = "counter"
    fasta = Path(source.genome)
    fasta.write_text(fasta.read_text().replace("GGGGGGGGGGGG\n", "GGGGGGGGGGGA\n"))
    with pytest.raises(RequestError, match="genome was"):
        opened("stopped", resume=True)
    fasta.write_text(fasta.read_text().replace("GGGGGGGGGGGA\n", "GGGGGGGGGGGG\n"))
    vcf = tmp_path / "x.vcf"
    vcf.write_text(vcf.read_text().replace("chrX", "chrY"))
    with pytest.raises(RequestError, match="variants was"):
        opened("stopped", resume=True)


@pytest.mark.parametrize("order", [[1, 2, 3], [3, 1, 2]])
def test_shares_put_together_are_the_whole(opened, whole, tmp_path, order):
    for number in order[:-1]:
        found = opened("shares", share=Share(number, 3)).run()
        assert found.missing == tuple(sorted(set(order) - set(order[: order.index(number) + 1])))
        assert not (tmp_path / "shares" / "s.tsv").exists()
    with pytest.raises(RequestError, match="1-of-3 holds the scores of an earlier attempt"):
        opened("shares", share=Share(1, 3)) if order[-1] != 1 else None
    last = opened("shares", share=Share(order[-1], 3)).run()
    assert last.fates["scored"] == 7
    assert contents(tmp_path / "shares") == whole


def test_shares_of_other_requests_are_not_put_together(opened, tmp_path):
    opened("shares", share=Share(1, 2)).run()
    job = opened("shares", share=Share(2, 2), scoring=Scoring(("G+",)))
    with pytest.raises(RequestError, match=r"scores.1-of-2 is of another request: tracks differ"):
        job.run()
    assert not (tmp_path / "shares" / "s.tsv").exists()


def test_more_shares_than_alleles(opened, whole, tmp_path):
    for number in range(1, 12):
        opened("many", share=Share(number, 11)).run()
    assert contents(tmp_path / "many") == whole


KILLED = """
import os, signal, sys
from pathlib import Path
from babelix.tracks.model import Geometry, Track
from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring import job as jobs
from babelix.workflows.dna.scoring.outputs import Outputs
from babelix.workflows.dna.scoring.score import Scoring

class Counter:
    name, assembly = "counter", None
    geometry = Geometry(window=28, bin=4, crop=1, multiple=4)
    tracks = (Track("G+", 1, "guanine plus", 1), Track("G-", -1, "guanine minus", 0))
    forwards = 0

    def forward(self, one_hot):
        self.forwards += 1
        if self.forwards == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return one_hot.unflatten(1, (-1, 4)).sum(2)[:, 1:-1, [2, 1]]

models.MODELS["counter"] = lambda device: Counter()
jobs._ROWS = 1
fasta, vcf, folder = sys.argv[1:4]
outputs = Outputs(Path(folder, "s.vcf.gz"), Path(folder, "s.tsv"))
job = jobs.open_job([vcf], "counter", Source(fasta), Scoring(), outputs)
job.run()
"""


@pytest.mark.slow
def test_what_is_killed_goes_on_to_the_same_bytes(opened, whole, source, tmp_path):
    (tmp_path / "killed").mkdir()
    line = [sys.executable, "-c", KILLED, source.genome, str(tmp_path / "x.vcf"), str(tmp_path / "killed")]
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert sorted(contents(tmp_path / "killed")) == ["s.vcf.gz.scores.part", "s.vcf.gz.scores.part.json"]
    job = opened("killed", resume=True)
    assert job.done == 4
    job.run()
    assert contents(tmp_path / "killed") == whole


def test_more_tracks_than_a_vcf_holds_are_refused_before_anything_is_scored(opened, g_counter, monkeypatch):
    monkeypatch.setattr("babelix.workflows.dna.scoring.vcf.MOST_TRACKS", 1)
    with pytest.raises(RequestError, match="at most 1 tracks, got 2"):
        opened("many")


def test_without_files_there_is_no_job(source):
    with pytest.raises(RequestError, match="expected `out`, `table` or `parquet`, got none"):
        open_job(["chr1:14:A:G"], "counter", Source(source.genome), Scoring(), Outputs())
    assert "counter" in models.MODELS
