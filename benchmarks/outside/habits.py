"""The interviewer of a village: most are careful, some have a habit that marks every row."""

from dataclasses import dataclass
from random import Random

from benchmarks.outside.levels import Level
from benchmarks.outside.rows import Row

HABITS = (
    "rounds_ages",
    "july",
    "december",
    "cuts_names",
    "no_niks",
    "head_kk_only",
    "by_call_name",
    "address_is_hamlet",
    "spreadsheet",
)


@dataclass(frozen=True)
class Habit:
    """A habit ("" = none) and a carelessness that multiplies the rates of all errors."""

    name: str
    care: float

    def apply(self, r: Random, row: Row) -> None:
        """Mark a row with the habit; one row in eight escapes it."""
        if not self.name or r.random() < 0.12:
            return
        row.damage.append(self.name)
        match self.name:
            case "rounds_ages":
                if row.y and 2023 - row.y > 10:
                    row.y, row.m, row.d = 2023 - round((2023 - row.y) / 5) * 5, 1, 1
            case "july" if row.y:
                row.m, row.d = 7, 1
            case "december" if row.y:
                row.m, row.d = 12, 31
            case "cuts_names":
                row.name = row.name[:20].rstrip()
            case "spreadsheet":
                if row.source != "DTKS":  # the workbook's writer rounds there
                    row.damage.pop()
            case "no_niks":
                row.nik = ""
            case "head_kk_only" if row.relation != "HEAD":
                row.kk = ""
            case "by_call_name" if row.relation == "CHILD":
                row.name = row.person.called if r.random() < 0.3 else row.name.split()[0]
            case "address_is_hamlet":
                row.address = row.house.hamlet


def habits_of(r: Random, level: Level) -> Habit:
    """Draw an interviewer."""
    name = r.choice(HABITS) if r.random() < level.habit else ""
    return Habit(name, r.choice((0.6, 0.8, 1.0, 1.0, 1.3, 1.7)))
