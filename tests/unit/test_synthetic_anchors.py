"""The difficulty is anchored: frozen hand rules score what they must, at every level."""

import hashlib
import time
from pathlib import Path

import pytest

import training.hand_rules
from training.hand_rules import birth_date, hand_rules_clusters, number, sound
from training.metrics import pair_score
from training.synthetic import LevelName, synthesise
from training.synthetic.raw import raw_table

# Frozen: a change of the rules moves the yardstick of every level. If the rules must change,
# tune the levels anew (issue 3: .96-.98, .86-.91 with traps, .76-.83 hard) and say so here.
RULES_DIGEST = "f92abcc4745a45f2899dd905aba2fd0621cdf859bff1c28f1494a3ca6def63a1"


@pytest.mark.parametrize(
    ("level", "traps", "low", "high"),
    [
        ("easy", False, 0.98, 1.0),
        ("realistic", False, 0.96, 0.98),
        ("realistic", True, 0.86, 0.91),
        ("hard", False, 0.76, 0.83),
    ],
)
def test_hand_rules_reach_the_anchor(
    level: LevelName, traps: bool, low: float, high: float
) -> None:
    registry = synthesise(20_000, 31, level, traps)
    labels = hand_rules_clusters(raw_table(registry))
    score = pair_score(registry.truth["person"], labels)
    assert low <= score.f1 <= high, score


def test_the_rules_are_frozen() -> None:
    text = Path(training.hand_rules.__file__).read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == RULES_DIGEST


def test_ten_thousand_people_take_a_cpu_second_at_most() -> None:
    times = []
    for _ in range(2):
        start = time.process_time()
        synthesise(10_000, 1, "realistic", True)
        times.append(time.process_time() - start)
    assert min(times) <= 1.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SITI AMINAH", "Siti Aminah", True),
        ("H. ABDUL RAHMAN, S.Pd", "ABDUL RAHMAN", True),
        ("ABDULRAHMAN", "ABDUL RAHMAN", True),
        ("SUMIATI ALIAS ATIN", "SUMIATI", True),
        ("FAUZI", "FAUSI", True),
        ("WAGIMAN", "WAGIMIN", True),  # vowels say nothing to a Soundex
        ("SITI AMINAH", "SITI FATIMAH", False),
        ("BUDI", "RUDI", False),
    ],
)
def test_sounds(one: str, other: str, same: bool) -> None:
    assert (sound(one) == sound(other)) is same


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("07/03/1961", (1961, 3, 7)),
        ("7/3/1961 0:00:00", (1961, 3, 7)),
        ("1961-03-07", (1961, 3, 7)),
        ("07 MEI 1961", (1961, 5, 7)),
        ("27586", (1975, 7, 11)),
        ("00/00/0000", (0, 0, 0)),
        ("-", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_dates(text: str, date: tuple[int, int, int]) -> None:
    assert birth_date(text) == date


def test_fillers_are_no_numbers() -> None:
    assert number("'3204120703619001") == "3204120703619001"
    assert number("320412.070361.9001") == "3204120703619001"
    for filler in ("", "-", "0" * 16, "9999999999999995", "1234567890123456", "320412070361900"):
        assert number(filler) == ""
