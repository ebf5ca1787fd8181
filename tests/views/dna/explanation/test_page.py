import base64
import json
import re
import zlib
from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import TaskError
from babelix.views.dna.explanation import page as module
from babelix.views.dna.explanation.page import ExplanationPage


@pytest.fixture(scope="module")
def text(found):
    return ExplanationPage(found).html()


def values(text):
    """Return what stands in the page as JSON."""
    return json.loads(re.search(r'id="explanation">(.*?)</script>', text)[1])


def steps(text, name):
    """Return numbers that are kept deflated."""
    content = re.search(rf'id="{name}">(.*?)</script>', text)[1]
    return np.frombuffer(zlib.decompress(base64.b64decode(content)), "<i2") / 32_767


def test_the_page_asks_nobody(text):
    assert "default-src 'none'; script-src 'sha256-" in text
    assert set(re.findall(r"(?:https?:)?//[a-z0-9.]+\.[a-z]+", text)) == {
        "http://www.w3.org"
    }  # of SVG, never asked
    assert not re.search(r"<(?:img|link|iframe|script)[^>]* (?:src|href)=", text)


def test_numbers_are_in_it(text, found):
    told = values(text)
    one, missed = told["alleles"]
    assert told["remark"] == "m, random weights (seed 1): nothing here is a prediction"
    assert (missed["fate"], missed.get("tracks")) == ("ref_mismatch", None)
    assert (one["place"], one["ref"], one["alt"], one["compared"]) == ([1_000, 1_000], "", "GG", [350, 1_651])
    assert one["tracks"][0]["scores"]["l2_percentile"] == 99.5
    assert one["genes"][0]["exons"] == [[910, 930]]
    assert one["letters"]["alleles"][1]["letters"] == "ACGTGGACA"
    importance = found.alleles[0].letters.alternative.importance
    np.testing.assert_allclose(one["letters"]["alleles"][1]["mutagenesis"], importance.T, rtol=1e-4)
    assert (one["own"], one["others"]) == ({"SYMBOL": found.alleles[0].tracks[1], "DS_AG": 0.25}, 0)


def test_bins_near_the_variant_are_kept_one_by_one(text, found):
    (one, _), effect = values(text)["alleles"], found.alleles[0].effect
    near, whole = one["views"]["near"], one["views"]["whole"]
    assert (near["first"], near["step"], near["end"], near["columns"]) == (800, 1, 1_201, 401)
    rows = steps(text, near["id"]).reshape(2, 3, 401) * np.array(near["scales"])[..., None]
    np.testing.assert_allclose(rows[:, 1].T, effect.alternative[450:851], atol=1e-3)
    np.testing.assert_allclose(rows[0, 2], effect.difference[450:851, 0], atol=1e-3)
    # Of two bins in a column the one of larger size.
    assert (whole["step"], whole["columns"]) == (2, 651)
    rows = steps(text, whole["id"]).reshape(2, 3, 651) * np.array(whole["scales"])[..., None]
    np.testing.assert_allclose(rows[0, 2, 320:325], [1, 3, 5, 7, 9], atol=1e-3)


def test_attention_is_in_it(text, found):
    reach = values(text)["alleles"][0]["reach"]
    weights = steps(text, reach["id"]).reshape(2, 2, 3, 5) * reach["largest"]
    np.testing.assert_allclose(weights[1], found.alleles[0].reach.alternative, atol=1e-4)
    assert reach["distances"] == [-512, -256, 0, 256, 512]
    difference = np.abs(found.alleles[0].reach.reference - found.alleles[0].reach.alternative)
    assert reach["moved"] == pytest.approx(difference.sum(2).max() / 2, rel=1e-4)


def test_names_are_data_never_markup(text, found):
    harmless = replace(found.alleles[0], tracks=("t", "u"), genes=())
    scored = replace(harmless.scored, scores={name: {"l2": 1.0, "max": 1.0} for name in "tu"}, own={})
    plain = replace(found, alleles=(replace(harmless, scored=scored), found.alleles[1]), made={})
    assert len(re.findall("<", text)) == len(re.findall("<", ExplanationPage(plain).html()))
    assert values(text)["made"] == [["Model", found.made["Model"]]]


def test_it_is_written_whole_or_not_at_all(found, tmp_path, monkeypatch):
    page = ExplanationPage(found)
    page.write(tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == page.html()
    assert "2 variants" in page._repr_html_()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_view", fail)
    with pytest.raises(TaskError, match="no space left on the disk"):
        page.write(tmp_path / "a.html")
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
