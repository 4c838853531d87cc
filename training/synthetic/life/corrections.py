"""Corrections by the civil registry: a NIK issued anew, a name put right."""

import numpy as np

from training.synthetic.arrays import Ints, Rng, change, texts
from training.synthetic.life.log import Log
from training.synthetic.life.news import News
from training.synthetic.life.often import NAME_CORRECTION, NIK_CORRECTION
from training.synthetic.life.truth import Truth
from training.synthetic.mishearing import respell


def correct_niks(rng: Rng, t: Truth, log: Log, times: float) -> list[News]:
    """Some people get another NIK, mostly of a corrected day; the old one lives on in lists."""
    p = t.p
    people = _drawn(rng, t, NIK_CORRECTION * times)
    area = texts(nik[:6] for nik in p.nik[people].tolist())
    shift = np.where(rng.random(len(people)) < 0.5, rng.integers(-40, 40, len(people)), 0)
    born = p.born[people] + shift.astype("timedelta64[D]")
    fresh = t.new_niks(rng, area, born, p.f.sex[people])
    p.second_nik[people], p.nik[people] = p.nik[people], fresh
    return _told(t, log, "NIK_CORRECTION", people)


def correct_names(rng: Rng, t: Truth, log: Log, times: float) -> list[News]:
    """Some people's official names get another spelling."""
    people = _drawn(rng, t, NAME_CORRECTION * times)
    names = t.p.name[people]
    change(names, np.arange(len(names)), rng, respell)
    changed = names != t.p.name[people]
    t.p.name[people] = names
    return _told(t, log, "NAME_CORRECTION", people[changed])


def _drawn(rng: Rng, t: Truth, share: float) -> Ints:
    living = np.flatnonzero(t.p.alive)
    # who was born this quarter has nothing to correct yet
    living = living[living < len(t.age)]
    return living[rng.random(len(living)) < min(share, 0.5)]


def _told(t: Truth, log: Log, kind: str, people: Ints) -> list[News]:
    f, news = t.p.f, []
    for person in people.tolist():
        family = int(f.family[person])
        event = log.add(kind, [person], [family], [f.household[family]])
        news.append(News(event, np.array([person]), family))
    return news
