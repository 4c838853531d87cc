"""What a refresh resolves: loads laid one after the other upon the rows that stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from resolver.errors import InputError, StoreError
from resolver.lake import Lake, LakeRun, Load, Loads, Merged, StandingRows, merge, run_name
from resolver.lake.late import KEY
from resolver.lake.loads import load_period
from resolver.lake.merge import count_statuses, delivered
from resolver.normalise.areas import read_areas
from resolver.normalise.periods import parse_period
from resolver.sources import Extracts
from resolver.sources.columns import COUNT_COLUMNS, RAW_COLUMNS, REJECT_COLUMNS, SKIPPED_COLUMNS
from resolver.standing import Ground

_WHOLE: Final = ("line", "read", "accepted", "rejected")


@dataclass(frozen=True)
class Laid:
    """Loads laid upon what stood.

    Attributes:
        merged: what stands now; the files, rejects and payments of all the loads.
        loads: ids of the lake's loads that it stands on, earlier ones included.
        digests: SHA-256 of the lake's files among them by what the counts call them.
        erasures: how many erasures the lake had seen when it was read.
    """

    merged: Merged
    loads: tuple[str, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)
    erasures: int = 0


class Laying:
    """Lays what is given, and what waits in the lake, upon what the registry stands on."""

    def __init__(
        self,
        lake: Lake,
        ground: Ground,
        full: Sequence[str] = (),
        *,
        waiting: bool = False,
        period: str | None = None,
    ) -> None:
        """Prepare to lay.

        Args:
            lake: holds the rows that stand, and the loads.
            ground: what the registry stands on.
            full: sources that the given load covers in full though its files do not say so.
            waiting: also lay the loads that wait in the lake, before the given one.
            period: the newest period that the loads must tell of, if it is said.

        Raises:
            InputError: there is no registry, or `period` is none.
            StoreError: the lake has lost what the registry stands on.
        """
        if ground.former is None:
            raise InputError("A refresh builds on a registry; leave out --no-registry.")
        self._full, self._erasures = full, lake.erasures()
        self._period = None if period is None else parse_period(period)
        if period is not None and self._period is None:
            raise InputError(f"{period[:20]} is no period; one is written 2026Q3 or 2026-09.")
        run = _stands(lake, ground)
        facts: dict[str, Any] = {} if run is None else run.manifest()
        self._stands_at = str(facts.get("period") or "")
        self._resolved = tuple(facts.get("loads", ()))
        self._waiting: list[Load] = Loads(lake).waiting(self._resolved) if waiting else []
        # Read when it is laid, not held for as long as the run lasts.
        self._run = run

    def __call__(self, given: Extracts | None) -> Laid:
        """Lay the loads that wait and the given one, if any.

        Raises:
            InputError: one tells of an earlier period than what stands, or they do not tell of the
                period that was said.
        """
        kept = [(load.manifest(), load) for load in self._waiting]
        parts: list[tuple[str, Extracts, Sequence[str]]]
        parts = [(str(told["load"]), load.extracts(), ()) for told, load in kept]
        if given is not None:
            parts.append(("this load", given, tuple(self._full)))
        self._check(parts)
        stands = None if self._run is None else self._run.standing()
        laid: list[Merged] = []
        for _, extracts, full in parts or [("", self._nothing(), ())]:
            laid.append(merge(_follows(laid[-1]) if laid else stands, extracts, full))
        digests = {name: one for _, load in kept for name, one in load.digests().items()}
        loads = (*self._resolved, *(str(told["load"]) for told, _ in kept))
        return Laid(_together(stands, laid), loads, digests, self._erasures)

    def _nothing(self) -> Extracts:
        """No load: whom the last one paid is told again."""
        paid = None if self._run is None else self._run.optional("paid")
        return replace(no_extracts(), payments=paid)

    def _check(self, parts: Sequence[tuple[str, Extracts, Sequence[str]]]) -> None:
        newest = ""
        for name, extracts, _ in parts:
            period = load_period(extracts)
            if period and period < self._stands_at:
                drop = "" if name == "this load" else f" (satukan loads --drop {name})"
                raise InputError(
                    f"This load speaks of {period}, but the registry stands at {self._stands_at}. "
                    "Return to a version of before first (satukan rollback), or give the load that "
                    f"follows{drop}."
                )
            newest = max(newest, period)
        told = newest or self._stands_at
        if self._period is not None and told != self._period:
            raise InputError(
                f"It was said that this is {self._period}, but the load tells of "
                f"{told or 'no period'}. Give the load of {self._period}, or say --period {told}."
            )


def resolved_loads(lake: Lake, ground: Ground) -> list[str]:
    """Ids of the lake's loads that the registry's state stands on, as far as the lake knows."""
    former = ground.former
    run = lake.run(run_name(ground.version, former.run_id)) if former else None
    return [] if run is None else list(run.manifest().get("loads", ()))


def no_extracts() -> Extracts:
    """A load that tells of nothing."""
    raw = {name: pd.Series([], dtype=_type(name)) for name in RAW_COLUMNS}
    rejects = {name: pd.Series([], dtype=_type(name)) for name in REJECT_COLUMNS}
    counts = {name: pd.Series([], dtype=_type(name)) for name in COUNT_COLUMNS}
    skipped = {name: pd.Series([], dtype="str") for name in SKIPPED_COLUMNS}
    return Extracts(
        pd.DataFrame(raw), pd.DataFrame(rejects), pd.DataFrame(counts),
        skipped=pd.DataFrame(skipped),
    )  # fmt: skip


def _type(name: str) -> str:
    return "int64" if name in _WHOLE else "str"


def _stands(lake: Lake, ground: Ground) -> LakeRun | None:
    """The run that the registry stands on; None before the first."""
    if ground.former is None or not ground.version:
        return None
    name = run_name(ground.version, ground.former.run_id)
    run = lake.run(name)
    if run is None:
        raise StoreError(
            f"The lake {lake.folder} does not hold {name}, which the registry stands on. Restore "
            "it from a backup, or resolve the newest whole load once (satukan resolve)."
        )
    return run


def _follows(merged: Merged) -> StandingRows:
    """What the next load is laid upon; rows keep the names of their files."""
    extracts = merged.extracts
    village = read_areas(extracts.raw, extracts.areas)["village"]
    return StandingRows(extracts.raw, village, extracts.siak, extracts.areas, "", merged.marks)


def _together(former: StandingRows | None, laid: Sequence[Merged]) -> Merged:
    """Several loads' merging as one: what became of each record from first to last."""
    if len(laid) == 1:
        return laid[0]
    last = laid[-1]
    raw, before = last.extracts.raw, None if former is None else former.raw
    named = [
        one.statuses[one.statuses["status"].isin(["new", "changed", "unchanged"])] for one in laid
    ]
    told = pd.MultiIndex.from_frame(pd.concat(named)[KEY])
    if before is None:
        statuses = raw[KEY].assign(status="new")
    else:
        statuses = delivered(before, raw)
        silent = ~pd.MultiIndex.from_frame(raw[KEY]).isin(told)
        statuses["status"] = statuses["status"].mask(silent, "carried")
        gone = ~pd.MultiIndex.from_frame(before[KEY]).isin(pd.MultiIndex.from_frame(raw[KEY]))
        statuses = pd.concat([statuses, before.loc[gone, KEY].assign(status="withdrawn")])
        statuses = statuses.sort_values(KEY, kind="stable", ignore_index=True)
    every = [one.extracts for one in laid]
    paid = [one.payments for one in every if one.payments is not None]
    extracts = replace(
        last.extracts,
        rejects=pd.concat([one.rejects for one in every], ignore_index=True),
        counts=pd.concat([one.counts for one in every], ignore_index=True),
        payments=pd.concat(paid, ignore_index=True) if paid else None,
        unread=pd.concat([one.unread for one in every], ignore_index=True),
        skipped=pd.concat([one.skipped for one in every], ignore_index=True),
        paths={name: path for one in every for name, path in one.paths.items()},
    )
    added = {name: sum(one.counts.get(name, 0) for one in laid) for name in ("held", "late")}
    return Merged(extracts, statuses, {**count_statuses(statuses), **added}, last.marks)


__all__ = ["Laid", "Laying", "no_extracts", "resolved_loads"]
