import json
from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.runs.changes import Change, check_data, record_changes


def test_changes_are_kept_a_line_each_and_hold_from_then_on(tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text('{"aloud": false, "beads": {"number": 3, "colour": "red"}}', encoding="utf-8")
    record_changes(settings, [], 2)
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]
    record_changes(settings, [Change("beads.number", 3, 5)], 7)
    record_changes(settings, [Change("aloud", False, True), Change("beads.number", 5, None)], 11)
    lines = (tmp_path / "changes.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"step": 7, "setting": "beads.number", "before": 3, "now": 5},
        {"step": 11, "setting": "aloud", "before": False, "now": True},
        {"step": 11, "setting": "beads.number", "before": 5, "now": None},
    ]
    assert json.loads(settings.read_text(encoding="utf-8")) == {
        "aloud": True,
        "beads": {"number": None, "colour": "red"},
    }


def test_a_change_says_what_is_and_what_was() -> None:
    assert str(Change("a.b", None, 5)) == "5, before not given"
    assert str(Change("a.b", ["x" * 70], "y")) == f'"y", before ["{"x" * 58} ...'


def test_a_changed_file_is_named_with_both_checksums(tmp_path: Path) -> None:
    check_data(tmp_path, {}, {"a.tsv": "f00"})
    check_data(tmp_path, {"a.tsv": "f00", "b.tsv": "bad"}, {"a.tsv": "f00"})
    with pytest.raises(RequestError) as refused:
        check_data(
            tmp_path, {"a.tsv": "f00", "b.tsv": "0123456789abcdef"}, {"a.tsv": "f00", "b.tsv": "5" * 64}
        )
    assert str(refused.value) == (
        f"b.tsv has changed since {tmp_path} was begun: expected SHA-256 0123456789ab..., got 555555555555...; "
        "restore it, or begin another `run`"
    )
    assert refused.value.setting == ("run",)
