"""A declaration that hangs on another column: dates, codes and area systems by district."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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
        texts = distinct.dictionary
        order = np.argsort(place, kind="stable")
        bounds = np.searchsorted(place[order], np.arange(len(options) + 1))
        changed = []
        for number, option in enumerate(options):
            mine = order[bounds[number] : bounds[number + 1]]
            if not len(mine):
                continue
            # Only the texts that stand in these rows, each once; -1, a blank, is one of them.
            used, position = np.unique(code[mine], return_inverse=True)
            own = texts.take(pa.array(used, mask=used < 0))
            changed.append(change(own, option).take(pa.array(position)))
        if not changed:
            return change(values, self.otherwise)
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        return pa.concat_arrays([one.cast(values.type) for one in changed]).take(pa.array(back))

    def _places(self, rows: Rows, options: list[T]) -> npt.NDArray[np.int64]:
        assert self.by is not None
        distinct = self.by.read(rows).dictionary_encode()
        numbers = {option: number for number, option in enumerate(options)}
        option_of = self._finder()
        found = [numbers[option_of(text)] for text in distinct.dictionary.to_pylist()]
        # A blank value is the last one.
        lookup = np.array([*found, numbers[self.otherwise]], dtype=np.int64)
        return lookup[np.asarray(distinct.indices.fill_null(-1)).astype(np.int64)]

    def _finder(self) -> Callable[[str], T]:
        """Return what finds the option of a text: look-ups alone, however many are declared."""
        whole = dict(self.values)
        # Of equal beginnings the first counts, hence from the end.
        starts = dict(reversed(self.beginnings))
        lengths = sorted({len(start) for start in starts}, reverse=True)

        def option_of(text: str) -> T:
            plain = plain_code(text)
            if plain in whole:
                return whole[plain]
            folded = text.casefold()
            for length in lengths:
                start = folded[:length]
                if start in starts:
                    return starts[start]
            return self.otherwise

        return option_of
