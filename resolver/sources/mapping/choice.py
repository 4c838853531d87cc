"""A declaration that hangs on another column: dates, codes and area systems by district."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.sources.mapping.rows import Rows
from resolver.sources.mapping.rules import Rule
from resolver.sources.mapping.words import plain_code

T = TypeVar("T")


@dataclass(frozen=True)
class Choice(Generic[T]):
    """*otherwise* for every row; or by the values of *by*, whole ones, else the longest beginning.

    ``values`` are (whole value as :func:`plain_code` gives it, option), ``beginnings`` (case-folded
    beginning, option), the longest first.
    """

    otherwise: T
    by: Rule | None = None
    values: tuple[tuple[str, T], ...] = ()
    beginnings: tuple[tuple[str, T], ...] = ()

    def options(self) -> list[T]:
        """Return the options, each once."""
        every = [self.otherwise, *(one for _, one in (*self.values, *self.beginnings))]
        return list(dict.fromkeys(every))

    def apply(
        self, rows: Rows, values: pa.Array, change: Callable[[pa.Array, T], pa.Array]
    ) -> pa.Array:
        """Return *values* with each row changed by its own option."""
        options = self.options()
        if self.by is None or len(options) == 1:
            return change(values, self.otherwise)
        place = self._places(rows, options)
        distinct = values.dictionary_encode()
        code = np.asarray(distinct.indices.fill_null(-1)).astype(np.int64)
        result = pa.nulls(len(values), values.type)
        texts = distinct.dictionary
        for number, option in enumerate(options):
            mine = place == number
            # Only the texts that stand in these rows, each once; -1, a blank, is one of them.
            used, position = np.unique(code[mine], return_inverse=True)
            own = texts.take(pa.array(used, mask=used < 0))
            changed = change(own, option).take(pa.array(position))
            result = _put(result, mine, changed)
        return result

    def _places(self, rows: Rows, options: list[T]) -> npt.NDArray[np.int64]:
        assert self.by is not None
        distinct = self.by.read(rows).dictionary_encode()
        numbers = {option: number for number, option in enumerate(options)}
        found = [numbers[self._option(text)] for text in distinct.dictionary.to_pylist()]
        # A blank value is the last one.
        lookup = np.array([*found, numbers[self.otherwise]], dtype=np.int64)
        return lookup[np.asarray(distinct.indices.fill_null(-1)).astype(np.int64)]

    def _option(self, text: str) -> T:
        whole = dict(self.values)
        plain = plain_code(text)
        if plain in whole:
            return whole[plain]
        folded = text.casefold()
        return next(
            (one for start, one in self.beginnings if folded.startswith(start)), self.otherwise
        )


def _put(target: pa.Array, where: npt.NDArray[np.bool_], values: pa.Array) -> pa.Array:
    rank = np.where(where, np.cumsum(where) - 1, 0)
    if not len(values):
        return target
    spread = values.take(pa.array(rank))
    return pc.if_else(pa.array(where), spread, target)
