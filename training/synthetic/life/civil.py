"""SIAK over the quarters: what it knows of the people, and its answers about the bases' rows."""

from dataclasses import replace

import numpy as np
import pandas as pd

from training.synthetic.arrays import Rng
from training.synthetic.bases import Base
from training.synthetic.damage_dates import Dates
from training.synthetic.life.books import Book
from training.synthetic.life.news import CHANGES, KK, NAME, News
from training.synthetic.life.truth import Truth
from training.synthetic.rates import DTKS, SOURCES
from training.synthetic.siak import CivilRegistry, asked_about


class Civil:
    """The civil registry's rows, one a person; they follow the news that reach it."""

    def __init__(self, base: Base) -> None:
        self.person = base.rows.person.copy()
        self.name, self.mother, self.kk = base.name.copy(), base.mother.copy(), base.kk.copy()
        self.dates, self.sex = base.dates, base.sex.copy()
        self.dead: set[int] = set()
        self._answers: dict[int, pd.DataFrame] = {}

    def hear(self, t: Truth, news: list[News]) -> None:
        """Register births and deaths, new cards and names."""
        p = t.p
        born = [int(item.who[0]) for item in news if item.event.kind == "BIRTH"]
        self._enter(t, born)
        row_of = {person: row for row, person in enumerate(self.person.tolist())}
        for item in news:
            if item.event.kind == "DEATH":
                self.dead.update(item.who.tolist())
            changed = CHANGES.get(item.event.kind, 0)
            rows = [row_of[person] for person in item.who.tolist() if person in row_of]
            if changed & KK:
                self.kk[rows] = p.kk[p.f.family[self.person[rows]]]
            if changed & NAME:
                self.name[rows] = p.name[self.person[rows]]

    def _enter(self, t: Truth, people: list[int]) -> None:
        p, who = t.p, np.array(people, dtype=np.int64)
        born = Dates.of(p.born[who])
        self.person = np.concatenate([self.person, who])
        self.name = np.concatenate([self.name, p.name[who]])
        self.mother = np.concatenate([self.mother, p.mother_name[who]])
        self.kk = np.concatenate([self.kk, p.kk[p.f.family[who]]])
        self.sex = np.concatenate([self.sex, p.f.sex[who]])
        self.dates = Dates(
            np.concatenate([self.dates.year, born.year]),
            np.concatenate([self.dates.month, born.month]),
            np.concatenate([self.dates.day, born.day]),
            np.concatenate([self.dates.blank, born.blank]),
        )

    def office(self, t: Truth, dead_before: np.ndarray) -> CivilRegistry:
        """The counter that answers; `dead_before` = people who were dead at the beginning."""
        alive = np.ones(len(t.p.name), bool)
        alive[dead_before] = False
        alive[np.array(sorted(self.dead), dtype=np.int64)] = False
        known = replace(t.p, alive=alive)
        return CivilRegistry(
            known, self.person, self.name, self.mother, self.kk, self.dates, self.sex
        )

    def remember(self, source: int, answers: pd.DataFrame) -> None:
        """Keep the answers of the first quarter."""
        self._answers[source] = answers

    def answer(
        self, rng: Rng, office: CivilRegistry, book: Book, first_day: np.datetime64, seed: int
    ) -> pd.DataFrame:
        """Answers about all living rows, indexed by record id; an answer that is as it was keeps
        its day."""
        source = book.source
        rows = np.flatnonzero(book.live)
        nik = book.cells["NIK"]
        rows = rows[asked_about(nik[rows])]
        name = book.cells["NAMA" if source == DTKS else "Nama"][rows]
        with_card = source == DTKS
        frame = office.answer(
            seed, SOURCES[source], book.ids[rows], nik[rows], name, book.dates.take(rows),
            book.sex[rows], book.cells["NOKK"][rows] if with_card else None,
            book.cells["NAMA IBU KANDUNG"][rows] if with_card else None,
        )  # fmt: skip
        day = first_day + np.timedelta64(31, "D")
        days = day + rng.integers(0, 50, len(rows)).astype("timedelta64[D]")
        frame["CHECKED_AT"] = pd.array(np.datetime_as_string(days), dtype="str")
        frame.index = pd.Index(frame["SOURCE_RECORD_ID"].to_numpy(dtype=object), name="id")
        before = self._answers[source].reindex(frame.index)
        asked = [column for column in frame.columns if column != "CHECKED_AT"]
        same = (frame[asked].to_numpy(object) == before[asked].to_numpy(object)).all(axis=1)
        frame.loc[same, "CHECKED_AT"] = before.loc[same, "CHECKED_AT"]
        self._answers[source] = frame
        return frame
