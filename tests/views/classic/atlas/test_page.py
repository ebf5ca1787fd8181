import base64
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from babelix.base.errors import TaskError
from babelix.classic.atlas.cells import cells
from babelix.views.classic.atlas import page as module
from babelix.views.classic.atlas.page import AtlasPage


def values(text):
    """Return what stands in the page as JSON."""
    return json.loads(re.search(r'id="atlas">(.*?)</script>', text)[1])


def sheet(text, name):
    """Return a sheet of thumbnails as bytes."""
    data = re.search(rf'id="{name}">(.*?)</script>', text)[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_the_page_asks_nobody(found):
    text = AtlasPage(found).html()
    assert "default-src 'none'; script-src 'sha256-" in text
    assert re.findall(r"(?:https?:)?//[a-z0-9.]+\.[a-z]+", text) == []
    assert not re.search(r"<(?:img|link|iframe|script)[^>]* (?:src|href)=", text)


def test_points_numbers_and_pictures_are_in_it(found):
    text = AtlasPage(found).html()
    told = values(text)
    places = np.array(told["places"]).reshape(-1, 2)
    shown = found.plane.places - found.plane.places.min(0)
    np.testing.assert_allclose(places, shown / shown.max(), atol=1e-5)
    assert told["neighbours"] == found.space.neighbours.ravel().tolist()
    assert (told["labels"], told["classes"], told["k"]) == ([i % 2 for i in range(11)], ["cat", "dog"], 2)
    assert told["spaces"][0]["told"] == 0.875
    assert told["spaces"][1]["planes"][1] == {
        "method": "PCA",
        "trustworthiness": 0.75,
        "kept": 0.5,
        "told": 0.625,
    }
    assert told["picture"] == {"side": 2, "across": 4, "gray": True}
    pictures = sheet(text, "thumbnails")
    assert pictures.shape == (6, 8)
    np.testing.assert_array_equal(pictures[2:4, 6:8], found.points.images[7, 0])
    assert "averages" not in text.split("<script>")[0]


def test_cells_bring_their_averages(found):
    held = cells(found.plane.places, found.points.vectors, 3)
    images = np.repeat(found.points.images, 3, axis=1)
    text = AtlasPage(replace(found, points=replace(found.points, images=images), cells=held)).html()
    told = values(text)["cells"]["held"]
    assert sorted(i for each in told for i in each["members"]) == list(range(11))
    averages = sheet(text, "averages")
    mean = images[held[0].members].mean(0).round().transpose(1, 2, 0)
    np.testing.assert_array_equal(averages[:2, :2], mean)


def test_words_are_data_never_markup(worded):
    hostile = ("</script><b>", "<!--<script>", "]]>", "&lt;", "\ud800", "\u2028", *"abcde")
    points = replace(worded.points, words=hostile, name="</title><b>")
    text = AtlasPage(replace(worded, points=points)).html()
    plain = AtlasPage(worded).html()
    assert len(re.findall("<", text)) == len(re.findall("<", plain))
    assert tuple(values(text)["words"]) == hostile


def test_it_is_written_whole_or_not_at_all(found, tmp_path, monkeypatch):
    page = AtlasPage(found)
    page.write(tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == page.html()
    assert "11 points" in page._repr_html_()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_sheet", fail)
    with pytest.raises(TaskError, match="no space left on the disk"):
        page.write(tmp_path / "a.html")
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
