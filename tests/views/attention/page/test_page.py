import html
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.views.attention.page import AttentionPage, Start

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "]]>",
    "&lt;",
    "\ud800",
    "\u2028",
    "שלום",
    "",
)


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.scripts, self._open = [], {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        self._open = dict(attributes).get("id") if tag == "script" else None

    def handle_data(self, data):
        if self._open:
            self.scripts[self._open] = self.scripts.get(self._open, "") + data


def test_the_page_asks_nobody_and_says_so(translations):
    text = AttentionPage(translations, "Tired or wide").html()
    [policy] = [
        a["content"]
        for tag, a in Elements(text).found
        if "Content-Security-Policy" in a.get("http-equiv", "")
    ]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    outside = re.findall(
        r"(?:https?:)?//[a-z0-9.]+\.[a-z]+", re.sub(r"http://www\.w3\.org/2000/svg", "", text)
    )
    assert outside == []
    assert not [a for _, a in Elements(text).found if {"src", "href"} & a.keys()]


def test_tokens_and_titles_are_data_never_markup(make_map):
    attention = make_map(HOSTILE, model="<b>")
    plain = Elements(AttentionPage([AttentionSet((make_map("abcdefgh"),))]).html())
    page = Elements(AttentionPage([AttentionSet((attention,), "</script><b>")], "</title><b>\ud800").html())
    assert [tag for tag, _ in page.found] == [tag for tag, _ in plain.found]
    described = json.loads(page.scripts["attention"])
    assert tuple(described["texts"][0]["maps"][0]["queries"]) == HOSTILE
    assert described["title"] == "</title><b>\ud800"


def test_maps_of_every_kind_are_packed_and_described(translations):
    page = Elements(AttentionPage(translations).html())
    described = json.loads(page.scripts["attention"])
    encoder, decoder, cross = described["texts"][1]["maps"]
    assert (encoder["kind"], encoder["causal"], encoder["keys"], encoder["rollouts"]) == (
        "encoder",
        False,
        None,
        True,
    )
    assert (decoder["generated_from"], decoder["causal"]) == (1, True)
    assert cross["keys"] == ["it", "was", "too", "wide", "."]
    assert (list(cross["statistics"]), cross["rollouts"]) == (["entropy"], False)
    assert np.shape(encoder["statistics"]["distance"]) == (3, 5)
    names = {name for name in page.scripts if name.startswith("packed-1-")}
    assert names == {f"packed-1-{place}-heads" for place in range(3)} | {
        f"packed-1-{place}-rollout-{layer}" for place in (0, 1) for layer in range(3)
    }
    # The encoder rows differ from the first on; the decoders' because their sources do.
    assert described["first_free_rows"] == {"0-1": {"encoder": 0, "decoder": 0, "cross": 0}}


def test_long_texts_bring_small_pictures_and_pack_each_head_by_itself(make_map):
    short, long, cross = (
        Elements(AttentionPage([AttentionSet((make_map(*texts, layers=1, heads=2),))]).html()).scripts
        for texts in (["A" * 48], ["A" * 49], ["A" * 7, "C" * 53])
    )
    assert set(short) - {"attention"} == {"packed-0-0-heads", "packed-0-0-rollout-0"}
    heads = {"packed-0-0-0", "packed-0-0-1", "packed-0-0-thumbnails"}
    assert set(long) - {"attention"} == heads | {"packed-0-0-rollout-0"}
    assert set(cross) - {"attention"} == heads
    assert json.loads(cross["attention"])["texts"][0]["maps"][0]["thumbnail"] == [7, 48]


def test_a_part_of_the_layers_has_no_rollout(make_map):
    part = make_map("abcde").select(layers=[1, 2])
    described = json.loads(Elements(AttentionPage([AttentionSet((part,))]).html()).scripts["attention"])
    assert described["texts"][0]["maps"][0]["rollouts"] is False
    assert described["texts"][0]["maps"][0]["layer_numbers"] == [1, 2]


def test_what_cannot_be_shown_is_refused_in_one_sentence(make_map, translations, monkeypatch):
    with pytest.raises(RequestError, match="at least one text"):
        AttentionPage([])
    with pytest.raises(RequestError, match="has no layer 3; it has layers 0, 1, 2"):
        AttentionPage(translations, start=Start(layer=3))
    with pytest.raises(RequestError, match="expected a token from 0 to 4 to open with, got 5"):
        AttentionPage(translations, start=Start(token=5))
    with pytest.raises(RequestError, match="has no cross attention to open with; it has encoder"):
        AttentionPage([AttentionSet((make_map("abc"),))], start=Start(kind="cross"))
    monkeypatch.setattr("babelix.views.attention.page.page._MOST_WEIGHTS", 449)
    with pytest.raises(RequestError, match=r"450 attention weights are more .*AttentionMap.select"):
        AttentionPage([AttentionSet((make_map("abcde"),))])  # 3 x (5 heads + rollout) x 25
    assert AttentionPage([AttentionSet((make_map("abcde", causal=True),))])


def test_the_page_is_written_whole_or_not_at_all(translations, tmp_path, monkeypatch):
    page = AttentionPage(translations)
    page.write(tmp_path / "page.html")
    written = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert written == page.html()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("babelix.views.attention.page.pack.packed_head", fail)
    with pytest.raises(TaskError, match="no space left on the disk"):
        page.write(tmp_path / "page.html")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == written


def test_a_notebook_gets_the_same_page_in_a_frame(translations, monkeypatch):
    page = AttentionPage(translations, 'a "title"')
    shown = page._repr_html_()
    [(tag, attributes)] = Elements(shown).found
    assert tag == "iframe"
    assert attributes["title"] == 'a "title"'
    assert attributes["sandbox"] == "allow-scripts allow-downloads"
    assert html.unescape(re.search('srcdoc="([^"]*)"', shown)[1]) == page.html()
    monkeypatch.setattr("babelix.views.attention.page.page._MOST_INLINE", 1000)
    assert "too much to keep in a notebook" in page._repr_html_()
    assert "iframe" not in page._repr_html_()


def test_two_thousand_bases_fit(make_map):
    bases = "ACGT" * 500
    row = np.zeros(2000, dtype=np.float32)
    row[0] = 1
    weights = np.broadcast_to(row, (1, 1, 2000, 2000))
    text = AttentionPage(
        [AttentionSet((AttentionMap(weights, tuple(bases), tuple(bases), "encoder"),))]
    ).html()
    assert len(text) < 300_000
