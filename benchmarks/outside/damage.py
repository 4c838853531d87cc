"""What goes wrong with a row on its way into a source; rates after domain §8 and §2."""

from collections.abc import Callable
from random import Random

from benchmarks.outside import misspell
from benchmarks.outside.addresses import write_address
from benchmarks.outside.habits import Habit, habits_of
from benchmarks.outside.levels import Level
from benchmarks.outside.people import Person
from benchmarks.outside.rows import Row

# Rates by source: DTKS, Regsosek, P3KE.
_ORDER = {"DTKS": 0, "REGSOSEK": 1, "P3KE": 2}
_NIK_BLANK = (0.055, 0.03, 0.027)
_NIK_FORM = (0.02, 0.004, 0.01)
_NIK_DIGIT = (0.03, 0.018, 0.012)
_NIK_OTHER = (0.012, 0.006, 0.004)
_KK_BLANK = (0.11, 0.028, 0.0)
_NAME_EAR = (0.14, 0.16, 0.10)
_NAME_SLIP = (0.04, 0.05, 0.03)
_NAME_EXTRA = (0.05, 0.06, 0.03)
_NAME_PART = (0.07, 0.07, 0.05)
_DATE_SWAP = (0.01, 0.008, 0.008)
_DATE_YEAR = (0.03, 0.05, 0.02)
_DATE_HEAP = (0.03, 0.045, 0.03)
_DATE_BLANK = (0.02, 0.03, 0.01)
_SEX = (0.013, 0.005, 0.007)
_RELATION = (0.10, 0.08, 0.08)
_FILLERS = [
    "0000000000000000",
    "9999999999999999",
    "1111111111111111",
    "-",
    "9999999999999999",
    "0",
    "TIDAK ADA",
    "1234567890123456",
    "BELUM ADA",
]
_RELATIONS = ["CHILD", "OTHER_FAMILY", "GRANDCHILD", "PARENT", "CHILD_IN_LAW", "OTHER"]
_PAD = {
    "0": "8.6",
    "1": "472",
    "2": "153",
    "3": "268",
    "4": "157",
    "5": "426",
    "6": "539",
    "7": "148",
    "8": "790",
    "9": "68",
}
_EYE = {
    "0": "8",
    "1": "7",
    "3": "8",
    "5": "6",
    "6": "8",
    "7": "1",
    "8": "3",
    "9": "4",
    "2": "7",
    "4": "9",
}


class Damager:
    """Damages the rows of one source, in place."""

    def __init__(self, source: str, level: Level, seed: int) -> None:
        self.r = Random(f"outside damage {source} {seed}")
        self.level, self.source = level, source
        self.at = _ORDER[source]
        self.habits: dict[str, Habit] = {}

    def damage(self, rows: list[Row]) -> None:
        """Damage all rows: by the household's scribe, the village's interviewer, by chance."""
        kin: dict[str, list[Row]] = {}
        for row in rows:
            kin.setdefault(row.gid, []).append(row)
        for number, row in enumerate(rows):
            habit = self.habits.get(row.village.code)
            if habit is None:
                habit = habits_of(self.r, self.level)
                self.habits[row.village.code] = habit
            care = (row.person.kitchen.scribe if row.person.kitchen else 1.0) * habit.care
            rate = self.level.rate * care
            self._name(row, rate)
            self._nik(row, rate, kin[row.gid], rows[number - 40 : number])
            self._kk(row, rate)
            self._date(row, rate)
            self._rest(row, rate)
            write_address(self.r, row, self.source == "DTKS", self.level.rate)
            self._area(row)
            habit.apply(self.r, row)

    def _hit(self, chances: tuple[float, ...], rate: float) -> bool:
        return self.r.random() < min(chances[self.at] * rate, 0.6)

    # -- name -----------------------------------------------------------------------------

    def _name(self, row: Row, rate: float) -> None:
        r = self.r
        name = row.name
        age = 2024 - row.person.born.year
        if age < 3 and r.random() < 0.06 * rate:
            row.name = r.choice(("BAYI NY. ", "BY NY ", "BAYI ")) + row.mother
            row.damage.append("baby")
            return
        steps: list[tuple[tuple[float, ...], str, Callable[[Random, str], str]]] = [
            (_NAME_EAR, "name_ear", misspell.by_ear),
            (_NAME_PART, "name_part", lambda r, n: r.choice(misspell.PARTS)(r, n)),
            (_NAME_SLIP, "name_slip", misspell.by_finger if r.random() < 0.7 else misspell.by_eye),
        ]
        for chances, label, change in steps:
            if self._hit(chances, rate):
                changed = change(r, name)
                if changed != name:
                    name = changed
                    row.damage.append(label)
        if self._hit(_NAME_EXTRA, rate):
            name = self._extra(row, name, age)
            row.damage.append("name_extra")
        row.name = name

    def _extra(self, row: Row, name: str, age: int) -> str:
        r, person = self.r, row.person
        draw = r.random()
        if draw < 0.25:
            kin = "BIN" if person.sex == "M" else "BINTI"
            return f"{name} {r.choice((kin, kin, 'B.'))} {person.father}"
        if draw < 0.45:
            return name + r.choice((" ALIAS {}", " AL. {}", " ({})", " / {}", " @ {}")).format(
                person.called
            )
        if draw < 0.6:
            row.damage.append("called")
            return person.called
        if (
            age > 35
            and draw < 0.68
            and row.relation == "SPOUSE"
            and person.sex == "F"
            and person.family
        ):
            row.damage.append("wife_of")  # known as the wife of her husband alone
            head = person.family.members[0][0].name.split()[0]
            return r.choice(("NY. ", "BU ", "NYONYA ")) + head
        if age > 25 and draw < 0.85:
            front = (
                ("H. ", "PAK ", "BP. ", "BPK ", "MBAH ", "H.", "ALM. ")
                if person.sex == "M"
                else ("HJ. ", "BU ", "IBU ", "NY. ", "MBAH ", "HJ.", "MBOK ")
            )
            return r.choice(front) + name
        row.title = row.degree = ""
        return name.replace(" ", "  ") if r.random() < 0.5 else name.title()

    # -- numbers --------------------------------------------------------------------------

    def _nik(self, row: Row, rate: float, kin: list[Row], near: list[Row]) -> None:
        r, person = self.r, row.person
        if person.second_nik and r.random() < 0.4:
            row.nik = person.second_nik
            row.damage.append("second_nik")
        if self._hit(_NIK_BLANK, rate):
            row.nik = r.choice(_FILLERS) if r.random() < 0.35 else ""
            if r.random() < 0.12:
                row.nik = person.nik[:12] + r.choice(("0000", "9999"))
            row.damage.append("nik_blank")
        elif self._hit(_NIK_OTHER, rate):
            pool = kin if r.random() < 0.65 and len(kin) > 1 else near
            others = [other.person.nik for other in pool if other.person is not person]
            if others:
                row.nik = others[0] if pool is kin and r.random() < 0.6 else r.choice(others)
                row.damage.append("nik_other")
        elif self._hit(_NIK_DIGIT, rate):
            if self.source != "REGSOSEK" and r.random() < 0.3:  # DTKS and P3KE copied from one list
                person.bad_nik = person.bad_nik or self._slip(row.nik)
                row.nik = person.bad_nik
            else:
                row.nik = self._slip(row.nik)
            row.damage.append("nik_digit")
        elif self._hit(_NIK_FORM, rate):
            row.nik = self._misshape(row.nik)
            row.damage.append("nik_form")

    def _slip(self, number: str) -> str:
        r = self.r
        spot = r.randrange(6, 16) if r.random() < 0.8 else r.randrange(16)
        draw = r.random()
        if draw < 0.35:
            spot = min(spot, 14)
            return number[:spot] + number[spot + 1] + number[spot] + number[spot + 2 :]
        if draw < 0.6:
            return number[:spot] + _EYE[number[spot]] + number[spot + 1 :]
        if draw < 0.85:
            return (
                number[:spot] + r.choice(_PAD[number[spot]].replace(".", "")) + number[spot + 1 :]
            )
        day = int(number[6:8])
        flipped = day - 40 if day > 40 else day + 40
        return f"{number[:6]}{flipped:02d}{number[8:]}"

    def _misshape(self, number: str) -> str:
        r = self.r
        form = r.randrange(7)
        spot = r.randrange(16)
        letters = number.translate(str.maketrans("015", "OIS"))
        return (
            number[:15] + "0",
            f"{float(number):.2E}".replace(".", ",")
            if r.random() < 0.5
            else f"{float(number):.14E}",
            number[:spot] + number[spot + 1 :],
            number[:spot] + number[spot] + number[spot:],
            letters if letters != number else number[:15],
            f"{number[:6]}.{number[6:12]}.{number[12:]}",
            number + r.choice((" ", "*", " (BENAR)")),
        )[form]

    def _kk(self, row: Row, rate: float) -> None:
        r = self.r
        if self._hit(_KK_BLANK, rate):
            row.kk = r.choice(("", "", "-", "0", "0000000000000000"))
            row.damage.append("kk_blank")
        elif r.random() < 0.015 * rate:
            row.kk = row.person.nik if r.random() < 0.35 else self._slip(row.kk)
            row.damage.append("kk_wrong")

    # -- date, sex, relation, place -------------------------------------------------------

    def _date(self, row: Row, rate: float) -> None:
        r = self.r
        age = 2024 - row.person.born.year
        rate *= 3 if age >= 60 else 0.75
        if self._hit(_DATE_BLANK, rate):
            row.y = row.y if r.random() < 0.35 else 0
            row.m = row.d = 0
            row.damage.append("date_blank")
        elif self._hit(_DATE_HEAP, rate):
            row.m, row.d = r.choice(((7, 1), (12, 31), (1, 1)))
            if r.random() < 0.4:
                row.y += r.choice((-1, 1, -2, 2))
            row.damage.append("date_heap")
        elif self._hit(_DATE_YEAR, rate):
            draw = r.random()
            if draw < 0.6:
                row.y += r.choice((-1, 1, -1, 1, -2, 2, -3, 3, 5, -5, 10, -10))
            elif draw < 0.8:
                row.d = max(1, min(28, row.d + r.choice((-1, 1, 10, -10, -2, 2))))
            else:
                row.m = (row.m + r.choice((0, -2))) % 12 + 1
            row.damage.append("date_slip")
        elif self._hit(_DATE_SWAP, rate) and row.d <= 12:
            row.d, row.m = row.m, row.d
            row.damage.append("date_swap")
        row.y = min(row.y, 2023)

    def _rest(self, row: Row, rate: float) -> None:
        r = self.r
        if self._hit(_SEX, rate):
            row.sex = "" if r.random() < 0.35 else {"M": "F", "F": "M"}[row.sex]
            row.damage.append("sex")
        if self._hit(_RELATION, self.level.rate) and r.random() < 0.6:
            row.relation = r.choice(_RELATIONS)
            row.damage.append("relation")
        if r.random() < 0.04 * rate:
            row.marital = r.choice(("", "SINGLE", "MARRIED", "WIDOWED"))
        draw = r.random()
        if draw < (0.3 if self.source == "DTKS" else 0.45):
            row.mother = ""
        elif draw < 0.5 + 0.08 * rate:
            row.mother = misspell.by_ear(r, row.mother)
        if r.random() < 0.05 * rate:
            row.birth_place = row.village.regency.split(maxsplit=1)[1] if r.random() < 0.5 else ""

    def _area(self, row: Row) -> None:
        r, village = self.r, row.village
        if (
            village.mother
            and r.random() < {"DTKS": 0.6, "REGSOSEK": 0.05, "P3KE": 0.4}[self.source]
        ):
            row.village = village.mother  # the village as it was before the split
            row.damage.append("mother_village")
        elif village.neighbour and r.random() < 0.006 * self.level.rate:
            row.village = village.neighbour
            row.damage.append("wrong_village")
        if village.old_code and r.random() < (0.25 if self.source == "DTKS" else 0.0):
            row.damage.append("old_code")


def marked_people(people: list[Person]) -> dict[str, int]:
    """Count the look-alikes by kind."""
    kinds: dict[str, int] = {}
    for person in people:
        if person.marked:
            kinds[person.marked] = kinds.get(person.marked, 0) + 1
    return kinds
