"""Which of a model's tracks are meant: by number, or by words that must all occur."""

from collections.abc import Sequence

from babelix.base.errors import RequestError, did_you_mean
from babelix.tracks.model import Track


def choose(tracks: Sequence[Track], wanted: Sequence[str]) -> list[int]:
    """Return the indices of the tracks meant, sorted; all of them when nothing is wanted.

    Each of `wanted` is a track's index from 0, its name, or words that must all occur in name and description, large
    or small. Raises `RequestError` for one that means no track.
    """
    if not wanted:
        return list(range(len(tracks)))
    return sorted({index for one in wanted for index in _meant(tracks, one)})


def refuse_namesakes(tracks: Sequence[Track], chosen: Sequence[int]) -> None:
    """Raise `RequestError` where two of the tracks chosen have one name: what is said of them goes by it."""
    first: dict[str, int] = {}
    for index in chosen:
        other = first.setdefault(tracks[index].name, index)
        if other != index:
            raise RequestError(
                f"`track`: tracks {other} and {index} of the model are both called {tracks[index].name}; choose one "
                "of them by its index",
                setting="track",
            )


def _meant(tracks: Sequence[Track], one: str) -> list[int]:
    names = [track.name for track in tracks]
    if one in names:
        return [names.index(one)]
    if one.strip().removeprefix("-").isdecimal():
        if 0 <= int(one) < len(tracks):
            return [int(one)]
        raise RequestError(
            f"`track` {one}: expected an index from 0 to {len(tracks) - 1}, the model has {len(tracks)} tracks",
            setting="track",
        )
    words = one.lower().split()
    found = [
        index
        for index, track in enumerate(tracks)
        if words and all(word in f"{track.name} {track.description}".lower() for word in words)
    ]
    if not found:
        some = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
        raise RequestError(
            f"`track` {one!r}: no track of the model has all these words, it has {some}{did_you_mean(one, names)}",
            setting="track",
        )
    return found
