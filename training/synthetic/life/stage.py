"""The stage on which the quarters are played: the truth, the bases' books, the civil registry."""

from typing import Any

import numpy as np
import pandas as pd

from training.synthetic.arrays import stream, texts
from training.synthetic.life.books import Book
from training.synthetic.life.civil import Civil
from training.synthetic.life.columns import PERIOD
from training.synthetic.life.corrections import correct_names, correct_niks
from training.synthetic.life.deliveries import Scope, deliver, mapping_text, plan
from training.synthetic.life.handling import Handling
from training.synthetic.life.hearing import hear
from training.synthetic.life.log import Log
from training.synthetic.life.moves import move, renumber
from training.synthetic.life.news import Post
from training.synthetic.life.quarter import Options, Quarter
from training.synthetic.life.rewriting import Rewriting
from training.synthetic.life.truth import Truth, quarter_of
from training.synthetic.life.unions import divorce, marry, part
from training.synthetic.life.view import view_of
from training.synthetic.life.vital import bear, bury
from training.synthetic.names import NameGrammar
from training.synthetic.payments import make_payments
from training.synthetic.rates import DTKS, P3KE, REGSOSEK, SIAK, SOURCES
from training.synthetic.registry import SyntheticRegistry, record_truth, registry_of
from training.synthetic.siak import CivilRegistry
from training.synthetic.world import make_world

BASES = (DTKS, REGSOSEK, P3KE)


class Stage:
    """The truth, the bases' books and the civil registry from quarter to quarter."""

    def __init__(self, options: Options) -> None:
        self.options = options
        world = make_world(options.people, options.seed, options.level, options.traps)
        self.world, self.level, self.traps = world, world.level, world.traps
        self.opening = registry_of(world)
        self.t = Truth(world)
        self.books = {
            source: Book(source, world.bases[source], self.t, self.opening.extracts[_file(source)])
            for source in BASES
        }
        self.civil = Civil(world.bases[SIAK])
        for source in (DTKS, P3KE):
            mine = self.opening.siak[self.opening.siak["SOURCE"] == SOURCES[source]]
            index = pd.Index(mine["SOURCE_RECORD_ID"].to_numpy(dtype=object), name="id")
            self.civil.remember(source, mine.set_axis(index, axis=0))
        self.dead_before = np.flatnonzero(~world.people.alive)
        self.grammar = NameGrammar(options.seed, world.level.namesakes)
        self.post = Post()
        self.happened = 0

    def first(self) -> Quarter:
        """The first quarter: nothing has happened yet."""
        log = Log(self.t.period)
        scopes = plan(self.options.seed, 1, self.t.areas, "full")
        return Quarter(
            1, self.t.period, self.opening, _by_name(scopes), log.table(), self._standing(1), "",
            log,
        )  # fmt: skip

    def next(self, number: int) -> Quarter:
        """Play one quarter more."""
        t, seed, times = self.t, self.options.seed, self.options.events
        t.start(number)
        log = Log(t.period, self.happened)
        self._live(number, log, times)
        self.civil.hear(t, self.post.arriving(SIAK, number))
        office = self.civil.office(t, self.dead_before)
        for source in BASES:
            self._keep(source, number, log, office)
        scopes = plan(seed, number, t.areas, self.options.deliveries)
        self.happened += len(log.events)
        registry = self._load(number, scopes, office, log)
        return Quarter(
            number, t.period, registry, _by_name(scopes), log.table(), self._standing(number),
            mapping_text(t.period, scopes), log,
        )  # fmt: skip

    def _live(self, number: int, log: Log, times: float) -> None:
        """What happens to the people, and the news of it."""
        t = self.t

        def rng(what: str) -> np.random.Generator:
            return stream(self.options.seed, f"life/{number}/{what}")

        news = bury(rng("deaths"), t, log, times)
        news += marry(rng("marriages"), t, log, times)
        news += part(rng("splits"), t, log, times)
        news += divorce(rng("divorces"), t, log, times)
        news += move(rng("moves"), t, log, times)
        news += renumber(rng("cards"), t, log, times)
        news += correct_niks(rng("niks"), t, log, times)
        news += correct_names(rng("names"), t, log, times)
        news += bear(rng("births"), t, log, times, self.grammar)
        self.post.send(rng("news"), number, news)

    def _keep(self, source: int, number: int, log: Log, office: CivilRegistry) -> None:
        """One base keeps its book."""
        seed, book = self.options.seed, self.books[source]
        rng = stream(seed, f"books/{number}/{SOURCES[source]}")
        book.index()
        pen = Rewriting(book)
        handling = Handling(rng, log, book, pen, self.options.events)
        handling.before_news(self.t.p.alive)
        hear(rng, self.t, log, book, pen, self.post.arriving(source, number))
        draws = int(rng.integers(1 << 31))
        changed = pen.write(rng, self.t, self.level, self.traps, office, draws)
        handling.after_writing(changed)

    def _load(
        self, number: int, scopes: dict[int, Scope], office: CivilRegistry, log: Log
    ) -> SyntheticRegistry:
        t, seed = self.t, self.options.seed
        extracts, truth, answers = {}, [], []
        for source in BASES:
            book = self.books[source]
            rng = stream(seed, f"answers/{number}/{SOURCES[source]}")
            rows = deliver(book, scopes[source], t.areas, number)
            frame = book.frame(rows)
            frame[PERIOD[source]] = t.period
            extracts[_file(source)] = frame.astype("str")
            truth.append(self._truth(book, rows))
            if source in (DTKS, P3KE):
                told = self.civil.answer(rng, office, book, t.first_day, seed)
                ids = pd.Index(book.ids[rows])
                answers.append(told.loc[ids[ids.isin(told.index)]].reset_index(drop=True))
        siak = pd.concat(answers, ignore_index=True)
        payments, paid = self._pay(number)
        beside = {"siak": siak, "payments": payments}
        counts = {name: len(frame) for name, frame in {**extracts, **beside}.items()}
        kinds = pd.Series([event.kind for event in log.events], dtype="str").value_counts()
        manifest: dict[str, Any] = {
            **self.opening.manifest, "quarter": number, "period": t.period, "rows": counts,
            "people": len(t.p.name), "people_at_first": self.options.people,
            "families": len(t.p.kk), "households": int(t.p.f.household.max()) + 1,
            "events_times": self.options.events,
            "events": {str(kind): int(n) for kind, n in kinds.sort_index().items()},
            "scope": {SOURCES[s]: {"areas": list(scope.areas), "extent": scope.extent}
                      for s, scope in scopes.items()},
        }  # fmt: skip
        return SyntheticRegistry(
            extracts, siak, self.opening.areas, pd.concat(truth, ignore_index=True), payments,
            paid, manifest,
        )  # fmt: skip

    def _pay(self, number: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The quarter's payment lists and their truth."""
        t = self.t
        view = view_of(t)
        seed = int(stream(self.options.seed, f"payments/{number}").integers(1 << 31))
        payments, paid = make_payments(
            seed, self.level.errors, t.areas, view.people, view.programmes
        )
        # line ids go on over the quarters
        for frame, column in ((payments, "ID BAYAR"), (paid, "payment_id")):
            ids = frame[column].to_numpy(dtype=object).tolist()
            frame[column] = pd.array(texts(f"BY{number}{i[2:]}" for i in ids), dtype="str")
        payments["PERIODE"] = pd.array([t.period] * len(payments), dtype="str")
        paid["person"] = view.persons[paid["person"].to_numpy()]
        paid["family"] = view.families[paid["family"].to_numpy()]
        return payments, paid

    def _truth(self, book: Book, rows: np.ndarray) -> pd.DataFrame:
        return record_truth(
            book.source, book.ids[rows], book.person[rows], book.no_nik[rows], book.trap[rows],
            book.damage[rows], self.t.areas, self.t.p,
        )  # fmt: skip

    def _standing(self, number: int) -> pd.DataFrame:
        """The truth of all records that a receiver has now."""
        parts = []
        for book in self.books.values():
            rows = book.order(np.flatnonzero(book.standing))
            truth = self._truth(book, rows)
            truth["delivered"] = book.shown[rows] == number
            truth["period"] = pd.array(_periods(book.shown[rows]), dtype="str")
            parts.append(truth)
        return pd.concat(parts, ignore_index=True)


def _periods(numbers: np.ndarray) -> list[str]:
    names = {number: quarter_of(number)[0] for number in np.unique(numbers).tolist()}
    return [names[number] for number in numbers.tolist()]


def _file(source: int) -> str:
    return SOURCES[source].lower()


def _by_name(scopes: dict[int, Scope]) -> dict[str, Scope]:
    return {SOURCES[source]: scope for source, scope in scopes.items()}
