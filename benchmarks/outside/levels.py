"""The four levels of difficulty: how much of everything that goes wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """How bad a load is.

    Attributes:
        name: plain, realistic, traps, hard.
        rate: factor on every rate of damage (domain §8 is 1).
        habit: share of (source, village) whose interviewer has a bad habit.
        rivals: factor on look-alike people (twins, namesakes, rhyming siblings).
        traps: whether the traps are planted.
    """

    name: str
    rate: float
    habit: float
    rivals: float
    traps: bool


LEVELS = {
    "plain": Level("plain", 0.5, 0.02, 0.5, False),
    "realistic": Level("realistic", 1.0, 0.06, 1.0, False),
    "traps": Level("traps", 1.0, 0.06, 3.0, True),
    "hard": Level("hard", 3.0, 0.18, 3.0, True),
}
