"""Names: cleaned for display, and as keys that the spellings of one name share (domain §4)."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT, distinct, spread, to_arrow, to_series
from resolver.normalise.name_rough import (
    both_ends,
    last_with_initials,
    rough_sounds,
    sorted_letters,
    weak_flags,
)
from resolver.normalise.name_text import clean_names
from resolver.normalise.phonetics import skeletons, soundexes
from resolver.normalise.sounds import sound_out
from resolver.normalise.tables import load_table
from resolver.normalise.words import Mask, Words

NAME_COLUMNS = (
    "name",
    "name_norm",
    "name_joined",
    "name_sorted",
    "name_skeleton",
    "name_phonetic",
    "name_initials",
    "name_rough",
    "name_letters",
    "name_last",
    "name_ends",
    "alias_norm",
)


def name_keys(names: pd.Series) -> pd.DataFrame:
    """Return the columns :data:`NAME_COLUMNS` (text, missing as NA) for the rows of *names*.

    ``name`` is for display (upper case, titles off), ``name_norm`` the normal form, words joined
    by one space; ``name_joined`` does not depend on the spaces, ``name_sorted`` not on the order;
    ``name_skeleton`` holds the consonants, ``name_phonetic`` a Soundex per word of the normal
    form; ``name_initials`` holds the first letters of all words but the last, and the last, so
    that initials meet what they stand for. ``name_rough``, ``name_letters``, ``name_last`` and
    ``name_ends`` are keys for damaged names (:mod:`resolver.normalise.name_rough`);
    ``alias_norm`` is the normal form of what stood behind alias, bin or binti.
    """
    codes, texts = distinct(to_arrow(names))
    parts = _split(texts)
    spelt = _expand(parts.main)
    norm = spelt.respell(sound_out(spelt.vocabulary))
    strong = _strong(norm)
    led = norm.where(norm.seen(strong) > 0)
    norm = norm.where(strong)
    flags = weak_flags(spelt, strong)
    spelt = spelt.where(strong)
    joined = _sound_joined(spelt)
    filled = pc.fill_null(joined, "")
    values = {
        "name": parts.main.join(" "),
        "name_norm": norm.join(" "),
        "name_joined": joined,
        "name_sorted": norm.sorted().join(""),
        "name_skeleton": pc.if_else(pc.equal(filled, ""), None, skeletons(filled)),
        "name_phonetic": norm.respell(soundexes(norm.vocabulary)).join(" "),
        "name_initials": _initials(norm).join(" "),
        "name_rough": rough_sounds(joined, flags),
        "name_letters": sorted_letters(spelt, flags),
        "name_last": last_with_initials(parts.main, parts.before, norm, flags),
        "name_ends": both_ends(led, flags),
        "alias_norm": _normal_form(parts.alias).join(" "),
    }
    return pd.DataFrame(
        {column: to_series(spread(values[column], codes), names.index) for column in NAME_COLUMNS}
    )


def normal_names(names: pd.Series) -> pd.Series:
    """Return the normal form alone (``name_norm`` of :func:`name_keys`) for the rows of *names*."""
    codes, texts = distinct(to_arrow(names))
    return to_series(spread(_normal_form(_split(texts).main).join(" "), codes), names.index)


@dataclass(frozen=True)
class _Parts:
    """The words of a name, titles off, and those of the other name behind alias or bin.

    *before* are the titles of one letter that led the name.
    """

    main: Words
    alias: Words
    before: Words


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load_table("names")[name])


@cache
def _single_letters() -> frozenset[str]:
    return frozenset(word for word in _list("leading_titles") if len(word) == 1)


def _split(texts: pa.Array) -> _Parts:
    words = Words.split(clean_names(texts))
    words = _drop(words, words.flags(_list("titles_anywhere")))
    marks = words.flags(_list("alias_words"))
    marks |= words.flags(frozenset(("AL",))) & words.before(words.flags(_list("nickname_words")))
    marks &= words.leaves_some(marks)
    # A mark with nothing before it introduces nothing.
    named = words.seen(~marks) > 0
    behind = words.seen(marks & named) > 0
    main = words.where(~behind & ~marks)
    leading = main.flags(_list("leading_titles"))
    leading &= main.seen(~leading) == 0
    leading &= main.leaves_some(leading)
    before = main.where(leading & main.flags(_single_letters()))
    main = main.where(~leading)
    trailing = main.flags(_list("trailing_titles")) | _spaced_degrees(main)
    total = np.bincount(main.row[~trailing], minlength=main.count)[main.row]
    main = _drop(main, trailing & (main.seen(~trailing) == total))
    return _take_bin(_Parts(main, words.where(behind & ~marks), before))


def _spaced_degrees(words: Words) -> Mask:
    """Tell of each word whether it is of a degree written as two words: S PD."""
    heads = words.flags(frozenset(("S", "M", "A")))
    heads &= words.before(words.flags(_list("spaced_degrees")))
    tails = np.zeros(len(heads), dtype=bool)
    tails[1:] = heads[:-1]
    return heads | tails


def _take_bin(parts: _Parts) -> _Parts:
    """Read the B of ``MUNTAHA B DAWAM`` as bin: a lone name and a father's.

    Of three words alone; in longer names it is more often an initial.
    """
    main = parts.main
    if not len(main.code):
        return parts
    length = np.asarray(pc.utf8_length(main.vocabulary))[main.code]
    place = main.seen(np.ones(len(main.code), dtype=bool))
    fits = ((place == 1) & (length >= 4)) | ((place == 3) & (length >= 3))
    fits |= (place == 2) & main.flags(frozenset(("B",)))
    right = np.bincount(main.row[fits], minlength=main.count) == 3
    right &= np.bincount(main.row, minlength=main.count) == 3
    found = right[main.row]
    father = main.where(found & (place == 3))
    row = np.concatenate([parts.alias.row, father.row])
    order = np.argsort(row, kind="stable")
    code = np.concatenate([parts.alias.code, father.code])
    alias = Words(main.vocabulary, code[order], row[order], main.count)
    return _Parts(main.where(~found | (place == 1)), alias, parts.before)


def _drop(words: Words, marks: Mask) -> Words:
    """Return *words* without the marked ones, save where a text would be left without words."""
    return words.where(~marks | ~words.leaves_some(marks))


def _expand(words: Words) -> Words:
    """Return the words with abbreviations written out."""
    table = load_table("names")
    spellings = words.vocabulary.to_pylist()
    index = {word: position for position, word in enumerate(spellings)}
    code = words.code.copy()
    in_two = False
    followed = ~words.last()
    after_order_word = np.zeros(len(code), dtype=bool)
    order_words = frozenset(table["order_names"]["before"])
    after_order_word[1:] = words.flags(order_words)[:-1] & ~words.first()[1:]
    everywhere = np.ones(len(code), dtype=bool)
    for name, rows in (
        ("expand_balinese", after_order_word),
        ("expand_leading", followed),
        ("expand", everywhere),
    ):
        for short, word in table[name].items():
            if short not in index:
                continue
            if word not in index:
                index[word] = len(spellings)
                spellings.append(word)
                in_two |= " " in word
            code[rows & (words.code == index[short]) & (code == words.code)] = index[word]
    spelt = words.recode(code, pa.array(spellings, TEXT))
    return Words.split(pc.fill_null(spelt.join(" "), "")) if in_two else spelt


def _initials(norm: Words) -> Words:
    """Return the words with all but the last of each text cut to their first letter."""
    first = pc.utf8_slice_codeunits(norm.vocabulary, 0, 1)
    both = pa.concat_arrays([norm.vocabulary, first])
    return norm.recode(np.where(norm.last(), norm.code, norm.code + len(first)), both)


def _strong(norm: Words) -> Mask:
    """Tell of each word whether it is kept: weak ones go where a word of two letters stays."""
    weak = norm.flags(_weak_sounds())
    lengths = np.asarray(pc.utf8_length(norm.vocabulary))
    initial = lengths[norm.code] < 2 if len(lengths) else weak
    return ~weak | ~norm.leaves_some(weak | initial)


@cache
def _weak_sounds() -> frozenset[str]:
    words = pa.array(load_table("names")["weak"]["words"], TEXT)
    return frozenset(sound_out(words).to_pylist())


def _normal_form(words: Words) -> Words:
    spelt = _expand(words)
    norm = spelt.respell(sound_out(spelt.vocabulary))
    return norm.where(_strong(norm))


def _sound_joined(words: Words) -> pa.Array:
    """Return the sound of the words written as one: spaces gained or lost do not matter."""
    joined = words.join("")
    known = joined.is_valid()
    return pc.replace_with_mask(joined, known, sound_out(joined.filter(known)))
