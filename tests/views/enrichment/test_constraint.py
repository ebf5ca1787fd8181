import re

from babelix.enrichment.constraint.results import Constrained, Constraint, Diversity, Ratio
from babelix.views.enrichment.constraint import draw_constraint

RATIO = Ratio(0.05, (0.02, 0.09))
SHARES = (Constrained("DHS", 10, 5, RATIO, RATIO), Constrained("all", 10, 5, RATIO, RATIO))
PEOPLE = (Diversity("coding", 10, 3, RATIO, RATIO, Ratio(None, None), 0),)


def words(path):
    return re.findall(r"<text[^>]*>([^<]*)", path.read_text())


def test_a_panel_for_each_question_that_was_asked(tmp_path):
    draw_constraint(Constraint(9, {}, SHARES, PEOPLE), tmp_path / "x.svg")
    draw_constraint(Constraint(9, {}, SHARES), tmp_path / "y.svg")
    draw_constraint(Constraint(9, {}, (), PEOPLE), tmp_path / "z.svg")
    first, second = "share in constrained elements", "mean derived frequency"
    assert [
        (first in words(tmp_path / name), second in words(tmp_path / name))
        for name in ("x.svg", "y.svg", "z.svg")
    ] == [
        (True, True),
        (True, False),
        (False, True),
    ]
    assert "DHS" in words(tmp_path / "y.svg")
