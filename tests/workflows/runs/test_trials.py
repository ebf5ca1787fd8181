from dataclasses import dataclass

from babelix.base.progress import silent
from babelix.base.settings import Settings
from babelix.workflows.runs.trials import carry_out


@dataclass(frozen=True)
class One:
    folder: str
    settings: Settings


def test_what_is_finished_stays_and_what_was_begun_goes_on(tmp_path):
    made = []

    def train(settings, *, beside, run, resume, listener):
        made.append((run.name, resume, beside))

    for name, file in (("a", "done"), ("b", "settings.json")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).touch()
    planned = [One(name, Settings()) for name in "abc"]
    more = {"finished": lambda folder: (folder / "done").exists(), "beside": tmp_path, "listener": silent}
    assert list(carry_out(tmp_path, planned, train, **more)) == planned
    assert made == [("b", True, tmp_path), ("c", False, tmp_path)]
