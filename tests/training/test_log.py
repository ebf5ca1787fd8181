import json

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.training.log import MetricLog


@pytest.fixture
def path(tmp_path):
    return tmp_path / "metrics.jsonl"


def test_one_object_a_line(path):
    log = MetricLog(path)
    log.append(3, {"loss": 0.1, "epoch": 1})
    log.append(5, {"note": "été\u2028"})
    lines = path.read_bytes().split(b"\n")
    assert [json.loads(line) for line in lines[:-1]] == [
        {"step": 3, "loss": 0.1, "epoch": 1},
        {"step": 5, "note": "été\u2028"},
    ]
    assert lines[-1] == b""


@pytest.mark.parametrize("rest", [b"", b'{"step": 2', b'{"step": 2, "note": "\xc3', b"{"])
def test_cut_drops_later_steps_and_an_unfinished_line(path, rest):
    log = MetricLog(path)
    for step in (1, 2, 2, 3):
        log.append(step, {"loss": step / 7, "note": "\u2028"})
    whole = path.read_bytes()
    path.write_bytes(whole + rest)
    log.cut(2)
    assert path.read_bytes() == b"".join(whole.splitlines(keepends=True)[:3])
    log.append(3, {"loss": 3 / 7, "note": "\u2028"})
    assert path.read_bytes() == whole


def test_cut_to_nothing_and_of_nothing(path):
    log = MetricLog(path)
    log.cut(5)
    assert not path.exists()
    path.write_bytes(b'{"st')
    log.cut(5)
    assert path.read_bytes() == b""


def test_a_log_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(
        TaskError, match=r"cannot write .*: Is a directory; go on from the last checkpoint with `resume`"
    ):
        MetricLog(tmp_path).append(1, {"loss": 0.1})


@pytest.mark.parametrize("line", [b"garbage", b"3", b'{"loss": 1}', b"\xff"])
def test_a_damaged_line_is_named_and_nothing_is_lost(path, line):
    log = MetricLog(path)
    log.append(1, {"loss": 0.1})
    damaged = path.read_bytes() + line + b"\n"
    path.write_bytes(damaged)
    with pytest.raises(
        RequestError, match=r"metrics\.jsonl, line 2: expected a JSON object with its step, got"
    ):
        log.cut(1)
    assert path.read_bytes() == damaged


def test_what_another_process_writes_is_left_to_it(path):
    path.write_bytes(b'{"step": 3}\n{"st')
    log = MetricLog(path, writes=False)
    log.append(5, {"loss": 0.1})
    log.cut(1)
    assert path.read_bytes() == b'{"step": 3}\n{"st'
