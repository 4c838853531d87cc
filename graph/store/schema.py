"""What stands in the graph store: labels, edge kinds, and the batches that fill it.

The names are those of the design's graph. A node is known by its label and its `key`: the
record's or entity's id, or the keyed hash of a shared value; never a NIK or KK number itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt


class Label(StrEnum):
    """The kinds of nodes. Their order here is the code that the table store keeps."""

    RECORD = "Record"
    NIK = "Nik"
    KK = "Kk"
    ADDRESS = "Address"
    NAME_KEY = "NameKey"
    PERSON = "Person"
    FAMILY = "Family"
    HOUSEHOLD = "Household"


class Kind(StrEnum):
    """The kinds of edges. Their order here is the code that the table store keeps."""

    HAS_NIK = "HAS_NIK"
    HAS_KK = "HAS_KK"
    LIVES_AT = "LIVES_AT"
    SOUNDS_LIKE = "SOUNDS_LIKE"
    LINK = "LINK"
    OF_PERSON = "OF_PERSON"
    MEMBER_OF = "MEMBER_OF"


EVIDENCE = frozenset({Kind.HAS_NIK, Kind.HAS_KK, Kind.LIVES_AT, Kind.SOUNDS_LIKE, Kind.LINK})
"""What may speak for two records being one person; OF_PERSON and MEMBER_OF are conclusions."""

HUB_DEGREE = 50
"""A node with more edges is a hub: paths do not lead through it and evidence is not opened
behind it, or everyone is joined by one common name."""

PROPERTIES: dict[Kind, tuple[str, ...]] = {
    Kind.LINK: ("probability", "grade", "model"),
    Kind.MEMBER_OF: ("from", "to"),
}
"""The properties an edge of a kind carries; kinds not named here carry none.

`from` and `to` are periods; an edge without `to` still holds."""


@dataclass(frozen=True, order=True)
class NodeRef:
    """The name of one node: `label`, and `key` (its id or keyed hash)."""

    label: Label
    key: str


@dataclass(frozen=True)
class NodeBatch:
    """All nodes of one label, in the order of their positions.

    Attributes:
        label: their label; one batch per label.
        keys: their ids or keyed hashes, distinct.
        masked: what may be shown of a shared value, as long as `keys`; empty for nodes whose
            id may be shown.
    """

    label: Label
    keys: Sequence[str]
    masked: Sequence[str | None] = ()


@dataclass(frozen=True)
class EdgeBatch:
    """Edges of one kind between two labels.

    Attributes:
        kind: their kind.
        source_label, target_label: the labels of their ends.
        sources, targets: int64, the positions of the ends in their labels' `keys`.
        properties: columns named by :data:`PROPERTIES`, each as long as `sources`.
    """

    kind: Kind
    source_label: Label
    target_label: Label
    sources: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    properties: dict[str, Sequence[str | float | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Projection:
    """Everything a store is rebuilt from; batches of nodes come before the edges between them."""

    nodes: Sequence[NodeBatch]
    edges: Sequence[EdgeBatch]


@dataclass(frozen=True)
class Counts:
    """How many nodes by label and edges by kind stand in a store; others are left out."""

    nodes: dict[Label, int]
    edges: dict[Kind, int]
