"""`babelix classic next-word window`: how far back it pays to look."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.classic.next_word.train import Text
from babelix.cli.options import Device, Json, ModelThreads, Plot, Quiet, checked_plot, numbers
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def window(
    text: Text,
    windows: Annotated[
        str, typer.Option("--windows", metavar="N[,N...]", help="Words looked back on, 1 to 10.")
    ] = "1,2,3,4,5,6,7,8,9,10",
    vocabulary: Annotated[
        int, typer.Option("--vocabulary", help="Words that have a number, at most.")
    ] = 10_000,
    nets: Annotated[
        Path | None,
        typer.Option(
            "--nets",
            metavar="DIR",
            help="Also train a fixed-context net a window, here; goes on where it stopped.",
        ),
    ] = None,
    epochs: Annotated[int, typer.Option("--epochs", help="How often a net reads the text.")] = 2,
    plot: Plot = None,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show perplexity against how many words are looked back on, and how often those were never seen before.

    \b
    Examples:
      babelix classic next-word window --text ptb-words --plot windows.png
      babelix classic next-word window --text tale-of-two-cities --nets runs/windows --epochs 3
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.classic.next_word.settings import LearningSettings
    from babelix.workflows.classic.next_word.window import window_curve

    learning = LearningSettings.read({"epochs": epochs, "length": 35, "threads": threads}, "the options")
    found = window_curve(text, numbers(windows, int, "windows"), vocabulary, nets, learning, listener(quiet))
    if plot is not None:
        from babelix.views.classic.next_word.window import draw_windows

        draw_windows(found, plot)
    if as_json:
        print_json({"text": found.text, "train": found.train, "test": found.test, "vocabulary": found.vocabulary,
                    "windows": found.windows, "figure": plot})  # fmt: skip
        return
    print(
        f"{found.text}: {found.train:,} words trained on, {found.test:,} tested on, vocabulary {found.vocabulary:,}"
    )
    print("window     n-grams  perplexity  never seen  net")
    for each in found.windows:
        net = "" if each.net_perplexity is None else f"  {each.net_perplexity:.1f}"
        print(
            f"{each.window:>6}  {each.n_grams:>10,}  {each.n_gram_perplexity:>10.2f}  {each.unseen:>10.1%}{net}"
        )
    if plot is not None:
        print(plot)
