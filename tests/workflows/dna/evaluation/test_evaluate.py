import json

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from babelix.base.errors import RequestError
from babelix.genome.formats.measured import read_measurements
from babelix.workflows.dna.evaluation.evaluate import Judging, Kept, Table, evaluate_variants
from babelix.workflows.dna.evaluation.rows import Choice
from babelix.workflows.dna.evaluation.table import RowTable
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.score import Scoring


def counted(ref, alt):
    """What the counter of G says of a substitution: the track that changes more, the plus strand's where both do."""
    plus, minus = (alt == "G") - (ref == "G"), (alt == "C") - (ref == "C")
    return float(plus or minus)


@pytest.mark.slow
def test_statistics_are_those_of_scipy_and_scikit_learn(evaluated, lines):
    found = evaluated()
    assert found.release == "GRCh38"
    assert found.about.tracks == ("G+", "G-")
    for element in ("A", "A.2", "B"):
        members = [each for each in lines if each[7] == element and each[3] != "-" and int(each[4]) >= 7]
        guess = np.array([counted(each[2], each[3]) for each in members])
        truth = np.array([float(each[5]) for each in members])
        labels = [float(each[6]) < 1e-3 for each in members]
        (cell,) = [
            each.agreement
            for each in found.cells
            if (each.element, each.kind, each.predictor) == (element, "snv", "model")
        ]
        assert (cell.count, cell.positives) == (len(members), sum(labels))
        assert cell.spearman_size == pytest.approx(spearmanr(abs(guess), abs(truth)).statistic)
        assert cell.spearman_signed == pytest.approx(spearmanr(guess, truth).statistic)
        assert cell.auroc == pytest.approx(roc_auc_score(labels, abs(guess)))


@pytest.mark.slow
def test_every_row_has_its_fate_and_kinds_are_apart(evaluated, lines):
    found = evaluated()
    few = sum(int(each[4]) < 7 for each in lines)
    assert found.fates == {"scored": len(lines) - few, "few_barcodes": few}
    counts = {(cell.element, cell.kind): cell.agreement.count for cell in found.cells}
    deletions = sum(each[3] == "-" and int(each[4]) >= 7 for each in lines)
    assert sum(count for (_, kind), count in counts.items() if kind == "deletion") == deletions > 5
    assert sum(counts.values()) == len(lines) - few


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_bytes(evaluated, folder, monkeypatch):
    whole = evaluated(kept=Kept(folder / "whole.tsv"))
    monkeypatch.setattr("babelix.workflows.dna.evaluation.table._SECONDS", 0)
    monkeypatch.setattr("babelix.workflows.dna.evaluation.rows._TOGETHER", 5)
    path, added = folder / "rows.tsv", []
    add = RowTable.add

    def killed(self, row):
        if len(added) == 41:
            raise KeyboardInterrupt
        added.append(row.measured.row)
        add(self, row)

    with monkeypatch.context() as patch:
        patch.setattr("babelix.workflows.dna.evaluation.evaluate.RowTable.add", killed)
        with pytest.raises(KeyboardInterrupt):
            evaluated(kept=Kept(path))
    assert not path.exists()
    # What comes first is some of every element.
    assert {row.measured.element for row in whole.rows if row.measured.row in added} == {"A", "A.2", "B"}
    with pytest.raises(RequestError, match=r"rows.tsv.part is an earlier attempt"):
        evaluated(kept=Kept(path))
    again = evaluated(kept=Kept(path, resume=True))
    assert path.read_bytes() == (folder / "whole.tsv").read_bytes()
    assert repr((again.cells, again.overall)) == repr((whole.cells, whole.overall))  # NaN is not itself


@pytest.mark.slow
def test_more_rows_go_on_from_fewer(evaluated, folder, g_counter, monkeypatch):
    path = folder / "rows.tsv"
    few = evaluated(choice=Choice(min_barcodes=7, rows=11), kept=Kept(path))
    assert few.fates["scored"] == 33
    forward, windows = g_counter.forward, []
    g_counter.forward = lambda one_hot: windows.append(len(one_hot)) or forward(one_hot)
    more = evaluated(choice=Choice(min_barcodes=7, rows=13), kept=Kept(path, resume=True))
    assert more.fates["scored"] == 39
    assert 0 < sum(windows) < 4 * 6 + 1
    fresh = evaluated(choice=Choice(min_barcodes=7, rows=13), kept=Kept(folder / "fresh.tsv"))
    assert path.read_bytes() == (folder / "fresh.tsv").read_bytes()
    assert repr(more.cells) == repr(fresh.cells)
    # Fewer rows again: nothing is computed, and what is known is kept.
    windows.clear()
    fewer = evaluated(choice=Choice(min_barcodes=7, rows=11), kept=Kept(path, resume=True))
    assert (repr(fewer.cells), windows) == (repr(few.cells), [])
    beyond = [line for line in path.read_text().splitlines() if "\tbeyond_rows\t" in line]
    assert sum(not line.endswith("\t.") for line in beyond) == 6


def test_a_finished_table_of_another_request_is_not_gone_on_with(evaluated, folder):
    path = folder / "rows.tsv"
    evaluated(kept=Kept(path), choice=Choice(rows=2))
    with pytest.raises(RequestError, match=r"rows.tsv is of another request, effect_window, window differ"):
        evaluated(kept=Kept(path, resume=True), choice=Choice(rows=2), scoring=Scoring(effect_window=4))


def test_a_genome_of_as_many_bytes_is_another_one(evaluated, folder):
    """What reads the genome counts too: where slices stand, how contigs are called, how many threads."""
    path, few = folder / "rows.tsv", Choice(rows=1)
    evaluated(kept=Kept(path), choice=few)
    request = json.loads(path.read_text().split("\n")[0].removeprefix("# "))
    assert {"offset", "rename_contigs", "weights", "threads", "views"} <= request.keys()
    text = (folder / "g.fa").read_text()
    (folder / "g.fa").write_text(text[:-2] + "N\n")
    with pytest.raises(RequestError, match=r"rows.tsv is of another request, genome differ"):
        evaluated(kept=Kept(path, resume=True), choice=few)


def test_a_finished_table_is_replaced_with_a_word(evaluated, folder):
    path, few, said = folder / "rows.tsv", Choice(rows=1), []
    evaluated(kept=Kept(path), choice=few, listener=said.append)
    before = path.read_bytes()
    assert "resuming" not in str(said)
    evaluated(kept=Kept(path), choice=few, listener=said.append)
    assert "rows.tsv holds rows of this request, which resuming would keep; it is replaced" in str(said)
    assert path.read_bytes() == before


@pytest.mark.slow
def test_rows_moved_by_one_base_are_stopped_by_their_ref(evaluated, lines):
    moved = [[each[0], str(int(each[1]) + 1), *each[2:]] for each in lines]
    with pytest.raises(
        RequestError, match=r"rows of A have another REF than .*g.fa, chr1:.* the first \(so have A.2"
    ):
        evaluated(moved)
    found = evaluated(moved, choice=Choice(skip_mismatches=True, min_barcodes=7))
    assert found.fates["ref_mismatch"] > found.fates["scored"] > 0


@pytest.mark.parametrize(
    ("judging", "kept", "said"),
    [
        (Judging(score="null_l2"), Kept(), "`score` 'null_l2': expected one of sad, sar, l2, max"),
        (Judging(p_below=0), Kept(), "`p_below` 0: expected above 0"),
        (Judging(resamples=0), Kept(), "`resamples` 0: expected at least 1"),
        (Judging(), Kept(resume=True), "`resume` goes on with the rows in a file; name it by `table`"),
    ],
)
def test_wrong_settings_are_told_first(evaluated, judging, kept, said):
    with pytest.raises(RequestError, match=said):
        evaluated(judging=judging, kept=kept)


def test_a_table_needs_its_genome():
    with pytest.raises(RequestError, match="`genome` is not given; give the FASTA of the rows"):
        evaluate_variants(Table("t.tsv"), Choice(), "counter", None, Scoring(), Judging(), Kept())
    with pytest.raises(RequestError, match="`column` 'effect': expected KIND=NAME"):
        evaluate_variants(
            Table("t.tsv", ("effect",)), Choice(), "counter", Source("g.fa"), Scoring(), Judging(), Kept()
        )


@pytest.mark.slow
def test_the_releases_of_the_data_set(dataset, monkeypatch, g_counter, tmp_path):
    """IRF4 has one place in both assemblies; the rows of GRCh37 that fall onto TERT have other REF alleles."""
    from babelix.workflows.dna import models
    from babelix.workflows.dna.evaluation import evaluate

    dataset("jaspar-2024")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    # Reading the table takes longest: once for all that is asked.
    rows = {path: read_measurements(path) for path in (dataset("mpra")["effects"],)}
    monkeypatch.setattr(evaluate, "read_measurements", lambda path, named: rows[path])
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)

    def ask(choice):
        return evaluate_variants(
            Table("mpra"), choice, "counter", None, Scoring(effect_window=4), Judging(), Kept()
        )

    with pytest.raises(
        RequestError, match=r"rows of TERT-GBM have another REF .*TERT-GAa, TERT-GSc, TERT-HEK"
    ):
        ask(Choice("GRCh37", rows=2))
    found = ask(Choice("GRCh37", ("IRF4",), rows=7))
    assert found.fates["scored"] == 7
    assert sum(found.fates[fate] for fate in ("scored", "few_barcodes", "beyond_rows")) == 1_510
    forced = ask(Choice("GRCh37", rows=1, skip_mismatches=True))
    assert forced.fates["ref_mismatch"] > 1_400
    places = {cell.element for cell in forced.cells}
    assert places <= {"IRF4", "TERT-GAa", "TERT-GBM", "TERT-GSc", "TERT-HEK"}
    new = ask(Choice(rows=1))
    assert new.fates["scored"] == 29
    assert len({cell.locus for cell in new.cells}) == 21


def test_a_model_of_another_species_is_said(evaluated, lines, g_counter):
    g_counter.assembly = "R64"
    said = []
    evaluated(lines[:9], Choice(rows=1), listener=lambda progress: said.append(progress.remark))
    assert any("made for R64, the variants are of hg38: another assembly" in line for line in said if line)
