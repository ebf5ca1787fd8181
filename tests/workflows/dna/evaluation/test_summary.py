import numpy as np
import pytest

from babelix.evaluation.grouped import group_mean
from babelix.genome.formats.measured import Measurement
from babelix.genome.formats.vcf import Allele
from babelix.genome.variant import Variant
from babelix.workflows.dna.evaluation.results import Row
from babelix.workflows.dna.evaluation.summary import summarise

# Places of elements: A and A.2 overlap by one base.
STARTS = {"A": ("chr1", 100), "A.2": ("chr1", 112), "B": ("chr1", 140), "C": ("chrX", 100)}


def made(element, at, effect, predicted, motif, fate="scored"):
    chrom, start = STARTS[element]
    variant = Variant(chrom, start + at, "A", "C")
    measured = Measurement(
        1, element, "", Allele(1, str(variant), variant), effect, 1e-6 if at % 2 else 0.5, 10
    )
    return Row(measured, fate, variant, {"model": predicted, "motif": motif})


@pytest.fixture
def rows():
    generator = np.random.default_rng(23)
    found = [made(element, at, *generator.normal(size=3).tolist()) for element in STARTS for at in range(13)]
    return found


def test_replicates_of_a_locus_count_once(rows):
    cells, overall = summarise(rows, 1e-5, 101, 3)
    assert {cell.element: cell.locus for cell in cells} == {"A": 0, "A.2": 0, "B": 1, "C": 2}
    sizes = [cell.agreement.spearman_size for cell in cells if cell.predictor == "model"]
    (mean,) = [one for one in overall if (one.predictor, one.statistic) == ("model", "spearman_size")]
    assert mean.over_loci == group_mean(sizes, [0, 0, 1, 2], 101, 3)
    assert mean.over_loci.mean == pytest.approx(np.mean([np.mean(sizes[:2]), sizes[2], sizes[3]]))
    motifs = [cell.agreement.spearman_size for cell in cells if cell.predictor == "motif"]
    assert mean.beyond_motif.mean == pytest.approx(
        mean.over_loci.mean - float(np.mean([np.mean(motifs[:2]), *motifs[2:]]))
    )
    (itself,) = [one for one in overall if (one.predictor, one.statistic) == ("motif", "auroc")]
    assert (itself.beyond_motif.mean, itself.beyond_motif.high) == (0, 0)


def test_a_locus_reaches_over_rows_that_are_not_scored(rows):
    """The two overlap in a row that few barcodes leave out."""
    parted = [
        Row(row.measured, "few_barcodes", row.variant) if row.variant.start == 111 else row for row in rows
    ]
    cells, _ = summarise(parted, 1e-5, 11, 3)
    assert {cell.element: cell.locus for cell in cells} == {"A": 0, "A.2": 0, "B": 1, "C": 2}


def test_the_shuffled_are_the_models_in_an_order_that_the_seed_decides(rows):
    first, again, other = (summarise(rows, 1e-5, 11, seed)[0] for seed in (3, 3, 4))
    assert first == again
    shuffled = [[cell.agreement for cell in one if cell.predictor == "shuffled"] for one in (first, other)]
    assert shuffled[0] != shuffled[1]
    plain = [cell.agreement for cell in first if cell.predictor == "model"]
    assert plain == [cell.agreement for cell in other if cell.predictor == "model"]
    assert [each.positives for each in plain] == [each.positives for each in shuffled[0]]


def test_a_perfect_prediction_shuffled_is_none():
    rows = [made("B", at, float(at), float(at), 0.0) for at in range(211)]
    cells, _ = summarise(rows, 1e-5, 11, 1)
    found = {cell.predictor: cell.agreement.spearman_size for cell in cells}
    assert found["model"] == pytest.approx(1)
    assert abs(found["shuffled"]) < 0.2
    assert np.isnan(found["motif"])


def test_an_unknown_p_value_is_no_label():
    rows = [made("B", at, float(at), float(at), 0.0) for at in range(7)]
    measured = rows[1].measured
    rows[1] = Row(
        Measurement(1, "B", "", measured.allele, measured.effect, float("nan"), 10),
        "scored",
        rows[1].variant,
        rows[1].values,
    )
    cells, _ = summarise(rows, 1e-5, 11, 1)
    assert (cells[0].agreement.count, cells[0].agreement.positives) == (7, 2)
