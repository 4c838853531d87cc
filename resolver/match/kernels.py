"""The inner loops of :mod:`resolver.match.strings`, compiled.

Each takes the packed texts, the places of the pairs and the array to write to; a pair that is not
plain (see there) is left alone.
"""

import numpy as np
from numba import njit

WORD = 64
"""Bits of a word, and so the longest text."""


@njit(cache=True)
def plain(data, starts):  # type: ignore[no-untyped-def]
    """Tell which texts are ASCII words with one space between, of 64 characters at most."""
    result = np.ones(len(starts) - 1, dtype=np.bool_)
    for text in range(len(starts) - 1):
        before = 32
        for at in range(starts[text], starts[text + 1]):
            if data[at] > 126 or data[at] < 32 or (data[at] == 32 and before == 32):
                result[text] = False
            before = data[at]
        if before == 32 or starts[text + 1] - starts[text] > WORD:
            result[text] = False
    return result


@njit(cache=True)
def _mark(masks, text):  # type: ignore[no-untyped-def]
    for at in range(len(text)):
        masks[text[at]] |= np.uint64(1) << np.uint64(at)


@njit(cache=True)
def _clear(masks, text):  # type: ignore[no-untyped-def]
    for at in range(len(text)):
        masks[text[at]] = np.uint64(0)


@njit(cache=True)
def _bits(value):  # type: ignore[no-untyped-def]
    value = value - ((value >> np.uint64(1)) & np.uint64(0x5555555555555555))
    value = (value & np.uint64(0x3333333333333333)) + (
        (value >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    value = (value + (value >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((value * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True)
def _common(masks, x, y):  # type: ignore[no-untyped-def]
    """Length of the longest common subsequence; *masks* is all zero before and after."""
    if len(x) == 0 or len(y) == 0:
        return 0
    _mark(masks, x)
    state = ~np.uint64(0)
    for at in range(len(y)):
        hit = state & masks[y[at]]
        state = (state + hit) | (state - hit)
    _clear(masks, x)
    state = ~state
    if len(x) < WORD:
        state &= (np.uint64(1) << np.uint64(len(x))) - np.uint64(1)
    return _bits(state)


@njit(cache=True)
def _ratio(masks, x, y):  # type: ignore[no-untyped-def]
    total = len(x) + len(y)
    distance = total - 2 * _common(masks, x, y)
    return (1.0 - distance / total) * 100.0


@njit(cache=True)
def ratio(data, starts, plain, left, right, result):  # type: ignore[no-untyped-def]
    """``fuzz.ratio``: 100 × (1 - insertions and deletions / both lengths)."""
    masks = np.zeros(128, dtype=np.uint64)
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if plain[i] and plain[j]:
            x, y = data[starts[i] : starts[i + 1]], data[starts[j] : starts[j + 1]]
            result[pair] = _ratio(masks, x, y)


@njit(cache=True)
def _jaro(masks, x, y):  # type: ignore[no-untyped-def]
    if len(x) == 1 and len(y) == 1:
        return 1.0 if x[0] == y[0] else 0.0
    bound = max(len(x), len(y)) // 2 - 1
    prefix = 0
    while prefix < min(len(x), len(y)) and x[prefix] == y[prefix]:
        prefix += 1
    p, t = x[prefix:], y[prefix:]
    common, crossed = prefix, 0
    if len(p) > 0 and len(t) > 0:
        _mark(masks, p)
        window = ~np.uint64(0)
        if bound + 1 < WORD:
            window = (np.uint64(1) << np.uint64(bound + 1)) - np.uint64(1)
        one, zero = np.uint64(1), np.uint64(0)
        p_flags, t_flags = zero, zero
        for at in range(min(len(t), len(p) + bound)):
            free = masks[t[at]] & window & ~p_flags
            p_flags |= free & (~free + one)
            if free != zero:
                t_flags |= one << np.uint64(at)
            window = (window << one) | one if at < bound else window << one
        common += _bits(p_flags)
        at = 0
        while t_flags != zero:
            if t_flags & one:
                lowest = p_flags & (~p_flags + one)
                if (masks[t[at]] & lowest) == zero:
                    crossed += 1
                p_flags ^= lowest
            t_flags >>= one
            at += 1
        _clear(masks, p)
    if common == 0:
        return 0.0
    total = common / len(x)
    total += common / len(y)
    total += (common - crossed // 2) / common
    return total / 3.0


@njit(cache=True)
def jaro_winkler(data, starts, plain, left, right, result):  # type: ignore[no-untyped-def]
    """``JaroWinkler.similarity``, 0 … 1; a prefix of up to four adds a tenth of the rest each."""
    masks = np.zeros(128, dtype=np.uint64)
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if plain[i] and plain[j]:
            x, y = data[starts[i] : starts[i + 1]], data[starts[j] : starts[j + 1]]
            similar = _jaro(masks, x, y)
            if similar > 0.7:
                prefix = 0
                while prefix < min(4, len(x), len(y)) and x[prefix] == y[prefix]:
                    prefix += 1
                similar += prefix * 0.1 * (1.0 - similar)
            result[pair] = similar


@njit(cache=True)
def osa(data, starts, plain, left, right, result):  # type: ignore[no-untyped-def]
    """``OSA.distance``: edits, a swap of neighbours counting one."""
    masks = np.zeros(128, dtype=np.uint64)
    one, zero = np.uint64(1), np.uint64(0)
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if not (plain[i] and plain[j]):
            continue
        x, y = data[starts[i] : starts[i + 1]], data[starts[j] : starts[j + 1]]
        _mark(masks, x)
        last = one << np.uint64(len(x) - 1)
        distance = len(x)
        more, less, diagonal, before = ~zero, zero, zero, zero
        for at in range(len(y)):
            same = masks[y[at]]
            swapped = ((~diagonal & same) << one) & before
            diagonal = (((same & more) + more) ^ more) | same | less | swapped
            up = less | ~(diagonal | more)
            down = diagonal & more
            if up & last:
                distance += 1
            if down & last:
                distance -= 1
            up = (up << one) | one
            down = down << one
            more = down | ~(diagonal | up)
            less = up & diagonal
            before = same
        _clear(masks, x)
        result[pair] = distance


@njit(cache=True)
def _words(text, begin, end):  # type: ignore[no-untyped-def]
    """Write where the words of *text* begin and end, sorted by their bytes; their number."""
    count, start = 0, 0
    for at in range(len(text) + 1):
        if at == len(text) or text[at] == 32:
            place = count
            while place > 0 and _order(text, begin[place - 1], end[place - 1], text, start, at) > 0:
                begin[place], end[place] = begin[place - 1], end[place - 1]
                place -= 1
            begin[place], end[place] = start, at
            count += 1
            start = at + 1
    return count


@njit(cache=True)
def _order(x, a, b, y, c, d):  # type: ignore[no-untyped-def]
    """Below 0, 0 or above 0, as the word x[a:b] comes before, is or comes after y[c:d]."""
    for at in range(min(b - a, d - c)):
        if x[a + at] != y[c + at]:
            return np.int64(x[a + at]) - np.int64(y[c + at])
    return (b - a) - (d - c)


@njit(cache=True)
def _append(buffer, length, text, begin, end):  # type: ignore[no-untyped-def]
    """Append a word behind a space to what *buffer* holds; its new length."""
    if length:
        buffer[length] = 32
        length += 1
    for at in range(begin, end):
        buffer[length] = text[at]
        length += 1
    return length


@njit(cache=True)
def token_sort_ratio(data, starts, plain, left, right, result):  # type: ignore[no-untyped-def]
    """``fuzz.token_sort_ratio``: the ratio of the sorted words."""
    masks = np.zeros(128, dtype=np.uint64)
    begin, end = np.empty(WORD, dtype=np.int64), np.empty(WORD, dtype=np.int64)
    first, second = np.empty(WORD, dtype=np.uint8), np.empty(WORD, dtype=np.uint8)
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if plain[i] and plain[j]:
            x, y = data[starts[i] : starts[i + 1]], data[starts[j] : starts[j + 1]]
            length = 0
            for word in range(_words(x, begin, end)):
                length = _append(first, length, x, begin[word], end[word])
            for word in range(_words(y, begin, end)):
                if word == 0:
                    length = 0
                length = _append(second, length, y, begin[word], end[word])
            result[pair] = _ratio(masks, first[: len(x)], second[: len(y)])


@njit(cache=True)
def token_set_ratio(  # type: ignore[no-untyped-def]  # noqa: PLR0912 - one flat kernel
    data, starts, plain, left, right, result
):
    """``fuzz.token_set_ratio``: the best of the common words against each side, and both sides."""
    masks = np.zeros(128, dtype=np.uint64)
    a_begin, a_end = np.empty(WORD, dtype=np.int64), np.empty(WORD, dtype=np.int64)
    b_begin, b_end = np.empty(WORD, dtype=np.int64), np.empty(WORD, dtype=np.int64)
    only_a, only_b = np.empty(WORD, dtype=np.uint8), np.empty(WORD, dtype=np.uint8)
    for pair in range(len(left)):
        p, q = left[pair], right[pair]
        if not (plain[p] and plain[q]):
            continue
        x, y = data[starts[p] : starts[p + 1]], data[starts[q] : starts[q + 1]]
        m, n = _words(x, a_begin, a_end), _words(y, b_begin, b_end)
        i, j, a, b, shared = 0, 0, 0, 0, 0
        while i < m or j < n:
            if i == m:
                order = 1
            elif j == n:
                order = -1
            else:
                order = _order(x, a_begin[i], a_end[i], y, b_begin[j], b_end[j])
            word, other = i, j
            if order <= 0:  # the same word again counts once
                i += 1
                while i < m and not _order(x, a_begin[i], a_end[i], x, a_begin[word], a_end[word]):
                    i += 1
            if order >= 0:
                j += 1
                while j < n and not _order(
                    y, b_begin[j], b_end[j], y, b_begin[other], b_end[other]
                ):
                    j += 1
            if order < 0:
                a = _append(only_a, a, x, a_begin[word], a_end[word])
            elif order > 0:
                b = _append(only_b, b, y, b_begin[other], b_end[other])
            else:
                shared += a_end[word] - a_begin[word] + (1 if shared else 0)
        if shared and (a == 0 or b == 0):
            result[pair] = 100.0
            continue
        space = 1 if shared else 0
        whole_a, whole_b = shared + space + a, shared + space + b
        distance = a + b - 2 * _common(masks, only_a[:a], only_b[:b])
        best = 100.0 - 100.0 * distance / (whole_a + whole_b)
        if shared:
            best = max(
                best,
                100.0 - 100.0 * (space + a) / (shared + whole_a),
                100.0 - 100.0 * (space + b) / (shared + whole_b),
            )
        result[pair] = best
