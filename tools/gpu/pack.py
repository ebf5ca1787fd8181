"""Prepares the folder that travels to a machine with a GPU and no network: `make gpu-pack`.

    python -m tools.gpu.pack FOLDER

In it: the wheels that such a machine may lack, the package's name and version, which runs record, the data sets of the
recipes and the made pairs. The code travels as the working tree.
"""

import gzip
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from babelix import data
from babelix.base.files import write_text

RECIPES = tuple(f"recipes/translation/en-fr{name}.toml" for name in ("", "-gentle", "-more"))
MISSING = ("pydantic", "pydantic-core", "annotated-types", "typing-inspection", "pooch", "platformdirs")
PYTHON = "3.12"
# The most that may travel.
LIMIT = 40e6


def data_sets(recipes: list[Path]) -> list[str]:
    """Return the names of the data sets that the recipes train on, each once."""
    tables = [
        table
        for path in recipes
        for table in tomllib.loads(path.read_text(encoding="utf-8"))["data"]["corpora"]
    ]
    return list(dict.fromkeys(table["name"] for table in tables if "name" in table))


def copy_data(names: list[str], folder: Path) -> None:
    """Copy the files of some data sets to where a mirror has them below `folder`."""
    for name in names:
        for key, path in data.fetch(name).items():
            place = folder / data.entry(name).files[key].path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)


def copy_made(made: Path, folder: Path) -> None:
    """Copy the made pairs, compressed; the vectors of words beside them are of recipes for a CPU."""
    folder.mkdir(parents=True)
    for path in sorted(made.glob("*.tsv")):
        (folder / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


def download_wheels(folder: Path) -> None:
    """Fetch what may be missing, for the other machine's Python."""
    pip = [sys.executable, "-m", "pip"]
    platforms = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
    asked = ["--only-binary=:all:", "--no-deps", "--python-version", PYTHON, "--implementation", "cp"]
    asked += [word for platform in platforms for word in ("--platform", platform)]
    wanted = [f"{name}=={version(name)}" for name in MISSING]
    subprocess.run([*pip, "download", "--quiet", *asked, "--dest", str(folder), *wanted], check=True)


def name_package(folder: Path) -> None:
    """Write what makes the sources in the working tree a known package: its name and version."""
    place = folder / f"babelix-{version('babelix')}.dist-info"
    write_text(place / "METADATA", f"Metadata-Version: 2.1\nName: babelix\nVersion: {version('babelix')}\n")


def main(folder: Path) -> int:
    """Fill `folder` anew and say what it weighs; 1 when that is too much."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_data(data_sets([Path(recipe) for recipe in RECIPES]), folder / "data")
    copy_made(Path("runs/made"), folder / "made")
    download_wheels(folder / "wheels")
    name_package(folder / "site")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.1f} MB of at most {LIMIT / 1e6:.0f}")
    return int(size > LIMIT)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
