"""Names of annotations, short enough for figures."""

from collections.abc import Sequence


def short(names: Sequence[str]) -> list[str]:
    """Return names without the parts between points that all have in common: K562.MAX of ChIPseq.K562.MAX."""
    parts = [name.split(".") for name in names]
    if len(parts) < 2 or len({len(each) for each in parts}) > 1:
        return list(names)
    differ = [len(set(column)) > 1 for column in zip(*parts, strict=True)]
    return [
        ".".join(word for word, kept in zip(each, differ, strict=True) if kept) or name
        for name, each in zip(names, parts, strict=True)
    ]
