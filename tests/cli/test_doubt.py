import math

import pytest

from babelix.base.errors import RequestError
from babelix.cli.doubt import check_flag, flag, with_confidence
from babelix.workflows.translation.translation import Part, Translation

ONE = Translation("Le chat.", -3.0, -2.0, subwords=4)
TWO = Translation(
    "Non. Oui.", -6.0, -5.0, (Part("n", "Non.", -5.0, -4.0, 2), Part("y", "Oui.", -1.0, -1.0, 3)), "", 5
)


def test_a_line_is_named_by_its_least_sure_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    for number, translation in enumerate((ONE, TWO, Translation("", 0.0, 0.0)), start=3):
        flag(number, translation, -2.4)
    assert capsys.readouterr().err == "babelix: line 4: doubtful, -2.50: Non. Oui.\n"
    flag(3, ONE, -0.75)
    flag(3, TWO, None)
    assert capsys.readouterr().err == ""
    flag(3, ONE, -0.74)
    assert capsys.readouterr().err == "babelix: line 3: doubtful, -0.75: Le chat.\n"


def test_json_has_the_confidence_of_the_line_and_its_parts() -> None:
    assert with_confidence(ONE, {"text": "Le chat."}) == {"text": "Le chat.", "confidence": -0.75}
    found = with_confidence(TWO, {"parts": [{"text": "Non."}, {"text": "Oui."}]})
    assert [part["confidence"] for part in found["parts"]] == [-2.5, pytest.approx(-1 / 3)]
    assert found["confidence"] == -1.2


@pytest.mark.parametrize("below", [0.0, 0.5, math.nan])
def test_a_bound_that_is_no_log_probability_is_refused(below: float) -> None:
    with pytest.raises(RequestError, match=r"never above 0; give one below it, such as -0\.5"):
        check_flag(below)
    check_flag(-0.5)
    check_flag(None)
