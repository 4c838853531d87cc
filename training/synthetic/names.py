"""The name grammar: full names by culture, sex and birth cohort, with skewed frequencies.

Every seed drops some words of every pool and shuffles the ranks a little, so that two
registries share their common names and differ in the rest.
"""

import numpy as np

from training.synthetic.arrays import Floats, Ints, Rng, Texts, fill, pick, stream, texts, zipf
from training.synthetic.lexicon import CLANS, CULTURES, ORDERS, POOLS, PRODUCTS, TEMPLATES

KEPT_ON_TOP = 4  # the commonest words of a pool are common in every registry
DROPPED = 0.12
RANK_NOISE = 0.35
COHORTS = (1966, 1996)  # births before, between, after


class NameGrammar:
    """Draws names; `concentration` above 1 makes the common names more common."""

    def __init__(self, seed: int, concentration: float = 1.0) -> None:
        rng = stream(seed, "names/pools")
        self._pools: dict[str, tuple[Texts, Floats]] = {}
        for pool, words in POOLS.items():
            self._pools[pool] = self._seeded(rng, words, concentration)
        for pool, (first, second) in PRODUCTS.items():
            (heads, head_weights), (tails, tail_weights) = self._pools[first], self._pools[second]
            glued = texts(a + b for a in heads.tolist() for b in tails.tolist())
            self._pools[pool] = (glued, np.outer(head_weights, tail_weights).ravel())

    @staticmethod
    def _seeded(rng: Rng, words: list[str], concentration: float) -> tuple[Texts, Floats]:
        pool = texts(words)
        rank = np.log(np.arange(len(pool)) + 2.0) + rng.normal(0, RANK_NOISE, len(pool))
        rank[: min(KEPT_ON_TOP, len(pool))] -= 1.0
        kept = rng.random(len(pool)) >= DROPPED
        kept[: min(KEPT_ON_TOP, len(pool))] = True
        pool = pool[np.argsort(rank, kind="stable")]
        pool = pool[kept[np.argsort(rank, kind="stable")]]
        return pool, zipf(len(pool), 0.75 * concentration)

    def words(self, rng: Rng, pool: str, n: int) -> Texts:
        """`n` words of one pool."""
        return pick(rng, self._pools[pool][0], n, self._pools[pool][1])

    def clans(self, rng: Rng, culture: Ints) -> Texts:
        """A clan name where the culture has one, else an empty text."""
        out = fill(len(culture))
        for code, name in enumerate(CULTURES):
            if name in CLANS:
                rows = np.flatnonzero(culture == code)
                out[rows] = self.words(rng, CLANS[name], len(rows))
        return out

    def draw(
        self,
        rng: Rng,
        culture: Ints,
        sex: Ints,
        year: Ints,
        order: Ints,
        clan: Texts,
        father: Texts,
    ) -> Texts:
        """Full names. `sex` 0 man, 1 woman; `order` among siblings; `father` his name or ''."""
        cohort = np.searchsorted(np.array(COHORTS), year, side="right")
        group = (culture * 2 + sex) * 3 + cohort
        out = fill(len(culture))
        by_group = np.argsort(group, kind="stable")
        edges = np.searchsorted(group[by_group], np.arange(len(CULTURES) * 6 + 1))
        for code in range(len(CULTURES) * 6):
            rows = by_group[edges[code] : edges[code + 1]]
            if not len(rows):
                continue
            key = f"{CULTURES[code // 6]}_{'mf'[code // 3 % 2]}"
            choices = TEMPLATES[key][code % 3]
            weights = np.cumsum([weight for weight, _ in choices])
            chosen = np.searchsorted(weights, rng.random(len(rows)) * weights[-1], side="right")
            for number, (_, parts) in enumerate(choices):
                mine = rows[chosen == number]
                if len(mine):
                    out[mine] = self._compose(rng, parts, mine, order, clan, father)
        return out

    def _compose(
        self, rng: Rng, parts: tuple[str, ...], rows: Ints, order: Ints, clan: Texts, father: Texts
    ) -> Texts:
        columns = []
        for part in parts:
            if part.startswith("="):
                columns.append(fill(len(rows), part[1:]))
            elif part == "@clan":
                columns.append(clan[rows])
            elif part in ORDERS:
                table = texts(ORDERS[part])
                columns.append(table[order[rows] % 4 * 3 + rng.integers(0, 3, len(rows))])
            elif part == "@father":
                own = self.words(rng, "jv_m_one", len(rows))
                known = texts(name.rsplit(" ", 1)[-1] for name in father[rows].tolist())
                columns.append(np.where(known == "", own, known))
            else:
                columns.append(self.words(rng, part, len(rows)))
        joined = columns[0]
        for column in columns[1:]:
            joined = joined + " " + column
        # the same word twice ("ALI ALI") and an empty clan leave a gap
        return texts(" ".join(dict.fromkeys(name.split())) for name in np.asarray(joined).tolist())
