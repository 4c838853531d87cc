"""What each base delivers in a quarter: everything, some regencies, or only what has changed."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, TypeAlias

import numpy as np

from training.synthetic.areas import Areas
from training.synthetic.arrays import Bools, Ints, stream
from training.synthetic.life.books import Book
from training.synthetic.rates import DTKS, P3KE, REGSOSEK, SOURCES

Extent: TypeAlias = Literal["full", "delta"]
DeliveriesName: TypeAlias = Literal["mixed", "full"]
SOME = 0.6  # of the regencies


@dataclass(frozen=True)
class Scope:
    """What a delivery covers: Kemendagri codes (none = everything the base has) and extent."""

    areas: tuple[str, ...] = ()
    extent: Extent = "full"


def plan(seed: int, quarter: int, areas: Areas, deliveries: DeliveriesName) -> dict[int, Scope]:
    """The scope of each base's delivery, by source number.

    `mixed`: after the first quarter one base, each in its turn, delivers only some regencies in
    even quarters, only changed rows in odd ones; the others everything.
    """
    scopes = dict.fromkeys((DTKS, REGSOSEK, P3KE), Scope())
    if quarter == 1 or deliveries == "full":
        return scopes
    turn = stream(seed, "deliveries").permutation(3)[(quarter - 2) % 3]
    if quarter % 2:
        return scopes | {int(turn): Scope((), "delta")}
    regencies = sorted({code[:4] for code in areas.kemendagri.tolist()})
    count = max(1, round(len(regencies) * SOME))
    if 1 < len(regencies) == count:
        count -= 1
    chosen = stream(seed, f"deliveries/{quarter}").permutation(len(regencies))[:count]
    return scopes | {int(turn): Scope(tuple(sorted(regencies[i] for i in chosen.tolist())), "full")}


def deliver(book: Book, scope: Scope, areas: Areas, quarter: int) -> Ints:
    """The rows delivered, in the extract's order; what the receiver has afterwards is noted in
    the book: who is missing in a full scope is withdrawn, by the village last told."""
    inside = np.ones(len(areas.village), bool)
    if scope.areas:
        inside = np.array([code.startswith(scope.areas) for code in areas.kemendagri.tolist()])
    wanted: Bools = book.live & inside[book.village]
    if scope.extent == "delta":
        wanted &= book.unsent()
    else:
        book.standing &= ~inside[book.told] | wanted
    rows = book.order(np.flatnonzero(wanted))
    book.send(rows, quarter)
    return rows


def mapping_text(period: str, scopes: dict[int, Scope]) -> str:
    """A mapping.toml: the shipped layouts of these bases, each with its scope."""
    layouts = files("resolver.sources") / "layouts"
    parts = [
        "# SYNTHETIC DATA - DATA SINTETIS\n"
        "# The shipped layouts, with what this quarter's deliveries cover.\nformat = 1\n"
    ]
    for source, scope in scopes.items():
        text = (layouts / f"{SOURCES[source].lower()}.toml").read_text(encoding="utf-8")
        codes = ", ".join(f'"{code}"' for code in scope.areas)
        parts.append(
            text[text.index("[[source]]") :].rstrip() + "\n\n[source.scope]\n"
            f'areas = [{codes}]\nperiod = "{period}"\nextent = "{scope.extent}"\n'
        )
    return "\n".join(parts)
