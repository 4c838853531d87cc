"""Keys by which a misspelt, shortened or cut name still meets itself, and few strangers meet.

None is equality of names: each keeps what its kind of damage leaves, and says nothing (null)
where that would be too little. Together they are held to recall and false-equals by
tests/spec/test_name_pairs.py. Rules and word lists: tables/sounds.toml, tables/names.toml.
"""

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.columns import TEXT
from resolver.normalise.phonetics import skeletons
from resolver.normalise.sounds import flat, single_letters, sound_out, unflat
from resolver.normalise.tables import load_table
from resolver.normalise.words import Mask, Words

_CONSONANT_LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"
_VOWELS = np.zeros(256, dtype=bool)
_VOWELS[[ord(letter) for letter in "AEIOU"]] = True

#: Consonants that a key holds: of a longer name only its beginning, so that a cut one meets it.
LONG = 8
#: The same beside MUHAMAD or SITI, which take the room that a field has.
LONG_FLAGGED = 6
#: Consonants behind the frequent words that lead a name: those alone tell nobody apart.
BEHIND_FREQUENT = 4
#: Consonants from which on a frequent word is one of those.
LONG_WORD = 5
#: Consonants from which on the vowels do not count, and from which on only two of them do.
SKELETON = 5
CONSONANTS = 3
#: Letters that a name of fewer consonants is cut to.
VOWELS = 12
#: Fewer letters in any order are many names; from the second on repeated consonants do not count.
LETTERS = 6
LETTERS_ONCE = 9
#: Different consonants from which on they alone, in any order, are few names.
KINDS = 6
#: A shorter word beside an initial is many names, as a frequent one is.
KEPT_WORD = 5
#: Letters that stand for the first word beside a frequent last one.
BEGINNING = 3
#: Letters that stand for the second of two words beside a rare first one, and a frequent one.
SECOND, SECOND_FREQUENT = 4, 6


def rough_sounds(joined: pa.Array, flags: pa.Array) -> pa.Array:
    """Return the key ``name_rough`` of normal forms written as one word (null where they are).

    The rough form merges letters that the normal form keeps apart (E and I, C and K or S, J, Y and
    Z). From five consonants on the key is the first of them, so that a vowel lost, moved or changed
    does not matter, nor a cut end; of fewer it holds the last letter too, of three the first vowel
    behind the first letter; names of one or two are the rough form itself. *flags*
    (:func:`weak_flags`) are put behind.
    """
    known = joined.is_valid()
    rough = sound_out(joined.filter(known), "rough")
    consonants = skeletons(rough)
    many = pc.binary_length(consonants)
    end = pc.utf8_slice_codeunits(rough, -1, None)
    vowel = pc.replace_substring_regex(rough, r"^.[^AEIOU]*([AEIOU]?).*$", r"\1")
    key = pc.utf8_slice_codeunits(rough, 0, VOWELS)
    key = pc.if_else(pc.equal(many, CONSONANTS), _glue(_glue(consonants, vowel), end), key)
    key = pc.if_else(pc.greater(many, CONSONANTS), _glue(consonants, end), key)
    key = pc.if_else(
        pc.greater_equal(many, SKELETON), _beginnings(rough, consonants, flags.filter(known)), key
    )
    return pc.replace_with_mask(joined, known, _glue(key, flags.filter(known)))


def sorted_letters(words: Words, flags: pa.Array) -> pa.Array:
    """Return the key ``name_letters``: the letters of each text's words in alphabetical order.

    Letters that change places do not matter, nor do words. *words* are as written out, not in
    their sound, which a swap would change; only letters that sound alike are merged. In longer
    names a repeated consonant counts once; of six different ones the vowels do not count. Behind
    stand the words' first letters, which are seldom mistyped, and the *flags*.
    """
    light = words.respell(sound_out(words.vocabulary, "light")).join("")
    enough = pc.fill_null(pc.greater_equal(pc.binary_length(light), LETTERS), False)
    if not pc.any(enough).as_py():
        return pa.nulls(len(light), TEXT)
    firsts = words.respell(_initials(words.vocabulary)).sorted().join("").filter(enough)
    signs, offsets = flat(single_letters(light.filter(enough), _CONSONANT_LETTERS))
    sizes = np.diff(offsets)
    row = np.repeat(np.arange(len(sizes)), sizes)
    ordered = np.sort(row * 256 + signs)
    signs = (ordered % 256).astype(np.uint8)
    once = np.ones(len(signs), dtype=bool)
    once[1:] = ordered[1:] != ordered[:-1]
    consonant = ~_VOWELS[signs]
    kinds = np.bincount(row[once & consonant], minlength=len(sizes))[row]
    keep = np.where(consonant, once | (sizes[row] < LETTERS_ONCE), kinds < KINDS)
    letters = unflat(signs, offsets, keep | (consonant & once))
    key = _glue(_spaced(letters, firsts), flags.filter(enough))
    return pc.replace_with_mask(pa.nulls(len(light), TEXT), enough, key)


def last_with_initials(main: Words, before: Words, norm: Words, flags: pa.Array) -> pa.Array:
    """Return the key ``name_last``: first letters of the words before the last, and its rough form.

    So ``A. WIBAWANTO`` meets ``AGUSTINUS WIBAWANTO``, whatever the short form of the first words.
    *main* are the words as written, *norm* their normal form. *before* are titles of one letter:
    beside a single word they may be its initial (``H. TAMBUNAN``). Beside a frequent last word an
    initial says too little, and beside a short one: there the first word is its beginning, with
    the *flags*, so that only what is mistyped further on does not matter. Null where a word is
    shorter than that.
    """
    single = np.bincount(main.row, minlength=main.count) == 1
    firsts = main.where(~main.last())
    title = before.where(single[before.row])
    row = np.concatenate([firsts.row, title.row])
    order = np.argsort(row, kind="stable")
    letters = pa.concat_arrays([_initials(main.vocabulary), _initials(before.vocabulary)])
    code = np.concatenate([firsts.code, title.code + len(main.vocabulary)])
    initials = Words(letters, code[order], row[order], main.count).join("")
    last = norm.where(norm.last())
    rough = sound_out(last.vocabulary, "rough")
    short = np.asarray(pc.less(pc.binary_length(last.vocabulary), KEPT_WORD))
    tiny = np.asarray(pc.less(pc.binary_length(last.vocabulary), BEGINNING))
    often = np.asarray(pc.is_in(rough, _common()))
    spelt = last.respell(rough)
    rare = spelt.where(~(short | often)[last.code] if len(rough) else spelt.last())
    key = _spaced(initials, rare.join(""))
    begun = _beginning(norm.where(norm.first() & ~norm.last()), BEGINNING)
    middle = norm.where(~norm.first() & ~norm.last())
    begun = _glue(begun, pc.fill_null(middle.respell(_initials(norm.vocabulary)).join(""), ""))
    frequent = spelt.where(((often | short) & ~tiny)[last.code] if len(rough) else spelt.last())
    return pc.coalesce(key, _glue(_spaced(begun, frequent.join("")), flags))


def both_ends(norm: Words, flags: pa.Array) -> pa.Array:
    """Return the key ``name_ends``: the first word and the last, of those between first letters.

    So ``SAURMA N MANIK`` meets ``SAURMA NATALIA MANIK``. Of two words the second is its beginning,
    so that what is mistyped further on does not matter; longer beside a frequent first word. Null
    for a single word, and where one of the two is shorter. *norm* are the words in normal form,
    *flags* are put behind.
    """
    rough = norm.respell(sound_out(norm.vocabulary, "rough"))
    total = np.bincount(rough.row, minlength=rough.count)
    first = rough.where(rough.first() & (total[rough.row] > 1))
    last = rough.where(rough.last() & (total[rough.row] > 1))
    lengths = np.asarray(pc.binary_length(rough.vocabulary))
    often = np.asarray(pc.is_in(rough.vocabulary, _common()))
    if not len(first.code):
        return pa.nulls(rough.count, TEXT)
    # One first and one last word in each of these texts: the two run in step.
    two = total[first.row] == 2
    least = np.where(often[first.code] | (lengths[first.code] < KEPT_WORD), SECOND_FREQUENT, SECOND)
    says = np.where(
        two,
        (lengths[first.code] >= SECOND) & (lengths[last.code] >= least),
        (lengths[first.code] > 1) & (lengths[last.code] > 1),
    )
    whole = last.where(says & ~two).join("")
    for size in (SECOND, SECOND_FREQUENT):
        whole = pc.coalesce(whole, _beginning(last.where(says & two & (least == size)), size))
    middle = rough.where(~rough.first() & ~rough.last())
    letters = pc.fill_null(middle.respell(_initials(rough.vocabulary)).join(""), "")
    key = _spaced(_spaced(first.join(""), letters), whole)
    # Between two others a dropped word has its letter already.
    return pc.if_else(pc.greater(pa.array(total), 2), key, _glue(key, flags))


def weak_flags(spelt: Words, strong: Mask) -> pa.Array:
    """Return ``+M``, ``+S``, both or nothing: whether MUHAMAD or SITI was dropped from each text.

    As a name of its own neither tells people apart; that it is there tells ROHMAH from a RAMA.
    """
    flags = pa.array([""] * spelt.count, TEXT)
    for sign, weak in load_table("names")["weak_flags"].items():
        known = pc.match_substring_regex(spelt.vocabulary, f"^(?:{weak})$")
        glued = pc.match_substring_regex(spelt.vocabulary, f"^(?:{weak})[A-Z]{{5}}")
        if not len(known):
            continue
        dropped = np.asarray(known)[spelt.code] & ~strong
        found = np.zeros(spelt.count, dtype=bool)
        found[spelt.row[dropped | np.asarray(glued)[spelt.code]]] = True
        flags = pc.if_else(pa.array(found), _glue(flags, pa.scalar(f"+{sign}", TEXT)), flags)
    return flags


def _beginnings(rough: pa.Array, consonants: pa.Array, flags: pa.Array) -> pa.Array:
    """Return the first consonants of names: more of them where frequent words lead."""
    key = pc.if_else(
        pc.equal(flags, ""),
        pc.utf8_slice_codeunits(consonants, 0, LONG),
        pc.utf8_slice_codeunits(consonants, 0, LONG_FLAGGED),
    )
    pattern = f"^((?:{_leading()})+)(.+)$"
    led = pc.match_substring_regex(rough, pattern)
    names = rough.filter(led)
    head = skeletons(pc.replace_substring_regex(names, pattern, r"\1"))
    tail = skeletons(pc.replace_substring_regex(names, pattern, r"\2"))
    further = _glue(head, pc.utf8_slice_codeunits(tail, 0, BEHIND_FREQUENT))
    plain = key.filter(led)
    longer = pc.greater(pc.binary_length(further), LONG)
    return pc.replace_with_mask(key, led, pc.if_else(longer, further, plain))


@cache
def _leading() -> str:
    # Within a longer word: at the end of one K, H and others would fall silent.
    table = load_table("names")
    words = pa.array([f"{word}MI" for word in table["order_names"]["words"]], TEXT)
    order = sound_out(sound_out(words), "rough").to_pylist()
    common = _common()
    long = common.filter(pc.greater_equal(pc.binary_length(skeletons(common)), LONG_WORD))
    found = {sound.removesuffix("MI") for sound in order} | set(long.to_pylist())
    return "|".join(sorted(found, key=lambda word: (-len(word), word)))


def _beginning(words: Words, size: int) -> pa.Array:
    """Return the rough form of texts of at most one word, cut; null where it is shorter."""
    rough = sound_out(words.vocabulary, "rough")
    cut = pc.utf8_slice_codeunits(rough, 0, size)
    return words.respell(pc.if_else(pc.less(pc.binary_length(rough), size), "", cut)).join("")


def _spaced(left: pa.Array, right: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(left, right, pa.scalar(" ", TEXT))


def _initials(words: pa.Array) -> pa.Array:
    return pc.utf8_slice_codeunits(sound_out(words, "initial"), 0, 1)


@cache
def _common() -> pa.Array:
    words = pa.array(load_table("names")["common"]["words"], TEXT)
    return pc.unique(sound_out(sound_out(words), "rough"))


def _glue(left: pa.Array, right: pa.Array | pa.Scalar) -> pa.Array:
    return pc.binary_join_element_wise(left, right, pa.scalar("", TEXT))
