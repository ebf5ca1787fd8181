import subprocess
import sys

import pytest

from babelix.cli.main import run


def test_the_group_names_its_commands(capsys):
    assert run(["classic", "--help"]) == 0
    assert "approximate" in capsys.readouterr().out


@pytest.mark.slow
def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom babelix.cli.main import run\n"
        "for name in ('approximate', 'playground', 'kernels'):\n    assert run(['classic', name, '--help']) == 0\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(process.stderr.split()) & {"torch", "numba", "scipy", "matplotlib", "numpy", "PIL"}
