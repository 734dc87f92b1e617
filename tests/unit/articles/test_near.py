"""Near-duplicates: prints of one agency text. Texts are generated; words are drawn from a fixed list."""

from __future__ import annotations

import random
from hashlib import blake2b
from struct import pack

from monitor.articles import bands, same, sketch

WORDS = [
    "die",
    "der",
    "das",
    "ein",
    "eine",
    "Regierung",
    "Sprecher",
    "Kreis",
    "Stadt",
    "Polizei",
    "meldet",
    "teilte",
    "mit",
    "sagte",
    "am",
    "Montag",
    "Dienstag",
    "Morgen",
    "Abend",
    "nach",
    "Angaben",
    "von",
    "in",
    "auf",
    "gegen",
    "für",
    "mit",
    "Hafen",
    "Brücke",
    "Fluss",
    "Regen",
    "Wetter",
    "Gericht",
    "Urteil",
    "Klage",
    "Verband",
    "Streik",
    "Bahn",
    "Zug",
    "Strecke",
    "Stunden",
    "Minuten",
    "Menschen",
    "Helfer",
    "Verletzte",
    "Opfer",
    "Schaden",
    "Euro",
    "Millionen",
    "rund",
    "etwa",
    "mehr",
    "als",
    "weniger",
    "Prozent",
    "Zahl",
    "gestiegen",
    "gesunken",
    "worden",
    "wurde",
]


def text(seed: int, words: int = 500) -> list[str]:
    chance = random.Random(seed)
    return [chance.choice(WORDS) + (str(chance.randrange(1000)) if chance.random() < 0.1 else "") for _ in range(words)]


def reprint(words: list[str], seed: int) -> str:
    """What an outlet does to agency copy: drops a twelfth of it, changes a word in a hundred, puts its own lead before it."""
    chance = random.Random(seed)
    blocks = [words[at : at + 20] for at in range(0, len(words), 20) if chance.random() > 0.08]
    changed = [chance.choice(WORDS) if chance.random() < 0.01 else word for block in blocks for word in block]
    return " ".join([*text(seed + 10_000, 25), *changed])


def test_ninety_nine_of_a_hundred_reprints_are_found_and_recognised() -> None:
    originals = [text(seed) for seed in range(150)]
    sketches = [sketch(" ".join(words)) for words in originals]
    index: dict[int, set[int]] = {}
    for at, own in enumerate(sketches):
        for band in bands(own):
            index.setdefault(band, set()).add(at)
    found = 0
    for at, words in enumerate(originals):
        own = sketch(reprint(words, at))
        candidates = set().union(*(index.get(band, set()) for band in bands(own)))
        found += at in candidates and same(own, sketches[at])
    assert found / len(originals) >= 0.99


def test_different_texts_of_the_same_words_are_not_the_same() -> None:
    sketches = [sketch(" ".join(text(seed))) for seed in range(80)]
    assert not any(same(a, b) for at, a in enumerate(sketches) for b in sketches[:at])


def test_half_of_a_text_is_still_its_print() -> None:
    words = text(1)
    assert same(sketch(" ".join(words)), sketch(" ".join(words[:220])))


def test_one_changed_figure_keeps_the_story() -> None:
    words = text(2)
    changed = [*words[:100], "12.000", *words[101:]]
    assert same(sketch(" ".join(words)), sketch(" ".join(changed)))


def test_case_and_punctuation_do_not_count() -> None:
    words = " ".join(text(3))
    assert sketch(words) == sketch(words.upper().replace(" ", " – ", 5))


def test_a_sketch_is_small_and_its_bands_fit_the_database() -> None:
    own = sketch(" ".join(text(4, 3000)))
    assert len(own) + 16 * 24 <= 1500
    assert len(bands(own)) == 16
    assert all(0 <= band < 2**63 for band in bands(own))


def test_short_texts_have_no_sketch_and_are_never_the_same() -> None:
    assert sketch("Nur ein kurzer Satz.") == b""
    assert not same(b"", b"")
    assert bands(b"") == ()


def test_a_sketch_is_what_its_formula_says() -> None:
    """Stored sketches stay comparable: the smallest of 3a + 5b + 7c + 11d over the hashes of each four words in a row."""
    for whole in (" ".join(text(3)), " ".join(text(4, 20)), "a b c d " * 9, "wort " * 50, "", "eins zwei drei"):
        words = [
            int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") for word in whole.lower().split()
        ]
        rows = zip(words, words[1:], words[2:], words[3:], strict=False)
        runs = {(3 * a + 5 * b + 7 * c + 11 * d) % 2**63 for a, b, c, d in rows}
        smallest = sorted(runs)[:64]
        assert sketch(whole) == (pack(f">I{len(smallest)}Q", len(runs), *smallest) if len(runs) >= 12 else b"")
