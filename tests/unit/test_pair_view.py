"""Two records on a terminal: marked, masked, harmless; the same words in both languages."""

import pandas as pd
import pytest

from api.commands.label import ask_all, terminal_language
from api.pair_view import PairView
from resolver.errors import SettingError
from resolver.report.texts import texts

ROW = {
    "record_id": "r", "source": "DTKS", "source_record_id": "1", "group_id": "DTKS:1",
    "name": "SITI AMINAH", "nik": "3201015203809001", "nik_digits": "3201015203809001",
    "kk": None, "kk_digits": None, "birth_year": 1980, "birth_month": 3, "birth_day": 12,
    "sex": "F", "mother_norm": "SUMI", "relation": "HEAD", "marital": "WIDOWED",
    "address_norm": "MELATI", "house_no": "3", "rt": "001", "rw": None, "village": "3201012001",
    "siak": None, "period": "2026Q1",
}  # fmt: skip


def view(numbers=False, **changes):
    other = ROW | {"source": "P3KE", "group_id": None} | changes
    kin = ROW | {"name": "BUDI", "record_id": "k"}
    return PairView(pd.DataFrame([ROW, other, kin]), texts("en", "api"), numbers)


def line(lines, name):
    return next(text for text in lines if text[3:].startswith(name))


def test_what_differs_agrees_or_is_missing_is_marked():
    lines = view(name="SITTI AMINAH", mother_norm=None).lines(0, 1)
    assert line(lines, "name")[1] == "≠"
    assert line(lines, "birth date")[1] == "="
    assert line(lines, "mother")[1] == "·"
    assert "BUDI" in line(lines, "listed with")


def test_numbers_are_masked_unless_wanted():
    changes = {"source_record_id": "3201015203809001", "address_norm": "MELATI 3201015203809001"}
    shown = "\n".join(view(**changes).lines(0, 1))
    assert "3201015203809001" not in shown
    assert "3201••••••••••01" in shown
    whole = line(view(numbers=True, nik_digits="3201015203809002").lines(0, 1), "NIK")
    assert "3201015203809002" in whole


def test_equal_masks_do_not_hide_a_difference():
    other = view(nik_digits="3201019999999001")
    assert line(other.lines(0, 1), "NIK")[1] == "≠"


def test_a_name_cannot_steer_the_terminal():
    shown = "\n".join(view(name="SITI\x1b[2J\rX").lines(0, 1))
    assert "\x1b" not in shown
    assert "\r" not in shown


def test_both_languages_have_the_same_words():
    for package in ("api", "training.card"):
        one, two = (texts(language, package).sections for language in ("id", "en"))
        assert {k: set(v) if isinstance(v, dict) else None for k, v in one.items()} == {
            k: set(v) if isinstance(v, dict) else None for k, v in two.items()
        }
    one, two = (texts(language, "training.card")["limits"]["items"] for language in ("id", "en"))
    assert len(one) == len(two)


def test_the_language_is_the_terminals_or_the_one_wanted(monkeypatch):
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    assert terminal_language(None) == "id"
    assert terminal_language("en") == "en"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert terminal_language(None) == "en"
    with pytest.raises(SettingError):
        terminal_language("fr")


class Script:
    """A session of pairs (0, 1), for the questions alone."""

    def __init__(self):
        self.answers = []

    def next(self):
        return 0, 1, "drawn"

    def answer(self, a, b, answer):
        self.answers.append((a, b, answer))

    def back(self):
        return self.answers.pop() if self.answers else None


def run(typed, language="en", count=None):
    script, saved, lines = Script(), [], iter(typed)

    def ask(_):
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    words = texts(language, "api")
    ask_all(script, view(), words, ask, lambda: saved.append(list(script.answers)), count)
    return script.answers, saved


def test_answers_are_saved_one_by_one_and_can_be_taken_back():
    answers, saved = run(["y", "n", "b", "u", "f"])
    assert [answer for *_, answer in answers] == ["match", "unsure"]
    assert [len(one) for one in saved] == [1, 2, 1, 2]


def test_nonsense_is_asked_again_and_the_end_of_input_ends():
    assert [answer for *_, answer in run(["?", "", "Y"])[0]] == ["match"]
    assert run(["b"])[0] == []


def test_indonesian_keys_and_a_limit():
    answers, _ = run(["y", "t", "r", "y"], "id", count=3)
    assert [answer for *_, answer in answers] == ["match", "distinct", "unsure"]
