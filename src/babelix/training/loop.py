"""The one training loop. A task brings a model, batches and a loss; evaluation comes in as a callback."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from babelix.base.errors import TaskError
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.training import keeping
from babelix.training.averaging import ExponentialAverage
from babelix.training.checkpoint import load_checkpoint, save_checkpoint
from babelix.training.forecast.pace import Pace
from babelix.training.interrupt import StopRequest
from babelix.training.log import FINAL, LAST, METRICS, SAMPLES, TIMINGS, MetricLog
from babelix.training.plan import Loss, Plan, Task
from babelix.training.precision import products_in
from babelix.training.prefetch import read_ahead
from babelix.training.ranks.alone import ALONE, LostError, Ranks
from babelix.training.state import State, no_sums
from babelix.training.tensors import digest_of, load_weights, weights_of


class Loop:
    """Runs a `Plan` for a task in a run folder; resumes from its last checkpoint when `resume`.

    Of several `ranks` each learns from its part of every batch; the first alone evaluates and writes.
    """

    def __init__(
        self,
        model: nn.Module,
        task: Task,
        plan: Plan,
        folder: Path,
        *,
        resume: bool = False,
        listener: Listener = silent,
        observer: Callable[[int, Mapping[str, float]], None] | None = None,
        ranks: Ranks = ALONE,
    ) -> None:
        self.model, self.task, self.plan, self.folder = model, task, plan, folder
        self._listener, self._observer, self._ranks = listener, observer, ranks
        self.device = next(model.parameters()).device
        self.optimiser = torch.optim.Adam(
            model.parameters(),
            lr=0.0,
            betas=plan.betas,
            eps=plan.epsilon,
            weight_decay=plan.weight_decay,
            fused=True,
        )
        self.average = ExponentialAverage(model, plan.average_decay) if plan.average_decay else None
        self._writes = ranks.rank.first
        self.metrics, self.timings, self.samples = (
            MetricLog(folder / name, writes=self._writes) for name in (METRICS, TIMINGS, SAMPLES)
        )
        self.state = State(batching=plan.batching)
        self._saved = 0
        self._unread: list[tuple[int, list[Loss]]] = []
        if resume:
            self._resume()

    def _resume(self) -> None:
        if self._writes:
            keeping.clear_unfinished(self.folder)
        if (self.folder / LAST).exists():
            values = load_checkpoint(self.folder / LAST, self.model, self.optimiser, self.average)
            self.state = State.read(values)
            self.state.go_on(self.plan, self.folder)
            self._saved = self.state.step
        self.metrics.cut(self.state.step)
        self.timings.cut(self.state.step)
        self.samples.cut(self.state.step)

    def run(self) -> Path:
        """Train to the last step or until patience ends; return the final weights' file.

        Raises `TaskError` after saving when a signal asks to stop, when the loss is no longer a number, and when
        another of the processes that train together has ended.
        """
        try:
            return self._run()
        except LostError as lost:
            raise LostError(
                f"{lost}, after update {self.state.step} of {self.plan.steps}; {self.folder} holds all as of update "
                f"{self._saved}: go on with `resume`, in as many processes or another number",
                setting="resume",
            ) from lost

    def _run(self) -> Path:
        plan, state = self.plan, self.state
        progress = Reporter(self._listener, "training", plan.steps, "steps", done=state.step)
        figures: dict[str, float] = {}
        seconds, tokens = 0.0, 0
        pace = Pace(plan.steps, self._listener)
        self._ranks.agree(lambda: {"weights": digest_of(self._weights()), "progress": str(vars(state))})
        patient = self._ranks.rank.of > 1
        with (
            StopRequest(patient=patient) as stop,
            closing(read_ahead(self._batches(state.epoch, state.batch))) as batches,
        ):
            while not self._ended():
                began = time.monotonic()
                tokens += self._update(batches)
                # Asked once a step: a signal that comes after the save waits for the next step's.
                asked = self._ranks.sums(stop.asked)[0] > 0
                seconds += time.monotonic() - began
                pace.count(state.step, time.monotonic() - began)
                step, last = state.step, state.step == plan.steps
                if step % plan.log_every == 0 or last:
                    figures |= self._log(seconds, tokens)
                    seconds, tokens = 0.0, 0
                if step % plan.evaluate_every == 0 or last:
                    figures |= self._evaluate()
                if step % plan.save_every == 0 or self._ended():
                    self._save_snapshot()
                    self._save()
                elif asked:
                    self._save()
                progress.advance(1, **figures)
                if asked and not self._ended():
                    raise TaskError(
                        f"stopped at step {step} of {plan.steps}; everything is saved in {self.folder}: "
                        "go on with `resume`",
                        setting="resume",
                    )
        return self._finish()

    def _batches(self, epoch: int, first: int) -> Iterator[tuple[int, int, Any]]:
        """Yield epoch, number and batch for ever, from the given place on."""
        while True:
            for number, batch in enumerate(self.task.batches(epoch, first), start=first):
                yield epoch, number, batch
            epoch, first = epoch + 1, 0

    def _update(self, batches: Iterator[tuple[int, int, Any]]) -> int:
        """Make one update and return the number of predictions it learned from, those of all processes."""
        plan, state = self.plan, self.state
        self.model.train()
        self._ranks.draw_for(plan.seed, state.step)
        count, losses = 0, list[Loss]()
        for _ in range(plan.accumulate):
            epoch, number, batch = next(batches)
            state.epoch, state.batch = epoch, number + 1
            if batch is None:
                continue
            with products_in(plan.precision, self.device):
                loss = self.task.loss(self.model, batch)
            loss.total.backward()  # type: ignore[no-untyped-call]
            count += loss.count
            losses.append(replace(loss, total=loss.total.detach()))
        self._unread.append((state.step + 1, losses))
        if self.device.type == "cpu":
            self._read_losses()
        count = int(self._ranks.sums(count)[0])
        self._ranks.add_up(each for each in self.model.parameters() if each.requires_grad)
        self._step(count)
        state.sums["count"] += count
        state.tokens += count
        return count

    def _read_losses(self) -> None:
        """Add up the losses since the last reading, one by one: to read one is to wait for the GPU that computes it."""
        for step, losses in self._unread:
            total, negative = self._ranks.sums(
                sum(float(loss.total) for loss in losses), sum(float(loss.negative) for loss in losses)
            )
            if not math.isfinite(total):
                raise TaskError(f"the loss is not a number at step {step}; lower the rate or clip gradients")
            self.state.sums["total"] += total
            self.state.sums["negative"] += negative
        self._unread.clear()

    def _step(self, count: int) -> None:
        """Move the weights along the gradients, which are sums over `count` predictions."""
        gradients = [p.grad for p in self.model.parameters() if p.grad is not None]
        # Sums were differentiated: one division makes them means over all the update's predictions.
        torch._foreach_div_(gradients, float(count))
        if self.plan.clip is not None:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.plan.clip)
        self.state.step += 1
        for group in self.optimiser.param_groups:
            group["lr"] = self.plan.rate(self.state.step)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        if self.average is not None:
            self.average.update(self.model)

    def _log(self, seconds: float, tokens: int) -> dict[str, float]:
        self._read_losses()
        state, sums = self.state, self.state.sums
        loss, negative = sums["total"] / sums["count"], sums["negative"] / sums["count"]
        line = {"epoch": state.epoch, "loss": loss, "nll": negative, "rate": self.plan.rate(state.step)}
        self.metrics.append(state.step, {**line, "tokens": state.tokens})
        self.timings.append(state.step, {"seconds": seconds, "tokens_per_second": tokens / seconds})
        state.sums = no_sums()
        if self._observer is not None:
            self._observer(state.step, line)
        return {"epoch": state.epoch, "loss": loss, f"{self.plan.unit}/s": tokens / seconds}

    def _evaluate(self) -> dict[str, float]:
        """Evaluate the average if there is one, else the weights as they are; keep them when they are the best."""
        plan, state = self.plan, self.state
        figures, samples = self._ranks.from_first(self._measure)
        value = figures[plan.metric] if plan.higher_is_better else -figures[plan.metric]
        if not math.isfinite(value):
            raise TaskError(
                f"{plan.metric} is not a number at step {state.step}; lower the rate or clip gradients"
            )
        if state.best is None or value > state.best:
            state.best, state.stale = value, 0
            if self._writes:
                weights = self._weights() if self.average is None else self.average.weights
                keeping.save_best(self.folder, weights, state.step, figures)
        else:
            state.stale += 1
        self.metrics.append(state.step, figures)
        self._show(figures, samples)
        if self._observer is not None:
            self._observer(state.step, figures)
        return figures

    def _measure(self) -> tuple[dict[str, float], list[Mapping[str, str]]]:
        """Return the figures and samples of an evaluation; the model is left as it was."""
        self.model.eval()
        kept = None
        if self.average is not None:
            kept = {name: weight.clone() for name, weight in self._weights().items()}
            load_weights(self.model, self.average.weights, "the average")
        with torch.no_grad():
            found = dict(self.task.evaluate(self.model)), list(self.task.samples(self.model))
        if kept is not None:
            load_weights(self.model, kept, "the model")
        return found

    def _show(self, figures: Mapping[str, float], samples: Sequence[Mapping[str, str]]) -> None:
        """Keep the samples of an evaluation and tell them with its figures."""
        lines = [f"update {self.state.step:,}: " + ", ".join(f"{k} {v:.4g}" for k, v in figures.items())]
        for sample in samples:
            self.samples.append(self.state.step, sample)
            width = max(map(len, sample))
            lines += [f"  {key:{width}}  {text}" for key, text in sample.items()]
        tell(self._listener, "training", "\n".join(lines))

    def _weights(self) -> dict[str, Tensor]:
        return {name: weight.detach() for name, weight in weights_of(self.model).items()}

    def _save_snapshot(self) -> None:
        if not self._writes:
            return
        if keep := max(self.plan.average_last, self.plan.keep_last):
            keeping.save_snapshot(self.folder, self._weights(), self.state.step, keep)

    def _save(self) -> None:
        self._read_losses()
        if self._writes:
            save_checkpoint(self.folder / LAST, self.model, self.optimiser, self.average, vars(self.state))
        self._ranks.wait()
        self._saved = self.state.step

    def _ended(self) -> bool:
        patience = self.plan.patience
        return self.state.step >= self.plan.steps or (patience is not None and self.state.stale >= patience)

    def _finish(self) -> Path:
        if self._writes:
            self._save_final()
        self._ranks.wait()
        return self.folder / FINAL

    def _save_final(self) -> None:
        weights, step = self._weights(), self.state.step
        if self.plan.keep == "best":
            weights, step = keeping.best_weights(self.folder)
        elif self.plan.keep == "average":
            weights = (
                self.average.weights
                if self.average is not None
                else keeping.mean_of_snapshots(self.folder, step, self.plan.average_last)
            )
        keeping.save_final(self.folder, weights, step)
