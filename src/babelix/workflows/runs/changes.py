"""What changed as a run went on: settings, which the run keeps a line each of, and data, which is refused."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.training.log import MetricLog

CHANGES = "changes.jsonl"
# A list of many files is cut in a sentence.
_SHOWN = 60


@dataclass(frozen=True)
class Change:
    """A setting, as ``section.key``, with its values before and now."""

    setting: str
    before: Any
    now: Any

    def __str__(self) -> str:
        return f"{_shown(self.now)}, before {_shown(self.before)}"


def _shown(value: Any) -> str:
    if value is None:
        return "not given"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + " ..."


def record_changes(settings: Path, changes: Sequence[Change], step: int) -> None:
    """Write the changes made after update `step` beside the file `settings`, and into it what holds from then on."""
    if not changes:
        return
    log = MetricLog(settings.with_name(CHANGES))
    for change in changes:
        log.append(step, {"setting": change.setting, "before": change.before, "now": change.now})
    values = json.loads(settings.read_text(encoding="utf-8"))
    for change in changes:
        section, _, key = change.setting.rpartition(".")
        (values.setdefault(section, {}) if section else values)[key] = change.now
    write_json(settings, values)


def check_data(folder: Path, before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Raise `RequestError` naming a file whose SHA-256 is not what it was when the run in `folder` was begun."""
    for name, checksum in now.items():
        if before.get(name, checksum) != checksum:
            raise RequestError(
                f"{name} has changed since {folder} was begun: expected SHA-256 {before[name][:12]}..., got "
                f"{checksum[:12]}...; restore it, or begin another `run`",
                setting="run",
            )
