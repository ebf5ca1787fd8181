"""Fields added to the INFO column of a VCF; every other byte of the file stays.

Bytes, not a library's records: a library drops what it does not understand, and refuses a file whose header lacks a
contig as a whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

_ID = re.compile(rb"##INFO=<ID=([^,>]+)")
_INFO = 7


def declaration(name: str, number: str, kind: str, description: str) -> str:
    """Return the header's line that declares a field of INFO: `number` of values (``A``, one an allele) of a `kind`."""
    quoted = description.replace("\\", "\\\\").replace('"', '\\"')
    return f'##INFO=<ID={name},Number={number},Type={kind},Description="{quoted}">'


def with_declarations(
    lines: Iterator[tuple[int, bytes]], added: Sequence[str], gone: Sequence[str] = ()
) -> Iterator[tuple[int, bytes]]:
    """Pass on the lines of a VCF (`vcf.read_lines`) with the lines `added` before ``#CHROM``.

    What the header said before of the fields that they declare, of those called `gone`, or under their key, goes.
    """
    new = [line.encode() for line in added]
    names, keys = {*declared(added), *gone}, {line.split(b"=", 1)[0] for line in new} - {b"##INFO"}
    for row, line in lines:
        if line.startswith(b"#CHROM"):
            end = line[len(line.rstrip(b"\r\n")) :]
            yield from ((0, each + end) for each in new)
        found = _ID.match(line) if row == 0 else None
        old = found is not None and found[1].decode("utf-8", "replace") in names
        if not old and not (row == 0 and line.split(b"=", 1)[0] in keys):
            yield row, line


def declared(header: Sequence[str]) -> list[str]:
    """Return the names of the fields of INFO that lines of a header declare, in order."""
    found = (_ID.match(line.encode()) for line in header)
    return [each[1].decode() for each in found if each is not None]


def with_info(line: bytes, values: Mapping[str, str], names: Sequence[str]) -> bytes:
    """Return a row with the fields `values` at the end of its INFO; those of `names` that it had before go.

    A row without an INFO column stays as it is.
    """
    text = line.rstrip(b"\r\n")
    fields = text.split(b"\t")
    if len(fields) <= _INFO:
        return line
    old = {name.encode() for name in names}
    info = fields[_INFO]
    if any(each.split(b"=", 1)[0] in old for each in info.split(b";")):
        info = b";".join(each for each in info.split(b";") if each.split(b"=", 1)[0] not in old)
    added = b";".join(f"{name}={value}".encode() for name, value in values.items())
    if info in (b"", b"."):
        fields[_INFO] = added or b"."
    elif added:
        fields[_INFO] = info + (b"" if info.endswith(b";") else b";") + added
    else:
        fields[_INFO] = info
    return b"\t".join(fields) + line[len(text) :]
