import subprocess
import sys
from pathlib import Path

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.training import device as module
from babelix.training.device import best_device, free_on, undisturbed
from babelix.training.machine import computing, may_have_cuda, on_processor, settle


@pytest.mark.parametrize(("there", "expected"), [(True, "cuda"), (False, "cpu")])
def test_cuda_where_there_is_one(monkeypatch, there, expected):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there)
    assert best_device() == torch.device(expected)


@pytest.mark.parametrize("threads", [None, torch.get_num_threads() + 1])
def test_threads_and_random_numbers_are_as_before_also_where_it_fails(threads):
    before = torch.get_num_threads()
    torch.manual_seed(3)
    expected = torch.rand(5)
    torch.manual_seed(3)

    def fail():
        with undisturbed(threads):
            assert torch.get_num_threads() == (threads or before)
            torch.manual_seed(7)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert torch.get_num_threads() == before
    assert torch.equal(torch.rand(5), expected)


def test_what_is_free_on_the_processor_is_what_the_system_says(monkeypatch):
    monkeypatch.setattr(module, "free_memory", lambda: 12345)
    assert free_on(torch.device("cpu")) == 12345


def test_on_a_gpu_what_torch_keeps_unused_is_free_too(monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (700, 1000))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 90)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: 50)
    assert free_on(torch.device("cuda")) == 740


@pytest.fixture
def cuda(monkeypatch):
    """A machine with a CUDA device, as far as torch says."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)


@pytest.mark.usefixtures("cuda")
@pytest.mark.parametrize(("device", "expected"), [("auto", "cuda"), ("cuda", "cuda"), ("cpu", "cpu")])
def test_what_is_asked_for_holds_in_the_block(device, expected):
    with computing(device="cpu"), computing(device=device):
        assert best_device() == torch.device(expected)
    assert best_device() == torch.device("cuda")


def test_threads_are_as_before_after_the_block_also_where_it_fails():
    before = torch.get_num_threads()
    with computing(threads=before + 2):
        assert torch.get_num_threads() == before + 2
    assert torch.get_num_threads() == before
    with pytest.raises(KeyError), computing(threads=before + 1, device="cpu"):
        raise KeyError
    assert torch.get_num_threads() == before


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"device": "cuda"}, "`device` 'cuda': torch finds no CUDA device here; leave `device` out"),
        ({"device": "gpu"}, "`device` 'gpu': expected one of auto, cpu, cuda"),
        ({"device": "cuba"}, "did you mean 'cuda'"),
        ({"device": None}, "`device`: expected a text, got None"),
        ({"threads": 0}, "`threads` 0: expected a number from 1 to 1024"),
        ({"threads": -3}, "`threads` -3: expected a number from 1 to 1024"),
        ({"threads": 10**9}, "`threads` 1000000000: expected a number from 1 to 1024"),
        ({"threads": 1.5}, "`threads`: expected a whole number or None, got 1.5"),
    ],
)
def test_what_the_machine_has_not_is_refused(monkeypatch, wanted, said):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(RequestError) as refused, computing(**wanted):
        pass
    assert said in str(refused.value)


@pytest.mark.parametrize("there", [False, True])
def test_on_the_processor_is_what_was_asked_for_or_what_there_is(monkeypatch, there):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there)
    assert on_processor() != there
    with computing(device="cpu"):
        assert on_processor()


@pytest.mark.parametrize(
    ("platform", "files", "visible", "expected"),
    [
        ("linux", [], None, False),
        ("linux", ["null", "tty0"], None, False),
        ("linux", ["nvidiactl", "nvidia0"], None, True),
        ("linux", ["nvidia3"], "0,1", True),
        ("linux", ["nvidia3"], "", False),
        ("linux", ["nvidia3"], "-1", False),
        ("linux", ["kfd"], None, True),
        ("linux", ["dxg"], None, True),
        ("win32", [], None, True),
    ],
)
def test_torch_is_asked_where_a_driver_is(monkeypatch, tmp_path: Path, platform, files, visible, expected):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    for name in files:
        (tmp_path / name).touch()
    assert may_have_cuda(tmp_path) == expected


@pytest.mark.slow
def test_threads_that_were_asked_for_before_torch_came_hold_once_it_has_and_are_given_back():
    lines = [
        "import sys",
        "from babelix.training.machine import computing, settle",
        "with computing(device='cpu', threads=3, later=True):",
        "    assert 'torch' not in sys.modules",
        "    import torch",
        "    before = torch.get_num_threads()",
        "    settle()",
        "    assert torch.get_num_threads() == 3 != before",
        "    settle()",
        "assert torch.get_num_threads() == before",
        "with computing(threads=5, later=True):",
        "    assert torch.get_num_threads() == 5",
        "assert torch.get_num_threads() == before",
    ]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)


def test_without_a_block_there_is_nothing_to_settle():
    before = torch.get_num_threads()
    settle()
    assert torch.get_num_threads() == before
