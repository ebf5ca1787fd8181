"""The files of annotations: one, or all of a folder, and what is known of each: its cell, its assay, its factor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines, refuse_pipe

ENDINGS = (".bed", ".narrowPeak", ".broadPeak", ".gappedPeak", ".bed12", ".gtf", ".gff", ".gff3", ".vcf")
_PACKED = (".gz", ".bgz")


@dataclass(frozen=True)
class Member:
    """A file of the annotation of that name, and what is known of it, by column (``cell``, ``factor``)."""

    annotation: str
    path: Path
    known: Mapping[str, str] = field(default_factory=dict)


def named(text: str) -> tuple[str, Path]:
    """Return name and path of a text such as ``TF=peaks/``. Raises `RequestError` for another form."""
    name, equals, path = text.partition("=")
    if not equals or not name.strip() or not path:
        raise RequestError(
            f"`annotation` {text!r}: expected NAME=FILE or NAME=FOLDER, such as TF=peaks/",
            setting="annotation",
        )
    return name.strip(), Path(path)


def annotations(texts: Sequence[str]) -> list[Member]:
    """Return the files of annotations given as ``NAME=FILE`` or ``NAME=FOLDER``, in their order, a folder's sorted.

    Raises `RequestError` for a name given twice, a path that is not there and a folder without such a file.
    """
    members: list[Member] = []
    for name, path in map(named, texts):
        refuse_pipe(path, "annotation")
        if any(each.annotation == name for each in members):
            raise RequestError(
                f"`annotation` {name} is given twice; put its files into one folder, or name them apart",
                setting="annotation",
            )
        members += [Member(name, each) for each in (_files(path) if path.is_dir() else [path])]
        if not path.exists():
            raise RequestError(f"`annotation` {name}: no such file or folder: {path}", setting="annotation")
    return members


def bare_annotations(texts: Sequence[str]) -> list[list[Member]]:
    """Return the files of each text: as `annotations` reads them, or a path without name, whose files are one each.

    The annotation of a file is named by the file, without its ending. Raises what `annotations` does.
    """
    found: list[list[Member]] = []
    for text in texts:
        path = Path(text)
        if "=" in text and not path.exists():
            found.append(annotations([text]))
            continue
        refuse_pipe(path, "annotation")
        if not path.exists():
            raise RequestError(f"`annotation` {text}: no such file or folder", setting="annotation")
        found.append([Member(_stem(each.name), each) for each in (_files(path) if path.is_dir() else [path])])
    names: dict[str, Path] = {}
    for members in found:
        for name in dict.fromkeys(each.annotation for each in members):
            path = next(each.path for each in members if each.annotation == name)
            if name in names:
                raise RequestError(
                    f"`annotation` {name} is both {names[name]} and {path}; name one of them otherwise, by NAME=FILE",
                    setting="annotation",
                )
            names[name] = path
    return found


def _stem(name: str) -> str:
    bare = _bare(name)
    return next((bare.removesuffix(end) for end in ENDINGS if bare.endswith(end)), bare)


def _files(folder: Path) -> list[Path]:
    files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    found = sorted(path for path in files if _bare(path.name).endswith(ENDINGS))
    if not found:
        raise RequestError(
            f"{folder} holds no file of intervals ({', '.join(ENDINGS)}, plain or .gz); give a folder with some"
        )
    return found


def _bare(name: str) -> str:
    return next((name.removesuffix(end) for end in _PACKED if name.endswith(end)), name)


def by_name(members: Sequence[Member], fields: str) -> list[Member]:
    """Return the members with what their files' names say: ``assay.cell.factor`` names the parts between points.

    Raises `RequestError` for a name with fewer parts.
    """
    columns = fields.split(".")
    if not all(columns):
        raise RequestError(
            f"`name_fields` {fields!r}: expected names with points between, such as assay.cell.factor",
            setting="name_fields",
        )
    found = []
    for each in members:
        parts = each.path.name.split(".")
        if len(parts) < len(columns):
            raise RequestError(
                f"{each.path}: its name has {len(parts)} parts between points, {fields} asks for {len(columns)}; "
                "rename it, or give `samples`, a table of the files",
                setting=("name_fields", "samples"),
            )
        found.append(Member(each.annotation, each.path, dict(zip(columns, parts, strict=False))))
    return found


def by_table(members: Sequence[Member], path: Path) -> tuple[list[Member], int]:
    """Return the members with what a table of tabs says of each, and how many of its rows are of no member.

    Its header has ``file`` (a name or a path) and any of ``cell``, ``assay``, ``factor`` and others. Raises
    `RequestError` naming file and line for a row of another length or a file given twice, and for a member without row.
    """
    lines = [(number, line) for number, line in enumerate(read_lines(path), start=1) if line.strip()]
    header = lines[0][1].split("\t") if lines else []
    if "file" not in header or len(header) < 2:
        raise RequestError(
            f"{path}, line 1: expected a header with file and cell, assay or factor, apart by tabs, got "
            f"{(lines[0][1] if lines else '')[:60]!r}"
        )
    rows: dict[str, dict[str, str]] = {}
    for number, line in lines[1:]:
        values = line.split("\t")
        if len(values) != len(header):
            raise RequestError(
                f"{path}, line {number}: expected {len(header)} columns as in the header, got {len(values)}"
            )
        row = dict(zip(header, values, strict=True))
        name = Path(row.pop("file")).name
        if name in rows:
            raise RequestError(f"{path}, line {number}: {name} is given twice; keep one of the two lines")
        rows[name] = row
    names = {each.path.name for each in members}
    lone = next((each for each in members if each.path.name not in rows), None)
    if lone is not None:
        near = did_you_mean(lone.path.name, rows)
        raise RequestError(f"{path} has no row of {lone.path.name} ({lone.annotation}); add one{near}")
    found = [Member(each.annotation, each.path, rows[each.path.name]) for each in members]
    return found, len(set(rows) - names)


def columns_of(members: Sequence[Member], group: str | None) -> list[str]:
    """Return what files may be grouped by: `group`, else what is known of all and has two values at least.

    Raises `RequestError` for a group that is not known of every file.
    """
    shared = [name for name in members[0].known if all(name in each.known for each in members)]
    if group is not None:
        if group not in shared:
            raise RequestError(
                f"`group` {group!r}: expected one of {', '.join(shared) or 'none: give `samples` or `name_fields`'}"
                f"{did_you_mean(group, shared)}",
                setting=("group", "samples", "name_fields"),
            )
        return [group]
    return [name for name in shared if len({each.known[name] for each in members}) > 1]
