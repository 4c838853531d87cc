"""How a name becomes another on its way into a list: one rule per kind of damage.

Each rule takes the name and a random number of 62 bits and returns the damaged name. The
rules are the generator's own: they include damage that no normal form undoes (a lost word,
a nickname, a husband's name), and none is derived from the normaliser.
"""

# Heard or spelt otherwise: old spelling, Arabic sounds, dialects, slips of the ear.
SOUNDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("U", ("OE", "O", "U", "OO")), ("J", ("DJ", "Z", "DY")), ("C", ("TJ", "S", "K")),
    ("Y", ("J", "I")), ("SY", ("S", "SH", "SJ")), ("KH", ("H", "K", "CH")), ("F", ("P", "V")),
    ("V", ("F", "P")), ("Z", ("J", "S", "DZ")), ("Q", ("K", "G")), ("TH", ("T", "S")),
    ("DH", ("D", "DL")), ("I", ("E", "IE", "Y", "IY")), ("E", ("I", "A")), ("O", ("U", "A")),
    ("A", ("O", "E", "AA")), ("AI", ("AE", "E", "EI")), ("AU", ("AO", "O")), ("IA", ("IYA", "EA")),
    ("UA", ("UWA", "WA")), ("N", ("NG", "M", "NN")), ("NG", ("N", "NGG")), ("M", ("N", "MM")),
    ("D", ("T", "DD")), ("T", ("D", "TT", "TH")), ("B", ("P", "W")), ("P", ("B", "F")),
    ("G", ("K", "GH")), ("K", ("G", "Q")), ("L", ("R", "LL")), ("R", ("L", "RR")),
    ("W", ("U", "B")), ("H", ("", "HH")), ("S", ("SS", "Z", "C")), ("NY", ("N", "NI")),
    ("NDR", ("NR", "NDER")), ("STR", ("SETR", "ST")), ("SR", ("SER", "S")), ("PR", ("PER", "P")),
    ("SETI", ("STI",)), ("SETYO", ("SETIO", "STIO")), ("UDDIN", ("UDIN", "UDEN")),
)  # fmt: skip
FORMS: dict[str, tuple[str, ...]] = {
    "MUHAMMAD": ("MOHAMAD", "MOCHAMAD", "MUHAMAD", "MOHAMMED", "MOH", "MUH", "M", "MUKHAMAD"),
    "AHMAD": ("ACHMAD", "AKHMAD", "AMAD", "AMAT", "AH"),
    "ABDUL": ("ABD", "ABDOEL", "ABDU", "DUL", "AB"), "SITI": ("ST", "SITTI", "STI", "CITI"),
    "SITTI": ("SITI", "ST"), "NUR": ("NOER", "NOR", "NURUL"), "SRI": ("SERI", "SRIE", "SI"),
    "PUTRI": ("PUTERI", "PUTI", "TRI"), "PUTRA": ("PUTERA", "PTR"),
    "WAYAN": ("WYN", "WAYA", "YAN"), "KETUT": ("KT", "TUT", "KTUT"), "MADE": ("MD", "MADEK"),
    "NYOMAN": ("NYM", "MANG", "KOMANG"), "KADEK": ("KDK", "DEK"), "GUSTI": ("GST", "I GUSTI"),
    "TEUKU": ("T", "TGK", "TEKU"), "ANDI": ("A", "ANDY"), "DAENG": ("DG", "DAENK"),
    "DG": ("DAENG",), "YOHANES": ("JOHANES", "YOHANIS", "JOHN", "YAN"),
    "FRANSISKUS": ("FRANS", "FRANSISCUS", "FRANCIS"), "MARIA": ("MARYA", "MARIYA", "MERI"),
    "KRISTINA": ("CHRISTINA", "KRISTIN", "TINA"), "YOSEP": ("YOSEF", "JOSEPH", "YUSUF"),
    "DWI": ("DUI", "DEWI"), "TRI": ("TERI", "TREE"), "AGUS": ("GUS", "AGOES", "AGUSTINUS"),
    "EKA": ("EKO", "IKA"), "BAMBANG": ("BBG", "BAMBNG"),
}  # fmt: skip
# the neighbours of a key
KEYBOARD = {
    "Q": "WA", "W": "QS", "E": "WD", "R": "ER", "T": "RT", "Y": "TU", "U": "YI", "I": "UO",
    "O": "IP", "P": "OL", "A": "QS", "S": "AD", "D": "SF", "F": "DG", "G": "FH", "H": "GJ",
    "J": "HK", "K": "JL", "L": "KO", "Z": "XA", "X": "ZC", "C": "XV", "V": "CB", "B": "VN",
    "N": "BM", "M": "NK",
}  # fmt: skip
BEFORE = (
    "H.",
    "HJ.",
    "H",
    "HJ",
    "DRS.",
    "IR.",
    "ALM.",
    "R.",
    "UST.",
    "BPK.",
    "BU",
    "PAK",
    "SDR.",
    "K.",
)
AFTER = (", S.PD", ", SE", ", S.AG", ", AMD", " S.H", ", M.SI", " ALM", " (ALM)")
NICKS = (
    "BEJO",
    "UDIN",
    "MAMAT",
    "YANI",
    "IYAH",
    "UCOK",
    "NONA",
    "ATIN",
    "BUYUNG",
    "UPIK",
    "KENTUNG",
    "EMAK",
)


def respell(name: str, dice: int) -> str:
    """One to three sounds written otherwise, or a word in another of its forms."""
    words = name.split()
    known = [i for i, word in enumerate(words) if word in FORMS]
    if known and dice % 5 < 2:
        at = known[dice // 5 % len(known)]
        forms = FORMS[words[at]]
        words[at] = forms[dice // 64 % len(forms)]
        name = " ".join(words)
        if dice // 4096 % 2:
            return name
    for _ in range(1 + (dice % 20 > 13) + (dice % 20 > 18)):
        dice //= 20
        # a sound in it, looked for from a random start
        start = dice % len(SOUNDS)
        for step in range(len(SOUNDS)):
            sound, others = SOUNDS[(start + step * 5) % len(SOUNDS)]
            at = name.find(sound, dice // 61 % max(1, len(name) - 2))
            if at >= 0:
                changed = name[:at] + others[dice // 997 % len(others)] + name[at + len(sound) :]
                # of a name of one lost sound nothing would be left
                name = changed if changed.strip() else name
                break
    return name


def mistype(name: str, dice: int) -> str:
    """A slip of the fingers: dropped, doubled, swapped, neighbouring or foreign character."""
    at = dice % len(name)
    kind = dice // 64 % 12
    before, here, after = name[:at], name[at], name[at + 1 :]
    near = KEYBOARD.get(here, "AE")
    if kind < 3 and len(name) > 2:
        here = ""
    elif kind < 4:
        here += here
    elif kind < 6 and after:
        here, after = after[0] + here, after[1:]
    elif kind < 9:
        here = near[dice // 1024 % len(near)]
    elif kind < 10:
        here += near[0]
    elif kind < 11:
        here = "."
    else:
        return name.translate(str.maketrans("OIS", "015"))
    return before + here + after


def shorten(name: str, dice: int) -> str:
    """What neighbours call them: a word lost, the tail of a long word, a nickname."""
    words = name.split()
    if len(words) > 1:
        kind = dice % 10
        if kind < 7:
            del words[dice // 16 % len(words)]
            return " ".join(words)
        return words[dice // 16 % len(words)]
    word = words[0]
    if len(word) > 6 and dice % 3:
        return word[-(4 + dice // 8 % 2) :]
    if len(word) > 5 and dice % 3 == 0:
        return word[: 3 + dice // 8 % 2]
    return f"{word} {NICKS[dice // 8 % len(NICKS)]}"


def entitle(name: str, dice: int) -> str:
    """Titles put on, an alias or a parent's name added; or a title taken off."""
    words = name.split()
    if words[0].endswith(".") and len(words) > 1:
        return " ".join(words[1:])
    kind = dice % 10
    if kind < 5:
        return f"{BEFORE[dice // 16 % len(BEFORE)]} {name}"
    if kind < 6:
        return name + AFTER[dice // 16 % len(AFTER)]
    nick = NICKS[dice // 16 % len(NICKS)]
    if kind < 8:
        return name + (" ALIAS ", " AL ", " @ ", " / ", " ALS ")[dice // 256 % 5] + nick
    if kind < 9:
        return f"{name} {'BINTI' if dice // 256 % 2 else 'BIN'} {nick}"
    return f"{nick} ({name})"


def abbreviate(name: str, dice: int) -> str:
    """The first or last word to two or three letters, with or without a dot."""
    words = name.split()
    at = 0 if dice % 3 else len(words) - 1
    word = words[at]
    if len(word) < 4 or len(words) == 1:
        return name[: max(4, len(name) - 3)]
    short = word[: 2 + dice // 8 % 2] if dice // 32 % 2 else word[0] + word[2 + dice // 64 % 2]
    words[at] = short + ("." if dice // 256 % 2 else "")
    return " ".join(words)


def initials(name: str, dice: int) -> str:
    """All words but one to their first letter."""
    words = name.split()
    if len(words) == 1:
        return name[: max(3, len(name) // 2)]
    kept = 0 if dice % 4 else len(words) - 1
    dot = "." if dice // 8 % 2 else ""
    return " ".join(w if i == kept else w[0] + dot for i, w in enumerate(words))


def cut(name: str, dice: int) -> str:
    """Cut by a column's width; a short name loses its end to a fold of the paper."""
    width = (25, 20, 15)[dice % 3]
    return name[:width].rstrip() if len(name) > width else name[: max(3, len(name) - 2 - dice % 2)]


def reorder(name: str, dice: int) -> str:
    """The words in another order; a mononym is left with a word of address."""
    words = name.split()
    if len(words) == 1:
        return f"{name} {('IBU', 'PAK', 'MBAH', 'NENEK')[dice % 4]}"
    at = 1 + dice % (len(words) - 1)
    return " ".join(words[at:] + words[:at])


def glue(name: str, dice: int) -> str:
    """Two words glued, or a long word split."""
    words = name.split()
    if len(words) > 1:
        at = dice % (len(words) - 1)
        return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])
    if len(name) < 6:
        return name
    at = 3 + dice % (len(name) - 5)
    return f"{name[:at]} {name[at:]}"
