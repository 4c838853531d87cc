"""dedupe's active learner in a process of its own: lines of JSON in, lines of JSON out.

A process of its own because dedupe orders sets of texts, which only ``PYTHONHASHSEED`` fixes, and
draws from generators that it seeds by itself; here both are fixed for it alone. In: first
``{"seed", "records": {id: record}}``, then ``{"mark": [[id, id, answer], …]}`` as often as wanted.
Out: after each of them ``{"pair": [id, id]}`` or ``{"pair": null}`` when there is none left.
"""

import json
import random
import sys
from typing import Any

import numpy as np
from dedupe import Dedupe
from dedupe.variables import Custom, Exact, ShortString

from resolver.match.comparators import COMPARATORS

COMPARED = (
    "name_jaro_winkler",
    "year_close",
    "birth_day_month",
    "nik_near",
    "sex_equal",
    "village_equal",
    "address",
    "mother",
)
"""Compared but not blocked by: dedupe would keep every pair that a common value covers."""


def cold_deduper() -> Dedupe:
    """A small model that a dozen labels can fit; no missing indicators (memory, design §5)."""
    variables: list[Any] = [
        Exact("nik", name="nik"),
        Exact("kk", name="kk"),
        ShortString("joined", name="joined"),
        Exact("skeleton", name="skeleton"),
        Exact("phonetic", name="phonetic"),
        Exact("birth_text", name="birth_text"),
    ]
    variables += [
        Custom(COMPARATORS[name].field, COMPARATORS[name].scalar, name=name) for name in COMPARED
    ]
    return Dedupe(variables, num_cores=1)


def main() -> None:
    """Serve one labelling session."""
    lines = (json.loads(line) for line in sys.stdin)
    told = next(lines)
    records: dict[str, dict[str, Any]] = told["records"]
    for record in records.values():
        birth = record["birth"] and tuple(record["birth"])
        record["birth"] = birth
        record["birth_text"] = "{:04d}{:02d}{:02d}".format(*birth) if birth else None
    random.seed(told["seed"])
    fresh = np.random.default_rng
    np.random.default_rng = lambda *_: fresh(told["seed"])
    deduper = cold_deduper()
    deduper.prepare_training(records)
    name_of = {id(record): name for name, record in records.items()}
    for message in lines:
        examples: Any = {"match": [], "distinct": []}
        for first, second, answer in message["mark"]:
            if first in records and second in records:
                pair = (records[first], records[second])
                for kind in examples if answer == "unsure" else (answer,):
                    examples[kind].append(pair)  # a pair of both kinds is dedupe's "unsure"
        if examples["match"] or examples["distinct"]:
            deduper.mark_pairs(examples)
        try:
            ((first, second),) = deduper.uncertain_pairs()
            asked: list[str] | None = [name_of[id(first)], name_of[id(second)]]
        except IndexError:
            asked = None
        print(json.dumps({"pair": asked}), flush=True)


if __name__ == "__main__":
    main()
