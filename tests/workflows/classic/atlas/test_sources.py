from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.workflows.classic.atlas.sources import Source, read_points


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (Source("convnets"), "`source` 'convnets': expected one of .*; did you mean 'convnet'"),
        (Source("convnet", word=["it"]), "`word` goes with `source` translator, not with convnet"),
        (Source("embeddings", run=Path("x")), "`run` goes with `source` convnet, not with embeddings"),
        (Source("convnet", model="en-fr"), "`model` goes with `source` embeddings or translator"),
        (Source("translator"), "`source` translator needs `text`, a file with a sentence a line"),
        (Source("convnet"), "give either `run`, a trained net, or `size`, a named one"),
    ],
)
def test_what_does_not_belong_together(source, sentence):
    with pytest.raises(RequestError, match=sentence):
        read_points(source, 100, 0, silent)


@pytest.mark.slow
def test_each_kind_reads_its_own(photographs, tiny_run, tmp_path):
    (tmp_path / "s.txt").write_text("the cat\na dog\n", encoding="utf-8")
    for source, what in [
        (Source("convnet", size="small", data=str(photographs)), "activations"),
        (Source("embeddings", model=str(tiny_run)), "embeddings"),
        (Source("translator", model=str(tiny_run), text=tmp_path / "s.txt"), "encoder states"),
    ]:
        assert read_points(source, 100, 0, silent).what == what
