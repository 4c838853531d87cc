"""NIK and KK numbers of invented people: serials 9001-9998 only."""

from collections import defaultdict
from datetime import date


class Numbers:
    """Hands out numbers, none twice."""

    def __init__(self) -> None:
        self._next: dict[str, int] = defaultdict(lambda: 9001)

    def _serial(self, head: str, step: int) -> str:
        number = self._next[head]
        if number > 9998:
            raise ValueError(f"more than 998 numbers begin with one head of {len(head)} digits")
        self._next[head] = number + step
        return f"{head}{number}"

    def nik(self, prefix: str, born: date, sex: str) -> str:
        """Give a NIK: district, day (+40 for women), month, year, serial."""
        day = born.day + (40 if sex == "F" else 0)
        return self._serial(f"{prefix}{day:02d}{born:%m%y}", 1)

    def kk(self, prefix: str, issued: date) -> str:
        """Give a KK number: district, day of issue, serial."""
        return self._serial(f"{prefix}{issued:%d%m%y}", 1)
