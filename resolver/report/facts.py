"""What the report tells, gathered from a run's tables: small counts, no row of anybody's.

Hub keys are the one place where a value shows: numbers are masked, and a name or address is
listed only when at least :data:`HUB_RECORDS` records share it, so that it tells of nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from resolver.keys_table import mask

BINS = 50  # of the score histogram, each 0.02 wide
HUB_RECORDS = 50
HUBS_SHOWN = 5  # of each kind: busy hamlets must not crowd out a number on hundreds
NO_BASES = ("SIAK", "AREAS", "PAYMENTS")  # files beside the bases' own
DIGEST_SHOWN = 24  # signs of a digest or run's name that are enough to compare by eye
LARGEST_SIZE = 10  # cluster sizes from here on are one class

THRESHOLDS = ("review", "accept", "certain")  # those on the scale of one pair's probability
VERDICTS = ("accepted", "implied", "refused", "review", "rejected")

Counts = dict[str, int]


@dataclass(frozen=True)
class Hub:
    """A key value shared by very many records: its type, its masked text, how many share it."""

    key_type: str
    text: str
    records: int


@dataclass(frozen=True)
class ReportFacts:
    """Everything the report shows, as small dictionaries of counts.

    `run`: facts of the run by name, as text. `funnel`: stage → count, in the road's order.
    `sources`: source → {read, accepted, rejected}. `nik_status`, `kk_status`: source → status →
    rows. `scores`: candidate pairs by probability, :data:`BINS` equal bins from 0 to 1.
    `thresholds`: name of :data:`THRESHOLDS` → probability. `sizes`: entity → size → how many (the
    last class holds all larger). `caps`: kind of key → values above its cap, records in them,
    largest, dropped_records. `largest`: entity → the largest size. `verdicts`, `refusals`,
    `review`, `rejects`: name or reason code → count. `times`: step → seconds.
    """

    run: dict[str, str]
    funnel: Counts
    sources: dict[str, Counts] = field(default_factory=dict)
    nik_status: dict[str, Counts] = field(default_factory=dict)
    kk_status: dict[str, Counts] = field(default_factory=dict)
    scores: tuple[int, ...] = ()
    thresholds: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, dict[int, int]] = field(default_factory=dict)
    largest: Counts = field(default_factory=dict)
    hubs: tuple[Hub, ...] = ()
    caps: dict[str, Counts] = field(default_factory=dict)
    verdicts: Counts = field(default_factory=dict)
    refusals: Counts = field(default_factory=dict)
    review: Counts = field(default_factory=dict)
    rejects: Counts = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)


def facts_from(
    manifest: Mapping[str, Any],
    outputs: Mapping[str, pd.DataFrame],
    clean: pd.DataFrame,
    times: Mapping[str, float] | None = None,
) -> ReportFacts:
    """The facts of one run.

    `manifest`: `counts`, `thresholds`, `files` (a list of per-file counts), `scores` (pairs by
    probability in :data:`BINS` bins; without it the written links are counted) and the texts
    `run`, `period`, `model`, `version`, `partition`; what is missing is left out of the report.
    `outputs`: the tables written (docs/tables.md §5). `clean`: the clean table. `times`: seconds
    by step.
    """
    links = outputs["links"]
    memberships = outputs["memberships"]
    persons = outputs["persons"]
    counts = manifest.get("counts", {})
    verdicts = _verdicts(counts, links)
    return ReportFacts(
        run={
            name: str(manifest[name])[:DIGEST_SHOWN]
            for name in ("run", "period", "model", "version", "partition")
            if manifest.get(name)
        },
        funnel=_funnel(counts, outputs, len(clean), verdicts),
        sources=_sources(manifest.get("files", ())),
        nik_status=_by_source(clean, "nik_status"),
        kk_status=_by_source(clean, "kk_status"),
        scores=tuple(manifest.get("scores") or _histogram(links["probability"])),
        thresholds={
            name: float(at)
            for name, at in manifest.get("thresholds", {}).items()
            if name in THRESHOLDS
        },
        sizes={
            "persons": _sizes(memberships["person_id"]),
            "families": _sizes(persons["family_id"]),
            "households": _sizes(persons["household_id"]),
        },
        largest={
            "persons": _largest(memberships["person_id"]),
            "families": _largest(persons["family_id"]),
            "households": _largest(persons["household_id"]),
        },
        hubs=hubs(clean),
        caps=_caps(manifest.get("hubs", ())),
        verdicts=verdicts,
        refusals=_counts(links.loc[links["verdict"] == "refused", "reason"]),
        review=_counts(outputs["review"]["reason"]),
        rejects=_counts(outputs["rejects"]["reason"]),
        times=dict(times or {}),
    )


def hubs(clean: pd.DataFrame) -> tuple[Hub, ...]:
    """The most shared values of each kind of key, most shared first, masked."""
    dates = clean["birth_year"] > 0
    dated = clean.loc[dates]
    name_date = dated["name_norm"] + " · " + _date_text(dated)
    address = clean["address_norm"] + " · " + clean["village"].fillna("?")
    found = [
        Hub(key_type, _shown(key_type, str(value)), int(count))
        for key_type, column in (
            ("NIK", clean["nik"]),
            ("KK", clean["kk"]),
            ("ADDRESS", address),
            ("NAME_DATE", name_date),
        )
        for value, count in column.value_counts().head(HUBS_SHOWN).items()
        if count >= HUB_RECORDS
    ]
    found.sort(key=lambda hub: (-hub.records, hub.key_type, hub.text))
    return tuple(found)


def _shown(key_type: str, value: str) -> str:
    return mask(value) if key_type in ("NIK", "KK") else value


def _funnel(
    counts: Mapping[str, Any],
    outputs: Mapping[str, pd.DataFrame],
    accepted: int,
    verdicts: Counts,
) -> Counts:
    """The stages of the road: the manifest's counts where it has them, else the tables' own."""
    own = {
        "read": accepted + len(outputs["rejects"]),
        "accepted": accepted,
        "key_edges": None,
        "pairs": len(outputs["links"]),
        "links_accepted": verdicts.get("accepted", 0),
        "persons": len(outputs["persons"]),
        "families": len(outputs["families"]),
        "households": len(outputs["households"]),
    }
    stages = {name: counts.get(name, count) for name, count in own.items()}
    return {name: int(count) for name, count in stages.items() if count is not None}


def _verdicts(counts: Mapping[str, Any], links: pd.DataFrame) -> Counts:
    """What became of the pairs: the manifest knows the rejected ones too, which are not written."""
    found = _counts(links["verdict"])
    stages = {name: counts.get(f"links_{name}", found.get(name, 0)) for name in VERDICTS}
    return {name: int(count) for name, count in stages.items() if count}


def _sources(files: Any) -> dict[str, Counts]:
    """Rows read, accepted and rejected by source, from the per-file counts; the bases first."""
    table = pd.DataFrame(list(files), columns=["source", "read", "accepted", "rejected"])
    summed = table.groupby("source", sort=True)[["read", "accepted", "rejected"]].sum()
    summed = summed.loc[sorted(summed.index, key=lambda name: (name in NO_BASES, name))]
    return {
        str(source): {name: int(row[name]) for name in summed.columns}
        for source, row in summed.iterrows()
    }


def _caps(kinds: Any) -> dict[str, Counts]:
    """The kinds of key of which values were above the cap, and what became of their records."""
    names = ("values", "records", "largest", "dropped_records")
    return {
        str(kind["key_type"]): {name: int(kind.get(name, 0)) for name in names}
        for kind in kinds
        if kind.get("values")
    }


def _by_source(clean: pd.DataFrame, column: str) -> dict[str, Counts]:
    """source → value → rows, values by falling total."""
    table = pd.crosstab(clean["source"], clean[column])
    table = table[table.sum().sort_values(ascending=False, kind="stable").index]
    return {
        str(source): {str(name): int(count) for name, count in row.items() if count}
        for source, row in table.iterrows()
    }


def _histogram(probability: pd.Series) -> tuple[int, ...]:
    values = probability.to_numpy(dtype=float)
    counts, _ = np.histogram(values, bins=BINS, range=(0.0, 1.0))
    return tuple(int(count) for count in counts)


def _sizes(groups: pd.Series) -> dict[int, int]:
    """How many groups have 1, 2, … members; the last class holds all larger ones."""
    sizes = groups.dropna().value_counts().clip(upper=LARGEST_SIZE).value_counts().sort_index()
    return {int(str(size)): int(count) for size, count in sizes.items()}


def _largest(groups: pd.Series) -> int:
    counts = groups.dropna().value_counts()
    return int(counts.iloc[0]) if len(counts) else 0


def _counts(column: pd.Series) -> Counts:
    """value → count, by falling count, equal counts by value."""
    text = column.astype("str").dropna()
    counted = text[text != ""].value_counts().sort_index()
    counted = counted.sort_values(ascending=False, kind="stable")
    return {str(value): int(count) for value, count in counted.items()}


def _date_text(rows: pd.DataFrame) -> pd.Series:
    parts = (
        rows[part].astype("str").str.zfill(2) for part in ("birth_year", "birth_month", "birth_day")
    )
    year, month, day = parts
    return year + "-" + month + "-" + day
