"""Ids for the entities of a run that follows others: kept where they can be, else minted."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from resolver.entities.identity import Kind, mint
from resolver.entities.lineage import Inheritance, inherit
from resolver.entities.rows import Codes


class InheritedNames:
    """Names entities by the lineage rule; a :data:`resolver.entities.build.Namer`.

    Attributes:
        found: what became of every id, by kind, once the entities are named.
    """

    def __init__(self, former: Mapping[Kind, pd.DataFrame], secret: bytes, run_id: str) -> None:
        """Name what follows the assignments `former` (see :func:`inherit`) in run `run_id`."""
        self._former, self._secret, self._run = former, secret, run_id
        self.found: dict[Kind, Inheritance] = {}

    def __call__(self, kind: Kind, entity: Codes, record_ids: pd.Series) -> pd.Series:
        """Name the entities 0, 1, … of the records."""
        current = pd.DataFrame(
            {"record_id": record_ids.reset_index(drop=True), "component": entity.astype(np.int64)}
        )
        self.found[kind] = inherit(
            kind,
            self._former[kind],
            current,
            lambda founding: mint(kind, founding, self._secret, self._run),
        )
        return self.found[kind].ids["entity_id"].reset_index(drop=True)
