import json
from pathlib import Path

import pytest

from babelix.cli import main
from babelix.workflows.translation.engines import export as workflow


def test_the_files_are_told_and_a_wrong_format_by_its_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow, "load_run", lambda folder: folder.name)
    monkeypatch.setattr(workflow, "exported", lambda run: {"model.bin": run.encode()})
    out = tmp_path / "exported"
    assert main.run(["export", "en-fr", "--to", "ctranslate2", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: model.bin\n"
    assert (out / "model.bin").read_bytes() == b"en-fr"
    assert main.run(["export", "en-fr", "--to", "ctranslate2", "--out", f"{out}2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"format": "ctranslate2", "files": [f"{out}2/model.bin"]}
    assert main.run(["export", "en-fr", "--to", "onnx", "--out", str(out)]) == 2
    assert "unknown format --to 'onnx'; known: ctranslate2" in capsys.readouterr().err
