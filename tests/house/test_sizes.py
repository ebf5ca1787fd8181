"""Drawers that stay shallow: folders, files, functions, signatures."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

FOLDER, FILE, FUNCTION, PARAMETERS = 20, 300, 60, 8

# More parameters than eight is a missing type. These wait for it, and one that has it must leave the list.
WIDE = {
    "src/babelix/decoding/beam.py:beam_search",
    "src/babelix/decoding/sampling.py:sample",
    "src/babelix/transformer/model.py:Transformer.__init__",
    "src/babelix/workflows/translation/evaluate.py:evaluate",
    "src/babelix/workflows/translation/task.py:TranslationTask.__init__",
    "src/babelix/workflows/translation/translator.py:Translator.__init__",
}


def test_no_folder_holds_more_than_twenty_files(files):
    held = Counter(path.parent for path in files)
    deep = [f"{folder}: {count} files" for folder, count in held.items() if count > FOLDER]
    assert not deep, f"split these folders by subject (CONTRIBUTING, Rooms): {listed(deep)}"


def test_no_file_has_more_than_300_lines(modules, root):
    lines = {path: len((root / path).read_text(encoding="utf-8").splitlines()) for path in modules}
    long = [f"{path}: {count} lines" for path, count in lines.items() if count > FILE]
    assert not long, f"split these files by what they do: {listed(long)}"


def test_no_function_has_more_than_60_lines(functions):
    long = [
        f"{function.where}: {function.lines} lines"
        for function in functions
        if function.lines > FUNCTION and not (function.is_command or function.is_kernel)
    ]
    assert not long, f"a function fits one screen; take parts of these out under names: {listed(long)}"


def test_no_signature_has_more_than_eight_parameters(functions):
    wide = {
        function.where: function.parameters
        for function in functions
        if function.parameters > PARAMETERS and not (function.is_command or function.is_kernel)
    }
    new = [f"{where}: {count} parameters" for where, count in wide.items() if where not in WIDE]
    assert not new, f"give these a type that holds what belongs together: {listed(new)}"
    narrow = sorted(WIDE - set(wide))
    assert not narrow, f"take these out of WIDE, they are narrow by now: {listed(narrow)}"


def test_a_planted_function_is_measured(functions):
    """The measure itself, on one whose size is known: three lines, two parameters."""
    (known,) = (f for f in functions if f.where == f"{Path(*HERE)}:planted")
    assert (known.lines, known.parameters, known.is_command, known.is_kernel) == (3, 2, False, False)


HERE = ("tests", "house", "test_sizes.py")


def planted(one: int, two: int) -> int:
    total = one + two
    return total


def listed(found: Iterable[str]) -> str:
    return "; ".join(found)
