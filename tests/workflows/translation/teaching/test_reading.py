import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.base.progress import Progress
from babelix.text import END, START
from babelix.text.vectors import read_vectors
from babelix.training.packing import pack
from babelix.training.tensors import load_tensors, save_tensors
from babelix.transformer.compiled.program import Program, Rules
from babelix.workflows.runs.folder import PROVENANCE
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import train
from babelix.workflows.translation.engines.export import exported
from babelix.workflows.translation.run import READING, SOURCE_SUBWORDS, load_run
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.teaching.reading import let_learn
from babelix.workflows.translation.teaching.teacher import standardised
from babelix.workflows.translation.teaching.words import WORDS
from babelix.workflows.translation.translator import load_translator

LINES = ["a dog runs .", "Two children play", "nothing known"]
RECIPE = """
task = "translation"

[data]
train = ["pairs.tsv"]
val = ["val.tsv"]
word_vectors = "a.vec"

[subwords]
dropout = 0.1

[model]
start = "{start}"
word_vectors = true

[training]
seed = 2
steps = 7
batch_tokens = 67
warmup = 5
rate_factor = 3
word_vectors_alone = 0.3
only = ["words"]
precision = "float32"
threads = 1
log_every = 1
evaluate_every = 7
save_every = 3
samples = 0
"""


@pytest.fixture
def reads(beside_vectors: Path) -> Path:
    """A recipe that goes on from a tiny run, which learns to read vectors and nothing else."""
    path = beside_vectors / "reads.toml"
    path.write_text(RECIPE.format(start=beside_vectors / "start"), encoding="utf-8")
    return path


def trained(recipe: Path, run: Path, asked: Sequence[str] = (), **more: Any) -> Path:
    return train(read_recipe(recipe, list(asked)), run=run, **more).run


def weights(run: Path) -> dict[str, Tensor]:
    return {name: each.detach() for name, each in load_run(run).model.named_parameters()}


def test_vectors_are_put_in_and_the_map_alone_learns(reads: Path, tmp_path: Path) -> None:
    run = trained(reads, tmp_path / "run")
    found, start = weights(run), weights(tmp_path / "start")
    assert found.keys() - start.keys() == {"words.V", "words.P"}
    assert all(torch.equal(found[name], each) for name, each in start.items())
    assert found["words.P"].abs().max() > 0
    given, known = read_vectors(tmp_path / "a.vec"), json.loads((run / WORDS).read_text())
    assert known["size"] == 3
    assert set(known["words"]) <= set(given.words)
    rows = [given.words.index(word) for word in known["words"]]
    np.testing.assert_allclose(found["words.V"], standardised(given.vectors)[rows], rtol=1e-6)
    assert not (run / READING).exists(), "none is taught"


def test_what_is_read_changes_what_is_said_by_all_engines_alike(reads: Path, tmp_path: Path) -> None:
    pytest.importorskip("ctranslate2", reason="the extra `ctranslate2` is not installed")
    run = trained(reads, tmp_path / "run", ["training.steps=40", "training.rate_factor=20"])
    said = {}
    for name, folder in (("start", tmp_path / "start"), ("reads", run)):
        for engine in ("babelix", "ctranslate2"):
            lines = load_translator(folder, engine=engine).translate(LINES, beam=1)
            said[name, engine] = [(each.text, round(each.score, 3)) for each in lines]
    for name in ("start", "reads"):
        for ours, theirs in zip(said[name, "babelix"], said[name, "ctranslate2"], strict=True):
            assert ours[0] == theirs[0]
            assert ours[1] == pytest.approx(theirs[1], rel=0.01)
    assert said["reads", "babelix"][0] != said["start", "babelix"][0]
    files = exported(load_run(run))
    assert json.loads(files["source_2_vocabulary.json"])[3:] == json.loads((run / WORDS).read_text())["words"]


def test_a_training_that_was_stopped_goes_on_to_the_same_bytes(
    reads: Path, goes_on_alike: Callable[[Path], Path]
) -> None:
    assert (goes_on_alike(reads) / WORDS).exists()


def plain(reads: Path) -> Path:
    """A recipe beside `reads` that goes on from what that trained, and says nothing of vectors."""
    text = reads.read_text().replace('word_vectors = "a.vec"\n', "").replace("word_vectors = true\n", "")
    text = text.replace('only = ["words"]\n', "").replace(
        f'"{reads.parent / "start"}"', f'"{reads.parent / "run"}"'
    )
    path = reads.with_name("plain.toml")
    path.write_text(text, encoding="utf-8")
    return path


def test_what_goes_on_from_it_reads_the_same_words(reads: Path, tmp_path: Path) -> None:
    run = trained(reads, tmp_path / "run")
    on = trained(plain(reads), tmp_path / "on")
    assert (on / WORDS).read_bytes() == (run / WORDS).read_bytes()
    before, after = weights(run), weights(on)
    assert torch.equal(before["words.V"], after["words.V"])
    assert not torch.equal(before["words.P"], after["words.P"])
    assert not torch.equal(before["E.weight"], after["E.weight"])
    more = trained(plain(reads), tmp_path / "on", ["training.steps=9"], resume=True)
    assert torch.equal(weights(more)["words.V"], after["words.V"])


def test_other_vectors_may_be_taught_to_it_and_a_stopped_run_keeps_its_own(
    reads: Path, tmp_path: Path, goes_on_alike: Callable[[Path], Path]
) -> None:
    trained(reads, tmp_path / "run")
    shutil.rmtree(tmp_path / "start")
    (tmp_path / "run").rename(tmp_path / "start")
    lines = (tmp_path / "a.vec").read_text().splitlines()[1:]
    (tmp_path / "b.vec").write_text("".join(f"{line}\n" for line in lines[::2]))  # without some of its words
    text = plain(reads).read_text().replace(f'"{tmp_path / "run"}"', f'"{tmp_path / "start"}"')
    text = text.replace("[data]\n", '[data]\nword_vectors = "b.vec"\n')
    text = text.replace("[training]\n", "[training]\nword_vectors_weight = 2\nword_vectors_layer = 1\n")
    (tmp_path / "taught.toml").write_text(text)
    before = weights(tmp_path / "start")["words.V"]
    assert torch.equal(weights(goes_on_alike(tmp_path / "taught.toml"))["words.V"], before)


def test_packed_it_says_the_same_from_the_file_and_from_the_network(reads: Path, tmp_path: Path) -> None:
    run = trained(reads, tmp_path / "run", ["training.steps=20", "training.rate_factor=20"])
    tensors, state = load_tensors(run / "model.safetensors")
    save_tensors(run / "model.safetensors", pack(tensors), state)
    from_file, from_network = load_run(run), load_run(run)
    assert from_network.model is not None
    rows, rules = [[*row, END] for row in from_file.subwords.encode(LINES * 9)], Rules(3, 0.6, START, END)
    one, other = (
        Program(each.held).find(rows, [9] * len(rows), rules, 5, lambda _: None)
        for each in (from_file, from_network)
    )
    assert one == other


def test_a_network_may_read_vectors_from_the_start(reads: Path, tmp_path: Path) -> None:
    text = reads.read_text().replace(f'start = "{tmp_path / "start"}"\n', 'size = "tiny"\nd_model = 16\n')
    text = text.replace('only = ["words"]\n', "").replace("dropout = 0.1\n", "dropout = 0.1\nsize = 300\n", 1)
    reads.write_text(text)
    found = weights(trained(reads, tmp_path / "run"))
    assert found["words.P"].shape == (3, 16)
    assert found["words.P"].abs().max() > 0


def test_vectors_may_be_read_and_taught(reads: Path, tmp_path: Path) -> None:
    run = trained(
        reads,
        tmp_path / "run",
        ["training.only=[]", "training.word_vectors_weight=2", "training.word_vectors_layer=1"],
    )
    assert (run / READING).exists()
    assert (run / WORDS).exists()


def test_settings_that_say_nothing_or_contradict_are_refused(reads: Path, tmp_path: Path) -> None:
    run = trained(reads, tmp_path / "run")
    with pytest.raises(
        RequestError, match=r"model.word_vectors beside model.start: .* reads vectors of its own"
    ):
        trained(plain(reads), tmp_path / "a", ["model.word_vectors=true"])
    with pytest.raises(RequestError, match=r"give training.word_vectors_weight to teach it these, or leave"):
        trained(plain(reads), tmp_path / "b", ["data.word_vectors=a.vec"])
    asked = [f"model.start={tmp_path / 'start'}"]
    with pytest.raises(RequestError, match=r"word_vectors_alone says nothing where no vectors are read"):
        trained(plain(reads), tmp_path / "c", asked)
    with pytest.raises(RequestError, match=r"model.word_vectors needs data.word_vectors"):
        trained(plain(reads), tmp_path / "d", [*asked, "model.word_vectors=true"])
    assert not any((tmp_path / name).exists() for name in "abcd"), "nothing is left of what was refused"
    (run / WORDS).unlink()
    with pytest.raises(RequestError, match=r"lacks words\.json"):
        load_run(run)
    with pytest.raises(RequestError, match=r"model.word_vectors is of a Transformer"):
        TranslationSettings.read(
            {"data": {"name": "multi30k"}, "model": {"kind": "gru", "word_vectors": True}}, "a recipe"
        )


def test_a_beginning_that_no_weight_has_is_refused_by_name() -> None:
    network = torch.nn.ModuleDict({"a": torch.nn.Linear(2, 3), "b": torch.nn.Linear(3, 2)})
    let_learn(network, [])
    assert all(each.requires_grad for each in network.parameters())
    with pytest.raises(RequestError, match=r"training\.only has ''"):
        let_learn(network, [""])
    with pytest.raises(
        RequestError, match=r"training.only has 'c', .* expected the beginning of one, as a, b"
    ):
        let_learn(network, ["a", "c"])
    assert all(each.requires_grad for each in network.parameters())
    let_learn(network, ["a.w", "b"])
    learning = [name for name, each in network.named_parameters() if each.requires_grad]
    assert learning == ["a.weight", "b.weight", "b.bias"]


def test_a_run_that_learns_from_shorter_sentences_still_reads_those_that_its_start_read(
    reads: Path, tmp_path: Path
) -> None:
    path = tmp_path / "start" / PROVENANCE
    recorded = json.loads(path.read_text())
    recorded[SOURCE_SUBWORDS] |= {"99.9 %": 97, "longest": 127}
    path.write_text(json.dumps(recorded))
    run = trained(reads, tmp_path / "run", ["training.steps=3"])
    assert load_run(run).usual == 97
    (tmp_path / "start" / PROVENANCE).unlink()
    assert load_run(trained(reads, run, ["training.steps=4"], resume=True)).usual == 97


def test_vectors_that_do_not_differ_are_refused(reads: Path, tmp_path: Path) -> None:
    for numbers in ("1 1 1", "1e38 1e38 1e38"):
        words = [line.split(" ")[0] for line in (tmp_path / "a.vec").read_text().splitlines()[1:]]
        (tmp_path / "a.vec").write_text("".join(f"{word} {numbers}\n" for word in words))
        with pytest.raises(RequestError, match=r"the vectors of \d+ words say nothing"):
            trained(reads, tmp_path / "run")
        assert not (tmp_path / "run").exists()


def test_how_many_words_are_read_is_said(reads: Path, tmp_path: Path) -> None:
    told = list[Progress]()
    trained(reads, tmp_path / "run", listener=told.append)
    trained(plain(reads), tmp_path / "on", listener=told.append)
    said = [each.remark for each in told if each.remark.startswith("vectors of ")]
    assert re.fullmatch(r"vectors of \d+ words are read, of \d+ in the file", said[0])
    assert re.fullmatch(r"vectors of \d+ words are read", said[1])


def test_pieces_are_those_that_an_exported_model_is_given_wherever_the_network_is(
    reads: Path, tmp_path: Path
) -> None:
    translator = load_translator(trained(reads, tmp_path / "run"))
    before = translator.pieces(LINES[0])
    assert all("\uffe8" in piece for piece in before)
    translator.model.to("meta")
    assert translator.pieces(LINES[0]) == before
    start = load_translator(tmp_path / "start")
    assert start.pieces(LINES[0]) == [piece.split("\uffe8")[0] for piece in before]
