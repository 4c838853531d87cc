"""Families that move, and cards that get a new number."""

import numpy as np

from training.synthetic.arrays import Ints, Rng
from training.synthetic.life.log import Log
from training.synthetic.life.news import News
from training.synthetic.life.often import KK_CHANGE, MOVE
from training.synthetic.life.truth import Truth

FAR = 0.3  # of the moves: another regency, if there is one


def move(rng: Rng, t: Truth, log: Log, times: float) -> list[News]:
    """Whole families move to another dwelling and get a new card."""
    families = _drawn(rng, t, min(MOVE * times, 0.5))
    f, p = t.p.f, t.p
    village = f.village[families]
    like = t.near(rng, village, rng.random(len(families)) < FAR)
    p.old_house[families] = f.house[families]
    before = f.household[families]
    t.parted(families)
    t.settle(families, t.new_houses(rng, like))
    f.parent_family[families] = -1
    _new_cards(rng, t, families)
    far = t.areas.regency_of[f.village[families]] != t.areas.regency_of[village]
    news = []
    for i, family in enumerate(families.tolist()):
        members = _living(t, family)
        households = dict.fromkeys([before[i], f.household[family]])
        event = log.add("MOVE", members, [family], households)
        news.append(News(event, members, family, bool(far[i])))
    return news


def renumber(rng: Rng, t: Truth, log: Log, times: float) -> list[News]:
    """Cards are issued anew: lost, or a mistake in them put right."""
    families = _drawn(rng, t, min(KK_CHANGE * times, 0.5))
    _new_cards(rng, t, families)
    f, news = t.p.f, []
    for family in families.tolist():
        members = _living(t, family)
        event = log.add("KK_CHANGE", members, [family], [f.household[family]])
        news.append(News(event, members, family))
    return news


def _drawn(rng: Rng, t: Truth, share: float) -> Ints:
    sizes = t.sizes()
    drawn = np.flatnonzero((rng.random(len(sizes)) < share) & (sizes > 0)).tolist()
    found = np.array([family for family in drawn if t.free(family) and len(_living(t, family))],
                     dtype=np.int64)  # fmt: skip
    t.busy.update(found.tolist())
    return found


def _living(t: Truth, family: int) -> Ints:
    members = t.members(family)
    return members[t.p.alive[members]]


def _new_cards(rng: Rng, t: Truth, families: Ints) -> None:
    p = t.p
    p.old_kk[families] = p.kk[families]
    p.kk[families] = t.new_cards(rng, p.f.village[families])
