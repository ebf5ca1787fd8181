import json
from pathlib import Path

import pytest
from tools.compare_commands import main

LIST = """\
[[scene]]
name = "songs"
prepare = "echo la > song.txt"
run = '''
babelix sing song.txt
babelix hum
'''
[left_out]
"babelix shout" = "too loud"
[masked]
'took [0-9.]+ s' = 'took TIME'
[clocks]
"clock.txt" = "the time of day"
[[meant]]
why = "the humming has a name"
was = '^hm$'
now = 'hm hm'
"""
PROGRAM = """
import sys, time
from pathlib import Path
def main():
    print(Path(sys.argv[-1]).read_text().strip() if "sing" in sys.argv else {hum!r})
    print(f"took {{time.perf_counter()}} s in {{Path.cwd()}}")
    print("humming 3/7 notes  2.0 notes/s  0:02 left", file=sys.stderr)
    Path("clock.txt").write_text(str(time.time_ns()))
    Path("notes.bin").write_bytes({notes!r})
"""


def checkout(folder: Path, hum: str, notes: bytes) -> Path:
    for place in ("docs", "src/babelix/cli", "tools"):
        (folder / place).mkdir(parents=True)
    (folder / "src" / "babelix" / "__init__.py").touch()
    (folder / "README.md").write_text("    babelix sing song.txt\n    babelix shout\n", encoding="utf-8")
    (folder / "docs" / "commands.md").write_text("## babelix\n", encoding="utf-8")
    (folder / "tools" / "commands.toml").write_text(LIST, encoding="utf-8")
    program = PROGRAM.format(hum=hum, notes=notes)
    (folder / "src" / "babelix" / "cli" / "main.py").write_text(program, encoding="utf-8")
    return folder


def compared(tmp_path: Path, before: tuple[str, bytes], after: tuple[str, bytes], *more: str) -> int:
    sides = [str(checkout(tmp_path / name, *each)) for name, each in (("old", before), ("new", after))]
    return main(
        [*sides, "--list", str(tmp_path / "new" / "tools" / "commands.toml"), "--only", "songs", *more]
    )


@pytest.mark.slow
def test_the_same_but_for_times_places_progress_clocks_and_what_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert compared(tmp_path, ("hm", b"\xff1"), ("hm hm", b"\xff1"), "--json", str(report)) == 0
    said = capsys.readouterr().out
    assert "left out: babelix shout (too loud)" in said
    assert "meant, 1 times: the humming has a name" in said
    found = json.loads(report.read_text(encoding="utf-8"))
    assert (found["counts"], found["different"]) == ({"same": 1, "meant": 1, "new": 0, "DIFFERS": 0}, [])
    assert set(found["help_seconds"]) == {"before", "after"}


@pytest.mark.slow
def test_another_word_and_other_bytes_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(tmp_path, ("mh", b"\xff1"), ("ho", b"\xff23")) == 1
    said = capsys.readouterr().out
    assert "-mh\n    +ho\n" in said
    assert "2 bytes before, 3 after; they are no text" in said
    assert "0 same, 0 meant, 0 new, 2 DIFFERS, 1 left out" in said


@pytest.mark.slow
def test_a_documented_command_that_is_not_listed_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "LIST", LIST.replace("babelix shout", "babelix whisper"))
    assert compared(tmp_path, ("hm", b""), ("hm", b"")) == 1
    assert "neither compared nor left out, before: README.md: babelix shout" in capsys.readouterr().out


@pytest.mark.slow
def test_a_comparison_goes_on_with_what_differed_and_what_is_not_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert compared(tmp_path, ("mh", b""), ("ho", b""), "--json", str(report)) == 1
    # Of another length: Python takes a file of one length and one second for the one it has compiled.
    mended = PROGRAM.format(hum="mh", notes=b"") + "# mended\n"
    (tmp_path / "new" / "src" / "babelix" / "cli" / "main.py").write_text(mended, encoding="utf-8")
    goes_on = [str(tmp_path / "old"), str(tmp_path / "new"), "--only", "songs", "--resume"]
    goes_on += ["--list", str(tmp_path / "new" / "tools" / "commands.toml"), "--json", str(report)]
    capsys.readouterr()
    assert main(goes_on) == 0
    assert "same" in capsys.readouterr().out.split("[songs] babelix hum")[0], "what differed runs anew"
    assert main(goes_on) == 0
    said = capsys.readouterr().out
    assert "[songs]" not in said
    assert "2 same, 0 meant, 0 new, 0 DIFFERS, 1 left out" in said
