import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.workflows.dna.learning.data import load


def test_contigs_are_split_and_counted(recipe, asked):
    learned = load(asked().data, 4, recipe, silent)
    assert [str(each.chrom) for each in learned.train] == ["I"]
    assert ([each.chrom for each in learned.val], [each.chrom for each in learned.test]) == (["III"], ["II"])
    bases = learned.genome.read("I", 0, 996).tobytes().decode()
    counts = [2 * bases[at : at + 4].count("G") for at in range(0, 996, 4)]
    assert learned.values[0]["I"].tolist() == counts
    assert all("IV" not in each for each in learned.values)


def test_intervals_and_a_blacklist(recipe, asked):
    (recipe / "where.bed").write_text("I\t100\t300\nII\t3\t400\nplasmid\t3\t5\n")
    (recipe / "black.bed").write_text("I\t150\t170\n")
    learned = load(asked(intervals="where.bed", blacklist="black.bed").data, 4, recipe, silent)
    assert [(each.chrom, each.start, each.end) for each in learned.train] == [("I", 100, 300)]
    assert [(each.start, each.end) for each in learned.kept.shunned] == [(150, 170)]
    (recipe / "where.bed").write_text("I\t100\t1300\n")
    with pytest.raises(RequestError, match=r"I:101-1,?300: .* holds I"):
        load(asked(intervals="where.bed").data, 4, recipe, silent)


def test_what_one_track_lacks_is_masked_and_told(recipe, asked):
    lines = (recipe / "sites.bed").read_text().splitlines(keepends=True)
    (recipe / "sites.bed").write_text("".join(line for line in lines if not line.startswith("II\t")))
    said = []
    learned = load(asked().data, 4, recipe, lambda progress: said.append(progress.remark))
    assert said == ["no track has IV: left out, not read as zeros", "sites lacks II: masked there"]
    assert not np.isnan(learned.values[2]["I"]).any()


def test_a_data_set_gives_its_files_by_name(recipe, asked, dataset, tmp_path):
    dataset("yeast")
    with pytest.raises(RequestError, match=r"no such file: .*genom; did you mean 'genome'"):
        load(asked(genome="genom").data.model_copy(update={"name": "yeast"}), 32, recipe, silent)
