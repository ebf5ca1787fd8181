"""Two elements that overlap and one elsewhere, every base of theirs changed, on a genome that a model counts G of."""

import numpy as np
import pytest

from babelix.base.progress import silent
from babelix.genome.formats.measured import read_measurements
from babelix.workflows.dna import models
from babelix.workflows.dna.evaluation.evaluate import Judging, Kept, Table, evaluate_variants
from babelix.workflows.dna.evaluation.rows import Choice
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.score import Scoring

HEAD = "Chrom\tPos\tRef\tAlt\tBarcodes\tCoefficient\tpValue\tElement\tRelease\n"
MEME = """MEME version 4
ALPHABET= ACGT
MOTIF one
letter-probability matrix: w= 3
 0.7 0.1 0.1 0.1
 0.1 0.1 0.7 0.1
 0.25 0.25 0.25 0.25
MOTIF two
letter-probability matrix: w= 2
 0.1 0.7 0.1 0.1
 0.1 0.1 0.1 0.7
"""
PLACES = {"A": ("chr1", 11, 19), "A.2": ("chr1", 17, 27), "B": ("chr2", 17, 25)}


@pytest.fixture
def bases():
    generator = np.random.default_rng(13)
    return {chrom: "".join(generator.choice(list("ACGT"), 61)) for chrom in ("chr1", "chr2")}


@pytest.fixture
def lines(bases):
    """The rows of the table, each a list of its fields."""
    generator = np.random.default_rng(17)
    return [
        [chrom, str(place), bases[chrom][place - 1], alt, str(generator.integers(3, 40)),
         f"{generator.normal():.3f}", f"{10 ** -generator.uniform(0, 9):.3g}", element, "GRCh38"]
        for element, (chrom, first, last) in PLACES.items()
        for place in range(first, last + 1)
        for alt in "ACGT-"
        if alt != bases[chrom][place - 1]
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch, g_counter, bases):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    (tmp_path / "g.fa").write_text("".join(f">{name}\n{text}\n" for name, text in bases.items()))
    (tmp_path / "m.meme").write_text(MEME)
    return tmp_path


@pytest.fixture
def evaluated(folder, lines):
    """Return a function that evaluates some lines, all of them unless given."""

    def ask(
        some=None,
        choice=Choice(min_barcodes=7),
        judging=None,
        kept=Kept(),
        scoring=Scoring(),
        listener=silent,
    ):
        text = "".join("\t".join(fields) + "\n" for fields in (lines if some is None else some))
        (folder / "t.tsv").write_text(HEAD + text)
        return evaluate_variants(
            Table(str(folder / "t.tsv")),
            choice,
            "counter",
            Source(str(folder / "g.fa")),
            scoring,
            judging or Judging(p_below=1e-3, motifs=folder / "m.meme", resamples=97),
            kept,
            listener,
        )

    return ask


@pytest.fixture
def measurements(folder, lines):
    (folder / "m.tsv").write_text(HEAD + "".join("\t".join(fields) + "\n" for fields in lines))
    return read_measurements(folder / "m.tsv")


@pytest.fixture
def two_releases(folder, lines):
    old = [[*fields[:-1], "GRCh37"] for fields in lines]
    (folder / "two.tsv").write_text(HEAD + "".join("\t".join(fields) + "\n" for fields in lines + old))
    return read_measurements(folder / "two.tsv")
