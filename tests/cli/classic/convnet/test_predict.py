import json

import torch
from safetensors.torch import save_file

from babelix.classic.alexnet import SHAPES, ConvNet


def test_a_net_that_learned_nothing_names_no_class(typed):
    code, said = typed("predict --size small --image p.png")
    assert code == 0
    assert said.out.splitlines() == [
        "small: untrained, its weights are drawn at random; give --weights or --run for a net that learned"
    ]
    code, said = typed("predict --size small --image p.png --json")
    found = json.loads(said.out)
    assert (found["probabilities"], found["classes"], len(found["projection"])) == (None, None, 256)


def test_weights_of_a_file_have_numbers_for_classes(typed, tmp_path):
    torch.manual_seed(0)
    save_file(ConvNet(SHAPES["small"]).state_dict(), tmp_path / "w.safetensors")
    code, said = typed("predict --size small --weights w.safetensors --image p.png --top 2")
    assert code == 0
    first, second = said.out.splitlines()
    assert first > second
    assert first.endswith(", which these weights do not name")


def test_none_of_the_likeliest(typed):
    code, said = typed("predict --size small --image p.png --top 0")
    assert (code, said.err) == (2, "babelix: --top 0: expected at least 1\n")
