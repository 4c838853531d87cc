"""The road that data takes, on one page.

extracts → sources → normalise → keys → candidates → score twice → link + guard → entities → publish

Beside the road: the quality of what came in, and payment lines attached to the persons.

Each step is a pure function of columnar tables (docs/tables.md); this module only calls them in
order, times them and counts what goes in and out.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from graph.candidates import candidate_pairs
from graph.keys import KeyEdges, key_edges
from resolver.candidates import keep_candidate, refuse_erased
from resolver.changing import Changes, base_of, changes_since
from resolver.entities.build import Entities, build_entities
from resolver.entities.payments import Attachment, attach_payments
from resolver.lake import Lake, Marks, run_name
from resolver.laying import Laid, Laying, resolved_loads
from resolver.match.blocking import KEYS, key_columns
from resolver.match.columns import match_columns
from resolver.match.fields import Clean, Fields
from resolver.match.link import Partition, link_records
from resolver.match.model import Model
from resolver.match.shipped import shipped_model
from resolver.normalise import normalise_records
from resolver.normalise.payments import read_payments
from resolver.outputs import MANIFEST, TIMES, file_digests, run_folder, write_json, write_table
from resolver.plan import PUBLISH, Plan
from resolver.progress import Progress, Steps, silent
from resolver.projection import project
from resolver.publication import Stores, open_stores, publish_run
from resolver.quality import (
    Quality,
    assess,
    former_quality,
    keep_quality,
    last_quality,
    write_quality,
)
from resolver.registry import Ledger, earlier_runs
from resolver.registry.ledger.seal import FILE as SEAL
from resolver.registry.ledger.seal import write_seal
from resolver.report import write_reports
from resolver.run_tables import manifest, newest_period, output_tables, persons_of, run_identity
from resolver.settings import Settings
from resolver.sources import Extracts, read_extracts
from resolver.standing import Ground


@dataclass(frozen=True)
class Normalised:
    """A load after reading and normalising, rows in the order of their record ids.

    ``digests``: SHA-256 of the files by what the counts call them. Where the load was laid upon
    another: ``statuses`` of every record (:class:`resolver.lake.Merged`), ``records`` by status,
    ``marks`` of what no longer stands, ``loads`` of the lake that it stands on, ``erasures`` that
    the lake had seen.
    """

    extracts: Extracts
    raw: pd.DataFrame
    clean: pd.DataFrame
    digests: dict[str, str]
    statuses: pd.DataFrame | None = None
    records: dict[str, int] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    loads: tuple[str, ...] = ()
    erasures: int | None = None


@dataclass(frozen=True)
class Candidates:
    """Which records share keys: edges record → key, and the pairs they make."""

    edges: KeyEdges
    pairs: pd.DataFrame


@dataclass(frozen=True)
class Run:
    """What a run leaves.

    Attributes:
        folder: where its tables, manifest and reports are.
        manifest: inputs' digests, model digest, thresholds, counts, partition hash.
        outputs: the tables of docs/tables.md §5 by name.
        times: CPU seconds by step.
    """

    folder: Path
    manifest: dict[str, Any]
    outputs: dict[str, pd.DataFrame]
    times: dict[str, float] = field(default_factory=dict)


def read_and_normalise(
    inputs: Path | None,
    secret: bytes,
    areas: Path | None = None,
    mapping: Path | None = None,
    lay: Callable[[Extracts | None], Laid] | None = None,
) -> Normalised:
    """Read a folder of extracts and normalise its accepted rows, `lay`: laid upon what stood.

    Without `inputs` it is what `lay` gives for no load.

    The rows are put in the order of their record ids, so that nothing after this hangs on the
    order in which they were delivered.
    """
    given = None
    if inputs is not None:
        given = read_extracts([inputs] if areas is None else [inputs, areas], mapping)
    laid = lay(given) if lay else None
    extracts = laid.merged.extracts if laid else given
    assert extracts is not None, "a folder is read, or something stands"
    digests = (laid.digests if laid else {}) | (file_digests(given.paths) if given else {})
    del given
    clean = normalise_records(extracts.raw, extracts.areas, extracts.siak, secret)
    order = clean["record_id"].to_numpy(object).argsort(kind="stable")
    raw = extracts.raw.iloc[order].reset_index(drop=True)
    clean = clean.iloc[order].reset_index(drop=True)
    # the rows as delivered are not kept beside them
    load = Normalised(replace(extracts, raw=raw), raw, clean, digests)
    if laid is None:
        return load
    merged = laid.merged
    return replace(
        load,
        statuses=merged.statuses,
        records=merged.counts,
        marks=merged.marks,
        loads=laid.loads,
        erasures=laid.erasures,
    )


def find_candidates(clean: Clean) -> Candidates:
    """Make the keys and join them to candidate pairs."""
    edges = key_edges(key_columns(clean), KEYS)
    return Candidates(edges, candidate_pairs(edges, len(clean)))


def attach(load: Normalised, entities: Entities) -> Attachment:
    """Attach the load's payment lines to the persons (docs/tables.md §5)."""
    extracts = load.extracts
    lines = read_payments(extracts.payments, extracts.areas)
    owner = persons_of(load.clean, entities)
    return attach_payments(lines, load.clean, owner, entities.persons)


def assess_quality(load: Normalised, former: tuple[str, pd.DataFrame] | None = None) -> Quality:
    """Count and judge what the load's sources gave, and compare it with a former load."""
    extracts = load.extracts
    return assess(
        load.raw, load.clean, extracts.rejects, extracts.counts, extracts.areas, former=former
    )


def resolve(
    inputs: Path | None,
    out: Path,
    settings: Settings,
    *,
    model: Model | None = None,
    areas: Path | None = None,
    mapping: Path | None = None,
    baseline: Path | None = None,
    processes: int = 1,
    registry: bool = True,
    refresh: bool = False,
    full: Sequence[str] = (),
    plan: Plan = PUBLISH,
    progress: Progress = silent,
) -> Run:
    """Resolve a folder of extracts into persons, families and households.

    With a registry, entities keep the ids they have there, and what people decided is heeded.

    Args:
        inputs: folder of extracts (docs/tables.md §1); with `refresh` None for what stands.
        out: folder of the run; it appears whole when all is done, or not at all.
        settings: registry, graph store and secret.
        model: a model document; the shipped one by default.
        areas: an area list with its bridge, if the folder holds none.
        mapping: a mapping file (docs/mapping.md); by default the folder's mapping.toml, if any.
        baseline: folder of the run whose data quality this one is compared with; by default the
            run that the registry published last.
        processes: worker processes of the scoring; the result does not depend on them.
        registry: also publish to the registry database and the graph store, once the folder
            stands whole: what fails there can be published again from it.
        refresh: lay the load upon the rows that the registry stands on, instead of taking it for
            all there is: what it does not speak of is carried forward.
        full: with `refresh`, sources that the load covers in full though its files do not say so.
        plan: what the run is built on besides, and what becomes of it.
        progress: told each step.

    Raises:
        InputError, ModelError, OutputError, StoreError: see :mod:`resolver.errors`.
    """
    model, secret = model or shipped_model(), settings.secret_key
    former = former_quality(baseline) if baseline else None
    steps = Steps(progress)
    with open_stores(settings) if registry else nullcontext() as stores:
        ground = plan.ground(stores.engine, secret) if stores else Ground()
        with run_folder(out) as folder:
            with steps("read and normalise"):
                lay = _laying(settings, ground, full, plan) if refresh else None
                load = read_and_normalise(inputs, secret, areas, mapping, lay)
                steps.tell(f"{len(load.clean):,} records")
            with steps("keys and candidates"):
                fields = Fields.of(load.clean)
                candidates = find_candidates(fields)
                steps.tell(f"{len(candidates.pairs):,} pairs")
            with steps("score and link"):
                columns = match_columns(fields)
                rulings = ground.rulings(load.clean["record_id"])
                partition = link_records(model, columns, candidates.pairs, processes, rulings)
                del columns, fields
            with steps("entities"):
                run_id = run_identity(load, model, ground.digest())
                entities = build_entities(
                    load.clean,
                    load.raw,
                    partition.labels,
                    secret,
                    run_id,
                    namer=ground.namer(secret, run_id),
                    decided=ground.decided(),
                )
                steps.tell(
                    f"{len(entities.persons):,} persons, {len(entities.households):,} households"
                )
            with steps("payments"):
                payments = attach(load, entities)
            with steps("quality"):
                former = former or (
                    _last(settings, stores.engine, run_id, load) if stores else None
                )
                quality = assess_quality(load, former)
            with steps("tables"):
                outputs = output_tables(load, partition, entities, payments, quality, model, secret)
                facts = manifest(load, candidates, partition, entities, outputs, model, run_id)
                facts |= {"payments": payments.figures, "quality": quality.figures}
                facts |= {"loads": list(load.loads) if lay else _resolved(settings, ground)}
                facts |= {"erasures": load.erasures}
                for name, table in outputs.items():
                    write_table(folder, name, table)
            with steps("report"):
                write_reports(folder, facts, outputs, load.clean, steps.seconds)
                write_quality(folder, quality, facts)
                changed = _write_changes(folder, settings, ground, (load, outputs, facts))
            write_json(folder / TIMES, {"cpu_seconds": steps.seconds})
            write_json(folder / MANIFEST, facts)
        state = state_of(load)
        # the stores' bulk loads need the memory
        del load, candidates, partition, entities
        if stores:
            _end(out, stores, settings, ground, steps, (state, outputs, facts), changed, plan)
            write_json(out / TIMES, {"cpu_seconds": steps.seconds})
    progress("done")
    return Run(out, facts, outputs, steps.seconds)


def state_of(load: Normalised) -> dict[str, pd.DataFrame | None]:
    """What the next load is laid upon, by the names of the lake."""
    extracts = load.extracts
    rows = {"raw": load.raw, "clean": load.clean, "siak": extracts.siak, "areas": extracts.areas}
    marks = load.marks
    marked = {"withdrawn": marks.withdrawn, "covered": marks.covered}
    return {**rows, **marked, "paid": extracts.payments}


def _end(
    out: Path,
    stores: Stores,
    settings: Settings,
    ground: Ground,
    steps: Steps,
    run: tuple[dict[str, pd.DataFrame | None], dict[str, pd.DataFrame], dict[str, Any]],
    changed: Changes | None,
    plan: Plan,
) -> None:
    """Publish a run, or keep it as a candidate."""
    state, outputs, facts = run
    if plan.candidate is not None:
        tables: dict[str, pd.DataFrame | None] = {**state, **outputs}
        keep_candidate(settings.home, plan.candidate, ground, (tables, facts), changed)
        return
    _publish(out, stores, settings, ground, steps, run, changed)
    keep_quality(settings.home, facts["run"], outputs["quality"])


def _publish(
    out: Path,
    stores: Stores,
    settings: Settings,
    ground: Ground,
    steps: Steps,
    run: tuple[dict[str, pd.DataFrame | None], dict[str, pd.DataFrame], dict[str, Any]],
    changed: Changes | None,
) -> None:
    """Publish a run, project it and seal the ledger beside it."""
    _, outputs, facts = run
    lake = Lake(settings.home / "lake")
    base = base_of(ground.version, ground.decisions, changed)
    with lake.locked():
        refuse_erased(lake, facts)
        publish_run(lake, stores.engine, settings, base, run, steps)
    with steps("graph"):
        project(outputs, stores.graph, str(facts["period"] or ""))
    # Outside the database, so that a cut tail of the decisions would show.
    write_seal(out / SEAL, Ledger(stores.engine, settings.secret_key).seal())


def _write_changes(
    folder: Path,
    settings: Settings,
    ground: Ground,
    run: tuple[Normalised, dict[str, pd.DataFrame], dict[str, Any]],
) -> Changes | None:
    """Write what the run changes; None where nothing stands before it, or the lake has lost it."""
    if ground.former is None or not ground.version:
        return None
    load, outputs, facts = run
    before = Lake(settings.home / "lake").run(run_name(ground.version, ground.former.run_id))
    if before is None:
        return None
    changed = changes_since(before, ground, load.clean, outputs, facts)
    changed.write(folder, load.extracts.areas)
    return changed


def _laying(settings: Settings, ground: Ground, full: Sequence[str], plan: Plan) -> Laying:
    """What lays loads upon the rows that the registry stands on."""
    lake = Lake(settings.home / "lake")
    return Laying(lake, ground, full, waiting=plan.waiting, period=plan.period)


def _resolved(settings: Settings, ground: Ground) -> list[str]:
    """The lake's loads that wait no more, though a whole load takes the place of all."""
    return resolved_loads(Lake(settings.home / "lake"), ground)


def _last(
    settings: Settings, engine: Engine, run_id: str, load: Normalised
) -> tuple[str, pd.DataFrame] | None:
    """The quality table of the run published before this one, if the registry knows one."""
    runs = earlier_runs(engine, run_id, newest_period(load.clean) or "")
    return last_quality(settings.home, runs)


__all__ = [
    "Candidates",
    "Entities",
    "Normalised",
    "Partition",
    "Run",
    "assess_quality",
    "attach",
    "find_candidates",
    "read_and_normalise",
    "resolve",
]
