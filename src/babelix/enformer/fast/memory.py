"""What a prediction takes beside the model: to be said before it is taken."""

from babelix.enformer.fast.attention import QUERIES, QUERIES_GPU
from babelix.enformer.fast.stages import CHUNK, CHUNK_GPU
from babelix.enformer.fast.tower import ROWS, ROWS_GPU
from babelix.enformer.sizes import Sizes


def needed(
    sizes: Sizes, bases: int, tracks: int, number: int = 4, *, winograd: bool = False, gpu: bool = False
) -> int:
    """Return about how many bytes one window of `bases` takes for `tracks`, `number` bytes a number.

    The most of what stands together: in the tower a tile of the stem's output and the next one's, and the pieces of a
    chunk; in a layer its input, queries, keys, values, and the logits of a chunk of queries; and what is there all the
    while.
    """
    bins, width = bases // sizes.bin, sizes.width
    always = 4 * bases + bins * width + tracks * bins + _distances(sizes, bins)
    chunk, rows, most = (CHUNK_GPU, ROWS_GPU, QUERIES_GPU) if gpu else (CHUNK, ROWS, QUERIES)
    tile = min(rows, bins) * sizes.bin // 2
    # Of a chunk: read, activated, convolved, activated again, and half of it twice.
    pieces = min(chunk, bases) * max(sizes.channels) * (12 if winograd else 6)
    tower = tile * sizes.channels[0] + tile // 2 * sizes.channels[1] + pieces
    queries = min(most, bins)
    logits = sizes.heads * queries * (3 * bins + queries)
    layer = bins * (5 * width + 2 * sizes.heads * sizes.key) + logits
    last = bins * 6 * width
    return number * (always + max(tower, layer, last))


def _distances(sizes: Sizes, bins: int) -> int:
    return sizes.layers * sizes.heads * sizes.key * 2 * bins
