from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.views.attention.figure import average_figure, heat_figure, word_figure, write_figure
from babelix.views.drawing import save


def text(words, layers=2, heads=3, seed=0):
    weights = np.random.default_rng(seed).exponential(size=(layers, heads, len(words), len(words)))
    weights /= weights.sum(-1, keepdims=True)
    return AttentionSet((AttentionMap(weights, tuple(words), tuple(words), "encoder"),), " ".join(words))


def words_in(path):
    return {node.text for node in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")}


@pytest.mark.slow
def test_one_word_in_two_texts(tmp_path):
    texts = [text(["it", "was", "$x^2$", "tired", "a" * 40]), text(["it", "was", "wide"], seed=1)]
    figure = word_figure(texts, "encoder", 1, [0, 0])
    save(figure, tmp_path / "word.svg")
    assert {"it", "was", "$x^2$", "tired", "a" * 17 + "…", "wide"} <= words_in(tmp_path / "word.svg")
    assert [axis.get_title() for axis in figure.axes] == ["it was $x^2$ tired\n" + "a" * 40, "it was wide"]


@pytest.mark.slow
def test_a_grid_of_heat_maps(tmp_path):
    texts = [text(["it", "was", "tired"]), text(["it", "was", "so", "wide"], seed=1)]
    figure = heat_figure(texts, "encoder", [(0, 2), (1, 0)])
    images = [axis.images[0].get_array() for axis in figure.axes[:4]]
    np.testing.assert_array_equal(images[1], texts[0].maps[0].weights[1, 0])
    np.testing.assert_array_equal(images[2], texts[1].maps[0].weights[0, 2])
    save(figure, tmp_path / "heat.png")
    assert (tmp_path / "heat.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.slow
def test_the_average_of_a_layer_and_the_figure_of_nothing_else_asked(tmp_path):
    own = text(["it", "was", "tired"])
    cross = AttentionMap(own.maps[0].weights, ("elle", "était", "fatiguée"), ("it", "was", "tired"), "cross")
    both = AttentionSet((own.maps[0], cross), "it was tired")
    drawn = average_figure([both, both], "cross", 0).axes[1].images[0].get_array()
    np.testing.assert_allclose(np.asarray(drawn), cross.weights[0].mean(0), rtol=1e-6)
    last = average_figure([own], "encoder").axes[0]
    assert last.get_title() == "it was tired\nlayer 1, average of 3 heads"
    write_figure([both], tmp_path / "both.svg")
    assert {"fatiguée", "layer 1, average of 3 heads"} <= words_in(tmp_path / "both.svg")
    write_figure([own], tmp_path / "own.svg")
    assert "fatiguée" not in words_in(tmp_path / "own.svg")
    with pytest.raises(RequestError, match="at least one text"):
        write_figure([], tmp_path / "none.svg")


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: word_figure([], "encoder", 0, []), "at least one text to draw, got none"),
        (lambda: word_figure([text("abc")], "cross", 0, [0]), "a b c has no cross attention"),
        (lambda: word_figure([text("abc")], "encoder", 2, [0]), "has no layer 2; it has layers 0, 1"),
        (lambda: word_figure([text("abc")], "encoder", 0, [3]), "a b c: expected a token from 0 to 2, got 3"),
        (
            lambda: word_figure([text("abc")], "encoder", 0, [0, 1]),
            "one chosen token for each of 1 texts, got 2",
        ),
        (
            lambda: word_figure([text("a" * 121)], "encoder", 0, [0]),
            "121 tokens are more than a figure can hold",
        ),
        (
            lambda: heat_figure([text("abc")], "encoder", []),
            "at least one \\(layer, head\\) to draw, got none",
        ),
        (lambda: heat_figure([text("abc")], "encoder", [(0, 3)]), "has no head 3; it has heads 0, 1, 2"),
    ],
)
def test_what_a_text_lacks_is_named(draw, sentence):
    with pytest.raises(RequestError, match=sentence):
        draw()


@pytest.mark.parametrize(("most", "ends", "told"), [(0.9, 1, "1.00"), (0.25, 1, "1.00"), (0.2, 0.2, "0.2")])
def test_weak_maps_are_coloured_up_to_their_largest_weight(most, ends, told):
    bins = tuple("abcdefg")
    weights = np.full((1, 2, 7, 7), 1 / 7)
    weights[0, 1, 2] = (1 - most) / 6
    weights[0, 1, 2, 0] = most
    own = AttentionSet((AttentionMap(weights, bins, bins, "encoder"),))
    figure = heat_figure([own], "encoder", [(0, 0), (0, 1)])
    drawn, darkest, bar = figure.axes
    assert [axis.images[0].norm.vmax for axis in (drawn, darkest)] == pytest.approx([ends, ends])
    assert [label.get_text() for label in bar.get_yticklabels()][-1] == told


def test_a_model_that_its_note_names_is_named_once():
    one = replace(text(["it", "was"]).maps[0], model="tiny, random", note="tiny, random: no prediction; bins")
    caption = average_figure([AttentionSet((one,))], "encoder").get_supxlabel().replace("\n", " ")
    assert caption.startswith("tiny, random, encoder attention")
    assert caption.endswith("weight, no prediction; bins")


@pytest.mark.slow
def test_no_caption_is_cut():
    note = "trained here on few tokens in the place of another model, whose heads differ from these"
    one = text(["it", "was"])
    noted = AttentionSet((replace(one.maps[0], note=note),), one.title)
    for figure in (word_figure([noted], "encoder", 0, [0]), average_figure([noted], "encoder")):
        figure.canvas.draw()
        caption = vars(figure)["_supxlabel"].get_window_extent()
        assert note[-20:] in figure.get_supxlabel().replace("\n", " ")
        assert caption.x0 >= 0
        assert caption.x1 <= figure.bbox.x1
