"""`babelix classic kernels`: kernels on a picture."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.cli.options import Json, Plot, Quiet, checked_plot, numbers
from babelix.cli.options import out as out_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.classic.kernels import Filtered, Pictures


def kernels(
    image: Annotated[Path, typer.Option("--image", metavar="FILE", help="A picture: PNG, JPEG, TIFF ...")],
    kernel: Annotated[
        list[str] | None,
        typer.Option(
            "--kernel",
            metavar="NAME|FILE",
            help="identity, edges, edges-8, sharpen, box-blur, gaussian-3, gaussian-5, unsharp, or a file of rows of "
            "numbers; may be repeated.",
            show_default="all eight",
        ),
    ] = None,
    edges: Annotated[
        str, typer.Option("--edges", help="What stands beyond them: reflect, mirror, nearest, wrap or zero.")
    ] = "reflect",
    convolve: Annotated[
        bool, typer.Option("--convolve", help="Turn kernels round first; else correlate, as nets do.")
    ] = False,
    pixel: Annotated[
        str | None,
        typer.Option(
            "--pixel",
            metavar="X,Y",
            help="Show what this output pixel is the sum of: column and row, from 0.",
            show_default="the middle",
        ),
    ] = None,
    out: Annotated[Path | None, out_option("Write every result there, NAME.png.")] = None,
    plot: Plot = None,
    net: Annotated[
        Path | None,
        typer.Option("--net", metavar="FILE", help="Draw the first layer's kernels of these weights beside."),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put a picture through kernels, and show of one output pixel what it is the sum of.

    Colours are each by themselves. Values below 0 and above 255 are clipped in pictures and told.

    \b
    Examples:
      babelix classic kernels --image flower.png --plot kernels.png
      babelix classic kernels --image flower.png --kernel sharpen --pixel 320,200
      babelix classic kernels --image flower.png --kernel mine.txt --convolve --edges zero --out filtered
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.classic.kernels import filter_image

    place = None if pixel is None else numbers(pixel, int, "pixel")
    found = filter_image(image, kernel or [], edges, convolve, place, out, net, listener(quiet))
    if plot is not None:
        from babelix.views.classic.kernels import draw_pictures

        draw_pictures(found, plot)
    if as_json:
        print_json(_result(found, plot))
        return
    _print(found, plot, summed=pixel is not None or len(found.results) == 1)


def _print(found: "Pictures", plot: Path | None, summed: bool) -> None:
    rows, columns = found.image.shape[:2]
    how = "convolved" if found.convolve else "correlated"
    print(f"{found.name}: {columns:,} x {rows:,} pixels, {how}, {found.edges} at the edges")
    for each in found.results:
        total = 0.0 if abs(each.kernel.sum()) < 1e-9 else float(each.kernel.sum())
        print(
            f"{each.name:11} sum {total:6.3g}  values {each.low:6.1f} to {each.high:5.1f}  mean {each.mean:5.1f}  "
            f"clipped {each.clipped:.1%}"
        )
    for each in found.results if summed else ():
        _print_sum(found, each)
    for path in (*(each.file for each in found.results), plot):
        if path is not None:
            print(path)


def _print_sum(found: "Pictures", each: "Filtered") -> None:
    one = each.pixel
    channels = ("gray",) if len(one.values) == 1 else ("red", "green", "blue")
    K = each.kernel[::-1, ::-1] if found.convolve else each.kernel
    turned = " (turned round)" if found.convolve else ""
    name = f" of {each.name}" if len(found.results) > 1 else ""
    print(f"pixel {one.column},{one.row}{name}, {channels[0]}: values x kernel{turned} = products")
    for values, weights, products in zip(one.values[0], K, one.products[0], strict=True):
        cells = [" ".join(f"{value:4.0f}" for value in values)]
        cells.append(" ".join(f"{value:8.4g}" for value in weights + 0.0))
        cells.append(" ".join(f"{value:8.2f}" for value in products + 0.0))
        print("  " + "  |  ".join(cells))
    print("sum: " + "  ".join(f"{name} {total:.2f}" for name, total in zip(channels, one.sums, strict=True)))


def _result(found: "Pictures", plot: Path | None) -> dict[str, Any]:
    rows, columns = found.image.shape[:2]
    return {
        "image": found.name,
        "columns": columns,
        "rows": rows,
        "convolve": found.convolve,
        "edges": found.edges,
        "kernels": [
            {
                "name": each.name,
                "kernel": each.kernel.tolist(),
                "sum": float(each.kernel.sum()),
                "low": each.low,
                "high": each.high,
                "mean": each.mean,
                "clipped": each.clipped,
                "pixel": {
                    "column": each.pixel.column,
                    "row": each.pixel.row,
                    "values": each.pixel.values.tolist(),
                    "products": each.pixel.products.tolist(),
                    "sums": each.pixel.sums,
                },
                "file": None if each.file is None else str(each.file),
            }
            for each in found.results
        ],
        "learned": None
        if found.learned is None
        else {"layer": found.learned[0], "kernels": found.learned[1].tolist()},
        "figure": None if plot is None else str(plot),
    }
