import json

import pytest

from babelix.base.errors import RequestError
from babelix.tracks.learning.targets import read_targets
from babelix.workflows.dna.learning.described import TARGETS, described, read_described


def test_targets_are_kept_as_they_are(recipe, tmp_path):
    targets = read_targets(recipe / "targets.tsv")
    (tmp_path / TARGETS).write_text(json.dumps(described(targets, "R64")))
    assert read_described(tmp_path) == (targets, "R64")


@pytest.mark.parametrize("text", [None, "{", '{"targets": [{"track": {}}], "assembly": null}'])
def test_others_are_refused(tmp_path, text):
    if text is not None:
        (tmp_path / TARGETS).write_text(text)
    with pytest.raises(RequestError, match=r"targets.json cannot be read as the tracks of a run"):
        read_described(tmp_path)
