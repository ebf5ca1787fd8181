from pathlib import Path

import pytest
import torch

from babelix.base.errors import RequestError, TaskError
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.engines.export import export, exported
from babelix.workflows.translation.run import load_run


def test_another_format_and_a_folder_in_use_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="unknown format `to` 'ctranslate'; did you mean 'ctranslate2'"):
        export(tmp_path, to="ctranslate", out=tmp_path / "new")
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match="is there already; name a new folder"):
        export(tmp_path, to="ctranslate2", out=tmp_path)


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_weights_that_are_no_numbers_are_not_exported(value: float) -> None:
    run = load_run(locate("en-fr"))
    with torch.no_grad():
        run.transformer.decoder[0].get_parameter("feed_forward.W_1.weight")[3, 5] = value
    with pytest.raises(TaskError, match="are not numbers"):
        exported(run)
