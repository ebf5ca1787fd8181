import subprocess
import sys

import pytest
import torch
from jaxtyping import TypeCheckError

from babelix.attention import scaled_dot_product_attention


def test_shapes_are_checked_while_tests_run():
    Q, K = torch.zeros(2, 5, 7), torch.zeros(2, 3, 11)
    with pytest.raises(TypeCheckError, match="K"):
        scaled_dot_product_attention(Q, K, K)


def test_one_thread_a_process():
    assert torch.get_num_threads() == 1


ASKING = """
import pytest


@pytest.mark.figure
@pytest.mark.parametrize("states", [7, 10])
def test_a_figure(dataset, states):
    dataset("nowhere")


def test_of_data(asked):
    pass


@pytest.fixture
def asked(dataset):
    return dataset("nowhere")


def test_skipped_for_another_reason():
    pytest.skip("no such device")


def test_of_its_own():
    pass
"""


@pytest.mark.slow
def test_a_run_says_how_much_went_unchecked_for_want_of_data(tmp_path, root):
    for name in ("pyproject.toml", "tests/conftest.py", "tools/shapes.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((root / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "tests" / "test_asking.py").write_text(ASKING, encoding="utf-8")
    nowhere = "from babelix import data; data.find = lambda name: None; data.missing = lambda name: name\n"
    (tmp_path / "conftest.py").write_text(nowhere, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n", "2", "-p", "no:cacheprovider", str(tmp_path)]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "1 passed, 4 skipped" in ended.stdout, ended.stdout + ended.stderr
    assert "for want of data 3 tests went unchecked, 2 of them guard a published figure" in ended.stdout
