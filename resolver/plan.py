"""What a run on a registry does beyond the road: what it is built on, what becomes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine

from resolver.standing import Ground, ground_of


@dataclass(frozen=True)
class Plan:
    """How a run is founded and ended.

    Attributes:
        ground: gives what the run is built on, of a registry and its secret.
        waiting: of a refresh: whether it resolves the loads that wait in the lake.
        period: of a refresh: the period that its loads must tell of, if it is said.
        candidate: facts to keep with a candidate version; None publishes the run instead.
    """

    ground: Callable[[Engine, bytes], Ground] = ground_of
    waiting: bool = False
    period: str | None = None
    candidate: Mapping[str, Any] | None = None


PUBLISH: Final = Plan()
"""Built on what stands, and published."""
