"""The cold start: dedupe's active learner asks about a small part of the load."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from resolver.errors import MissingPartError
from resolver.match.columns import MatchColumns, Rows
from training.labels.document import Answer

MOST_RECORDS = 2_000
"""dedupe's learner compares all it covers: more records need gigabytes (design §5)."""

Asked = tuple[int, int, Answer]


def neighbouring_rows(a: Rows, b: Rows, seed: int, most: int = MOST_RECORDS) -> list[int]:
    """Rows of randomly drawn candidate pairs: of a plain sample hardly two would meet."""
    rows: dict[int, None] = {}
    for place in np.random.default_rng(seed).permutation(len(a)):
        if len(rows) + 2 > most:
            break
        rows[int(a[place])] = rows[int(b[place])] = None
    return list(rows)


class ColdStart:
    """Questions of dedupe's learner; the same seed and answers give the same ones.

    A context manager: the learner's process ends with it.
    """

    def __init__(self, columns: MatchColumns, a: Rows, b: Rows, seed: int) -> None:
        rows = neighbouring_rows(a, b, seed)
        records = zip(map(str, rows), columns.dedupe_records(rows), strict=True)
        self._first = {"seed": seed, "records": dict(records)}
        self._worker: subprocess.Popen[str] | None = None
        self._marked: list[Asked] = []
        self._pairs: list[tuple[int, int] | None] = []

    def __enter__(self) -> "ColdStart":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def pair(self, answers: Sequence[Asked]) -> tuple[int, int] | None:
        """The next question after these answers, smaller row first; None when all are asked."""
        if list(answers[: len(self._marked)]) != self._marked:  # an answer was taken back
            self._stop()
        while len(self._pairs) <= len(answers):
            done = len(self._pairs)
            new = list(answers[:done])[len(self._marked) :]
            self._pairs.append(self._ask(new))
            self._marked = list(answers[:done])
        return self._pairs[len(answers)]

    def _ask(self, new: Sequence[Asked]) -> tuple[int, int] | None:
        worker = self._worker or self._start()
        told = self._tell(worker, {"mark": [[str(a), str(b), answer] for a, b, answer in new]})
        if told is None:
            return None
        first, second = (int(name) for name in told)
        return min(first, second), max(first, second)

    def _tell(self, worker: "subprocess.Popen[str]", message: dict[str, Any]) -> Any:
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            worker.stdin.write(json.dumps(message) + "\n")
            worker.stdin.flush()
            line = worker.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise MissingPartError(
                "dedupe's active learner ended before its time; its message stands above. Is the "
                "extra train installed (pip install --require-hashes -r requirements/dev.lock)? "
                "Go on without it: --cold 0."
            )
        return json.loads(line)["pair"]

    def _start(self) -> "subprocess.Popen[str]":
        self._worker = worker = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "training.labels.cold_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert worker.stdin is not None
        worker.stdin.write(json.dumps(self._first) + "\n")
        return worker

    def _stop(self) -> None:
        if self._worker is not None:
            worker, self._worker = self._worker, None
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.kill()
            worker.wait()
            worker.stdout.close()
            with suppress(BrokenPipeError):
                worker.stdin.close()
        self._marked, self._pairs = [], []
