import numpy as np
import pytest

from babelix.classic.images import write_image
from babelix.cli.main import run


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    """Return a function that runs a command of the group beside a picture and pictures by class."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    write_image(tmp_path / "p.png", rng.integers(0, 255, (20, 20), dtype=np.uint8))
    for number in range(5):
        for name, level in (("bright", 200), ("dark", 50)):
            values = (level + rng.integers(-40, 40, (20, 20))).astype(np.uint8)
            write_image(tmp_path / "photographs" / name / f"{number}.png", values)

    def type_line(line):
        code = run(["classic", "convnet", *line.split()])
        return code, capsys.readouterr()

    return type_line
