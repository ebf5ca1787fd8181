import pytest

from babelix.genome.formats.measured import Measurement
from babelix.genome.formats.vcf import Allele
from babelix.genome.variant import Variant
from babelix.workflows.dna.evaluation.results import Row


@pytest.mark.parametrize(
    ("ref", "alt", "kind"),
    [("A", "G", "snv"), ("CA", "CG", "snv"), ("CA", "C", "deletion"), ("A", "", "deletion"), ("A", "AC", "other"),
     ("AC", "GT", "other"), ("ACG", "TT", "other")],
)  # fmt: skip
def test_kinds(ref, alt, kind):
    variant = Variant("c", 5, ref, alt)
    measured = Measurement(1, "all", "", Allele(1, str(variant), variant), 0.5, 0.1, 10)
    assert Row(measured, "scored", variant).kind == kind
    assert Row(measured, "outside").kind == "other"
