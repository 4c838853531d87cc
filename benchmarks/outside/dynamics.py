"""Family dynamics: couples and children, marriages, in-laws, several families in one house."""

from datetime import date, timedelta
from random import Random

from benchmarks.outside.events import TODAY, happened_since
from benchmarks.outside.levels import Level
from benchmarks.outside.names import (
    TITLES_BACK,
    TITLES_FRONT,
    given_name,
    nickname,
    rhyme,
    twin_name,
)
from benchmarks.outside.numbers import Numbers
from benchmarks.outside.people import Family, House, Kitchen, Listing, Person, World
from benchmarks.outside.places import Village, make_villages

PEOPLE_PER_VILLAGE = 350


class Builder:
    """Builds a world house by house."""

    def __init__(self, people: int, seed: int, level: Level) -> None:
        self.r = Random(f"outside {seed}")
        self.level = level
        self.numbers = Numbers()
        self.wanted = people
        villages = make_villages(self.r, max(8, people // PEOPLE_PER_VILLAGE))
        self.world = World(villages, [], [])
        self.families = 0
        # Grown children who left for a marriage, with the family that they left.
        self.leaving: dict[str, list[tuple[Person, Family]]] = {"M": [], "F": []}

    def build(self) -> World:
        """Build elder families first, then the couples that their children make, then the rest."""
        while len(self.world.people) < self.wanted * 0.56:
            self._elder_house()
        self._marriages()
        while len(self.world.people) < self.wanted:
            self._plain_house()
        happened_since(self)
        return self.world

    # -- houses ---------------------------------------------------------------------------

    def house(self, village: Village | None = None) -> House:
        r = self.r
        village = village or r.choice(self.world.villages)
        rt = r.randint(1, village.rt_count)
        street = r.choice(village.streets) if village.streets and r.random() < 0.75 else ""
        number = str(r.randint(1, 140)) if street or r.random() < 0.15 else ""
        if number and r.random() < 0.08:
            number += r.choice("ABC")
        return House(village, rt, (rt - 1) // 4 + 1, r.choice(village.hamlets), street, number)

    def _kitchen(self, house: House, desil: int = 0) -> Kitchen:
        kitchen = Kitchen(len(self.world.kitchens), house, desil or self.r.randint(1, 10))
        kitchen.scribe = 3.0 if self.r.random() < 0.1 else 0.78
        self.world.kitchens.append(kitchen)
        return kitchen

    def _family(self, kitchen: Kitchen) -> Family:
        issued = date(2006, 1, 1) + timedelta(days=self.r.randrange(6900))
        self.families += 1
        family = Family(
            self.families, self.numbers.kk(kitchen.house.village.prefix, issued), kitchen
        )
        kitchen.families.append(family)
        return family

    def _person(
        self,
        sex: str,
        age: float,
        village: Village,
        mother: str = "",
        father: str = "",
        order: int = 0,
        name: str = "",
        culture: str = "",
    ) -> Person:
        r = self.r
        born = TODAY - timedelta(days=int(age * 365.25 + r.random() * 365))
        if r.random() < 0.05 and age > 35:  # the registry itself only knows a made-up day
            born = r.choice((date(born.year, 7, 1), date(born.year, 12, 31), date(born.year, 1, 1)))
        culture = culture or village.culture
        if not mother:
            mother = given_name(r, culture, "F", born.year - 25, 0)
            father = given_name(r, culture, "M", born.year - 28, 0)
        name = name or given_name(r, culture, sex, born.year, order)
        origin = village if r.random() < 0.85 else r.choice(self.world.villages)
        coded, coded_sex = born, sex
        if r.random() < 0.008:  # a NIK that keeps an old error, for life
            if r.random() < 0.8:
                coded = born + timedelta(days=r.choice((-365, 365, 1, -1, 31, 730)))
            else:
                coded_sex = "F" if sex == "M" else "M"
        nik = self.numbers.nik(origin.prefix, coded, coded_sex)
        person = Person(
            len(self.world.people),
            sex,
            born,
            name,
            nickname(r, name),
            culture,
            mother,
            father,
            origin.regency.split(maxsplit=1)[1].replace("ADM. ", ""),
            nik,
        )
        if age > 25:
            person.title = r.choice(TITLES_FRONT[sex]) if r.random() < 0.05 else ""
            person.degree = r.choice(TITLES_BACK) if r.random() < 0.03 else ""
        self.world.people.append(person)
        return person

    def _join(self, person: Person, family: Family, relation: str, marital: str) -> None:
        family.members.append((person, relation))
        person.family, person.kitchen, person.marital = family, family.kitchen, marital

    def _couple(self, family: Family, age: float) -> tuple[Person, Person]:
        village = family.kitchen.house.village
        man = self._person("M", age, village)
        woman = self._person("F", max(17, age - self.r.uniform(-2, 7)), village)
        self._join(man, family, "HEAD", "MARRIED")
        self._join(woman, family, "SPOUSE", "MARRIED")
        return man, woman

    def children(self, family: Family, father: Person, mother: Person, count: int) -> list[Person]:
        """Give a couple children, rhyming ones, twins and a father's namesake among them."""
        r, village = self.r, family.kitchen.house.village
        mothers_age = (TODAY - mother.born).days / 365.25
        made: list[Person] = []
        age = mothers_age - r.uniform(18, 26)
        while len(made) < count and age >= 0 and mothers_age - age < 46:
            sex = r.choice("MF")
            name, marked = "", ""
            if made and r.random() < 0.05 * self.level.rivals:
                name, marked = rhyme(r, made[-1].name, father.culture, sex), "rhyme"
            elif sex == "M" and r.random() < 0.007 * self.level.rivals:
                name, marked = father.name, "namesake"
            child = self._person(
                sex, age, village, mother.name, father.name, len(made), name, father.culture
            )
            child.marked = marked
            if marked == "namesake":
                father.marked = "namesake"
            self._unlike(child, made, [] if marked == "namesake" else [father])
            made.append(child)
            if r.random() < 0.009 * self.level.rivals:
                twin_sex = sex if r.random() < 0.65 else r.choice("MF")
                twin = self._person(
                    twin_sex,
                    age,
                    village,
                    mother.name,
                    father.name,
                    len(made),
                    twin_name(r, child.name, father.culture, twin_sex),
                    father.culture,
                )
                self._unlike(twin, made, [father])
                twin.born = child.born
                twin.nik = self.numbers.nik(child.nik[:6], twin.born, twin.sex)
                child.marked = twin.marked = "twins"
                made.append(twin)
            age -= r.choice((1.3, 2, 2.5, 3, 4, 5, 7))
        return made

    def _unlike(self, child: Person, siblings: list[Person], others: list[Person]) -> None:
        """Rename a child until no sibling, nor any of the others, has the same name."""
        taken = {person.name for person in siblings + others}
        while child.name in taken:
            child.name = given_name(
                self.r, child.culture, child.sex, child.born.year, len(siblings) + 1
            )
            child.called = nickname(self.r, child.name)

    # -- kinds of houses ------------------------------------------------------------------

    def _elder_house(self) -> None:
        """A couple (or widow, widower) of 44 to 78 with children at home and children who left."""
        r = self.r
        house = self.house()
        kitchen = self._kitchen(house)
        family = self._family(kitchen)
        man, woman = self._couple(family, r.uniform(44, 78))
        lost = r.random()
        if lost < 0.16:
            man.alive = False
            family.members[:] = [(woman, "HEAD")]
            woman.marital = "WIDOWED"
            if lost < 0.13:  # long gone: no row of any base is his
                man.kitchen = None
        elif lost < 0.19:
            woman.alive = False
            family.members[:] = [(man, "HEAD")]
            man.marital = "WIDOWED"
            woman.kitchen = None
        for child in self.children(family, man, woman, r.choice((1, 2, 2, 3, 3, 4, 5))):
            age = (TODAY - child.born).days / 365.25
            if age < 19 or r.random() < 0.3:
                self._join(child, family, "CHILD", "SINGLE" if r.random() < 0.93 else "DIVORCED")
            else:
                child.family, child.kitchen = family, kitchen
                self.leaving[child.sex].append((child, family))

    def _marriages(self) -> None:
        """Pair grown children of different families; where they live then is of four kinds."""
        brides = sorted(self.leaving["F"], key=lambda pair: pair[0].born)
        for groom, his in sorted(self.leaving["M"], key=lambda pair: pair[0].born):
            fits = [
                i
                for i, (bride, hers) in enumerate(brides[:400])
                if hers is not his and -1500 < (bride.born - groom.born).days < 3600
            ][:12]
            if not fits:
                self._stay(groom, his)
                continue
            bride, hers = brides.pop(self._nearest(his, brides, fits))
            self._wed(groom, his, bride, hers)
        for bride, hers in brides:
            self._stay(bride, hers)

    def _nearest(self, his: Family, brides: list[tuple[Person, Family]], fits: list[int]) -> int:
        near = [
            i
            for i in fits
            if brides[i][1].kitchen.house.village.prefix[:4] == his.kitchen.house.village.prefix[:4]
        ]
        return self.r.choice(near or fits)

    def _stay(self, person: Person, family: Family) -> None:
        self._join(person, family, "CHILD", "SINGLE")

    def _wed(self, groom: Person, his: Family, bride: Person, hers: Family) -> None:
        r = self.r
        draw, heir = r.random(), None
        host = his if r.random() < 0.55 else hers
        if draw < 0.12 and not any(rel == "CHILD_IN_LAW" for _, rel in host.members):
            # On the parents' card still: child and child-in-law.
            own, other = (groom, bride) if host is his else (bride, groom)
            self._join(own, host, "CHILD", "MARRIED")
            self._join(other, host, "CHILD_IN_LAW", "MARRIED")
            self._still_at_home(other, hers if host is his else his)
            for child in self.children(host, groom, bride, r.choice((0, 1, 1, 2))):
                self._join(child, host, "GRANDCHILD", "SINGLE")
            return
        if draw < 0.34 and len(host.kitchen.families) == 1:  # a second card, one kitchen
            kitchen, heir = host.kitchen, groom if host is his else bride
        elif draw < 0.46:  # the parents' house, a kitchen of its own
            kitchen = self._kitchen(host.kitchen.house)
        else:
            near = r.random() < 0.6
            kitchen = self._kitchen(self.house(host.kitchen.house.village if near else None))
        family = self._family(kitchen)
        family.heir = heir
        self._join(groom, family, "HEAD", "MARRIED")
        self._join(bride, family, "SPOUSE", "MARRIED")
        for person, home in ((groom, his), (bride, hers)):
            self._still_at_home(person, home)
        for child in self.children(family, groom, bride, r.choice((0, 1, 1, 2, 2, 3))):
            self._join(child, family, "CHILD", "SINGLE")

    def _still_at_home(self, person: Person, home: Family) -> None:
        """Of those who married lately the parents' card may still tell, of others seldom."""
        age = (TODAY - person.born).days / 365.25
        if age < 27 or self.r.random() < 0.06:
            person.other = Listing(home, "CHILD", "SINGLE", "parents")

    def _plain_house(self) -> None:
        """People without kin in the load: couples, lone elders, lone parents, three generations."""
        r = self.r
        kitchen = self._kitchen(self.house())
        family = self._family(kitchen)
        village = kitchen.house.village
        draw = r.random()
        if draw < 0.14:
            old = self._person(r.choice("FFM"), r.uniform(60, 88), village)
            self._join(old, family, "HEAD", "WIDOWED")
            return
        if draw < 0.19:
            lone = self._person(r.choice("FM"), r.uniform(20, 55), village)
            self._join(lone, family, "HEAD", r.choice(("SINGLE", "DIVORCED")))
            return
        man, woman = self._couple(family, r.uniform(22, 60))
        if draw < 0.28:
            family.members[:] = [(woman, "HEAD")]
            woman.marital = "DIVORCED"
            man.kitchen = None
        for child in self.children(family, man, woman, r.choice((0, 1, 2, 2, 3, 3, 4))):
            self._join(child, family, "CHILD", "SINGLE")
        if draw > 0.9:
            elder = self._person("F", (TODAY - man.born).days / 365 + r.uniform(19, 30), village)
            self._join(elder, family, "PARENT", "WIDOWED")
            man.mother = elder.name
