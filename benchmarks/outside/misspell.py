"""How names are misspelt: by ear, by finger, by eye, by habit."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random

_TABLES = tomllib.loads(Path(__file__).with_name("slips.toml").read_text(encoding="utf-8"))
_SOUNDS = [tuple(pair.split(">")) for pair in _TABLES["ears"].split()]
_EYES = [tuple(pair.split(">")) for pair in _TABLES["eyes"].split()]
_WORDS = {word: forms.split() for word, forms in _TABLES["forms"].items()}
_KEYS: dict[str, str] = _TABLES["keys"]


def by_ear(r: Random, name: str) -> str:
    """Write a name as somebody else hears it: one or two sounds, or a known form of a word."""
    words = name.split()
    known = [i for i, word in enumerate(words) if word in _WORDS]
    if known and r.random() < 0.55:
        spot = r.choice(known)
        words[spot] = r.choice(_WORDS[words[spot]])
        return " ".join(words)
    fits = [(old, new) for old, new in _SOUNDS if old in name[1:] or (name.startswith(old) and new)]
    for old, new in r.sample(fits, min(len(fits), 1 if r.random() < 0.75 else 2)):
        name = _once(r, name, old, new)
    return name


def by_finger(r: Random, name: str) -> str:
    """Mistype one letter: the key beside, two swapped, one lost, one doubled, one too many."""
    spots = [i for i, sign in enumerate(name) if sign in _KEYS]
    if len(spots) < 3:
        return name
    spot = r.choice(spots[1:]) if r.random() < 0.9 else spots[0]
    draw = r.random()
    if draw < 0.4:
        return name[:spot] + r.choice(_KEYS[name[spot]]) + name[spot + 1 :]
    if draw < 0.6 and spot + 1 < len(name):
        return name[:spot] + name[spot + 1] + name[spot] + name[spot + 2 :]
    if draw < 0.8:
        return name[:spot] + name[spot + 1 :]
    if draw < 0.9:
        return name[:spot] + name[spot] + name[spot:]
    return name[:spot] + r.choice(_KEYS[name[spot]]) + name[spot:]


def by_eye(r: Random, text: str) -> str:
    """Misread one letter as a scanner does."""
    fits = [(old, new) for old, new in _EYES if old in text]
    return _once(r, text, *r.choice(fits)) if fits else text


def _once(r: Random, text: str, old: str, new: str) -> str:
    spots = [i for i in range(len(text)) if text.startswith(old, i)]
    if not spots:
        return text
    spot = r.choice(spots)
    return text[:spot] + new + text[spot + len(old) :]


def lose_part(r: Random, name: str) -> str:
    """Leave out one word of several."""
    words = name.split()
    if len(words) < 2:
        return name
    words.pop(r.randrange(len(words)) if r.random() < 0.4 else -1)
    return " ".join(words)


def swap_parts(r: Random, name: str) -> str:
    """Put the last word first."""
    words = name.split()
    return " ".join([words[-1], *words[:-1]])


def initials(r: Random, name: str) -> str:
    """Shorten one or more words to their first letter."""
    words = name.split()
    if len(words) < 2:
        return name
    if r.random() < 0.5:
        words[0] = words[0][0] + r.choice((".", ""))
    else:
        words[1:] = [word[0] + r.choice((".", "")) for word in words[1:]]
    return " ".join(words)


def glue(r: Random, name: str) -> str:
    """Write two words as one, or one long word as two."""
    words = name.split()
    if len(words) > 1 and r.random() < 0.75:
        spot = r.randrange(len(words) - 1)
        words[spot : spot + 2] = [words[spot] + words[spot + 1]]
        return " ".join(words)
    word = max(words, key=len)
    if len(word) < 7:
        return name
    cut = r.randint(3, len(word) - 3)
    return name.replace(word, f"{word[:cut]} {word[cut:]}", 1)


PARTS: list[Callable[[Random, str], str]] = [lose_part, initials, swap_parts, glue]
