"""A linker from cleaned rows to clusters: trained, its best threshold found, then measured."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.data import LinkageSet
from benchmarks.peers.environment import HERE, OWN, python_of
from benchmarks.peers.score import best_clusters, f1_difference, read_clusters
from training.metrics import Codes, PairScore, pair_score

ODDS = tuple(round(float(1 / (1 + np.exp(-x))), 6) for x in np.arange(-4, 12.5, 0.5))
"""Probabilities in equal steps of their log odds: a sure model's best threshold is near 1."""
WEIGHTS = tuple(float(weight) for weight in range(-4, 25))
SHARES = tuple(round(0.30 + step / 50, 2) for step in range(31))
GRIDS = {"splink": WEIGHTS, "recordlinkage": ODDS, "dedupe": ODDS, "goldenmatch": SHARES}
"""Thresholds tried, each in its peer's own measure."""
LIMIT = 900
"""Seconds of wall clock that a single step of a peer may take."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds with all children's, and the peak memory of the largest process."""

    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Result:
    """One linker on one set; ``threshold`` and ``training`` are None where there is none.

    ``how`` the labels came: ``drawn`` at random, or ``asked`` for by the linker.
    """

    peer: str
    labels: int
    threshold: float | None
    clusters: Codes
    score: PairScore
    linking: Cost
    training: Cost | None = None
    how: str = "drawn"

    def facts(self, data: LinkageSet, ours: "Result") -> dict[str, Any]:
        """All of it as JSON values, with satukan's lead and its 95 % bounds."""
        ahead = None if self is ours else f1_difference(data.person, ours.clusters, self.clusters)
        return {
            "set": data.name,
            "seed": data.seed,
            "rows": len(data.records),
            "linker": self.peer,
            "labels": self.labels,
            "labels_are": self.how if self.labels else None,
            "threshold": self.threshold,
            **{name: round(value, 6) for name, value in self.score.as_dict().items()},
            "largest": int(np.bincount(self.clusters).max()),
            "satukan_ahead": ahead and [round(value, 5) for value in ahead],
            "linking": asdict(self.linking),
            "training": self.training and asdict(self.training),
        }


@dataclass(frozen=True)
class Known:
    """What was measured of a peer on the rows of one digest; its clusters lie beside it."""

    threshold: float
    linking: Cost
    rows: str

    @classmethod
    def read(cls, path: Path, data: LinkageSet) -> "Known | None":
        """What the file says, unless it is not there or the rows have changed since."""
        if not path.exists():
            return None
        told = json.loads(path.read_text(encoding="utf-8"))
        known = cls(told["threshold"], Cost(**told["linking"]), told["rows"])
        return known if known.rows == _digest(data) else None

    def write(self, path: Path) -> None:
        """Keep it for another run."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    def result(
        self, peer: str, budget: int, data: LinkageSet, best: Path, training: Cost
    ) -> Result:
        """The result, from the clusters in the folder *best*."""
        clusters = read_clusters(best / f"{self.threshold}.parquet", data.records)
        score = pair_score(data.person, clusters)
        return Result(peer, budget, self.threshold, clusters, score, self.linking, training)


def _digest(data: LinkageSet) -> str:
    return hashlib.sha256(data.rows.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Runner:
    """Runs linkers; ``environments`` and ``models`` are folders that outlive a set."""

    environments: Path
    models: Path

    def own(self, peer: str, data: LinkageSet) -> Result:
        """Run satukan or the hand rules, as they are shipped."""
        rows = data.raw if peer == "hand_rules" else data.clean
        out = data.folder / f"{peer}.parquet"
        cost = self._measured(peer, data.folder, "link", str(rows), str(out))
        clusters = read_clusters(out, data.records)
        return Result(peer, 0, None, clusters, pair_score(data.person, clusters), cost)

    def own_labelled(self, data: LinkageSet, budget: int, how: str) -> Result:
        """Run satukan with a model fitted to labels of the set, at the shipped thresholds."""
        out, model = data.folder / f"satukan-{how}.parquet", data.folder / f"satukan-{how}.json"
        train = ("train", str(data.clean), str(model), str(data.labels(budget, how)))
        training = self._measured("satukan", data.folder, *train)
        link = ("link", str(data.clean), str(out), str(model))
        cost = self._measured("satukan", data.folder, *link)
        clusters = read_clusters(out, data.records)
        score = pair_score(data.person, clusters)
        return Result("satukan", budget, None, clusters, score, cost, training, how)

    def peer(self, peer: str, data: LinkageSet, teacher: LinkageSet, budget: int) -> Result:
        """Find a peer's best threshold with the truth, and measure it linking at that one.

        It is trained on the rows of *teacher*, and on labels from there, once for all sets. What
        was found on the same rows before, by the same peer, is not found again.

        Raises:
            subprocess.CalledProcessError: the peer failed; its own words stand above.
            subprocess.TimeoutExpired: it took longer than LIMIT.
        """
        model = self.models / f"{peer}-{teacher.folder.name}-{budget}"
        training = self._trained(peer, teacher, budget, model)
        folder = data.folder / f"{peer}-{budget}"
        (folder / "best").mkdir(parents=True, exist_ok=True)
        grid = GRIDS[peer]
        known = Known.read(folder / "known.json", data)
        if known is not None:
            return known.result(peer, budget, data, folder / "best", training)
        link = ("link", data.kind, str(data.rows), str(model))
        self._measured(peer, folder, *link, str(folder), ",".join(map(str, grid)))
        paths = {threshold: folder / f"{threshold}.parquet" for threshold in grid}
        best, _ = best_clusters(paths, data.records, data.person)
        # The cost is that of one threshold: the whole grid is ours, not the peer's.
        cost = self._measured(peer, folder, *link, str(folder / "best"), str(best))
        known = Known(best, cost, _digest(data))
        known.write(folder / "known.json")
        return known.result(peer, budget, data, folder / "best", training)

    def _trained(self, peer: str, teacher: LinkageSet, budget: int, model: Path) -> Cost:
        """Train a peer, unless it was already; what that cost then."""
        told = model.with_name(model.name + ".cost.json")
        if not told.exists():
            self.models.mkdir(parents=True, exist_ok=True)
            labels = [str(teacher.labels(budget))] if budget else []
            rows = str(teacher.rows)
            cost = self._measured(
                peer, self.models, "train", teacher.kind, rows, str(model), *labels
            )
            told.write_text(json.dumps(asdict(cost)), encoding="utf-8")
        return Cost(**json.loads(told.read_text(encoding="utf-8")))

    def link_cost(self, peer: str, clean: Path, folder: Path, *more: str) -> Cost:
        """What one run from a file of cleaned rows to clusters costs, without any score.

        Args:
            more: of a peer its model and threshold; of satukan nothing.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if peer in OWN:
            return self._measured(peer, folder, "link", str(clean), str(folder / "own.parquet"))
        model, threshold = more
        arguments = ("link", "registry", str(clean), model, str(folder), threshold)
        return self._measured(peer, folder, *arguments)

    def _measured(self, peer: str, work: Path, *arguments: str) -> Cost:
        cost = work / "cost.json"
        script = HERE / "runners" / f"run_{peer}.py"
        measure = [sys.executable, "-S", str(HERE / "measure.py"), str(cost), str(LIMIT)]
        command = [str(python_of(peer, self.environments)), str(script), *arguments]
        # Our own runners import this tree; in a peer's environment nothing of ours may be found.
        environment = os.environ | {"PYTHONPATH": str(HERE.parents[1]) if peer in OWN else ""}
        subprocess.run([*measure, *command], check=True, env=environment)
        return Cost(**json.loads(cost.read_text(encoding="utf-8")))
