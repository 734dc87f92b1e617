"""Who says what: every type of report, with the words it covers and the one who speaks."""

from __future__ import annotations

import pytest

from monitor.reading.german.statements import read_statements
from monitor.reading.german.text import Doc
from monitor.reading.model import Reference, Statement


def read(text: str) -> tuple[Statement, ...]:
    return read_statements(Doc(text)).statements


def only(text: str) -> Statement:
    found = read(text)
    assert len(found) == 1, [(s.type, s.attribution.text, s.text) for s in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "speaker", "quote"),
    [
        ("„Der Damm hält“, sagte Landrätin Eva Kurz.", "direct", "Landrätin Eva Kurz", "„Der Damm hält“"),
        ("Eva Kurz sagte: „Der Damm hält.“", "direct", "Eva Kurz", "„Der Damm hält.“"),
        ('"Der Damm hält", so Eva Kurz am Abend.', "direct", "Eva Kurz", '"Der Damm hält"'),
        ("»Der Damm hält«, sagte sie.", "direct", "sie", "»Der Damm hält«"),
        ("„Wir sind bereit. Niemand muss gehen“, sagte Kurz.", "direct", "Kurz", "„Wir sind bereit. Niemand muss gehen“"),
        ("Die Bahn teilte mit, dass 90 Züge ausfallen.", "indirect", "Die Bahn", "dass 90 Züge ausfallen"),
        ("Die Bahn teilte mit, 90 Züge fielen aus.", "indirect", "Die Bahn", "90 Züge fielen aus"),
        ("Die Lage sei ernst, sagte der Arzt.", "indirect", "der Arzt", "Die Lage sei ernst"),
        ("Wie die Bahn mitteilte, fallen 90 Züge aus.", "indirect", "die Bahn", "fallen 90 Züge aus"),
        ("90 Züge fallen aus, wie die Bahn mitteilte.", "indirect", "die Bahn", "90 Züge fallen aus"),
        ("Laut Verdi streiken 6.000 Beschäftigte.", "indirect", "Verdi", "streiken 6.000 Beschäftigte"),
        ("Verdi zufolge streiken 6.000 Beschäftigte.", "indirect", "Verdi", "streiken 6.000 Beschäftigte"),
        ("Nach Angaben der Polizei starben zwei Männer.", "indirect", "der Polizei", "starben zwei Männer"),
        ("Der Frachter habe Öl verloren, so Greenpeace.", "indirect", "Greenpeace", "Der Frachter habe Öl verloren"),
        ("Der Damm werde halten, hieß es aus dem Ministerium.", "indirect", "dem Ministerium", "Der Damm werde halten"),
        ("Der Autobauer gestand, die Werte gefälscht zu haben.", "indirect", "Der Autobauer", "die Werte gefälscht zu haben"),
        ("Der Minister ist überzeugt, dass der Damm hält.", "indirect", "Der Minister", "dass der Damm hält"),
        ("Ankara gesteht: Drohnen flogen nach Norden", "indirect", "Ankara", "Drohnen flogen nach Norden"),
        ("Der Klub bestätigte den Wechsel.", "reported", "Der Klub", "Der Klub bestätigte den Wechsel."),
        ("Der Wechsel wurde von dem Klub bestätigt.", "reported", "dem Klub", "Der Wechsel wurde von dem Klub bestätigt."),
        ("Das RKI meldete 300 Fälle.", "reported", "Das RKI", "Das RKI meldete 300 Fälle."),
    ],
)  # fmt: skip
def test_types_and_their_extent(text: str, kind: str, speaker: str, quote: str) -> None:
    found = only(text)
    assert (found.type.value, found.attribution.text, found.text) == (kind, speaker, quote)


@pytest.mark.parametrize(
    "text",
    [
        "Das Schiff „Aurora“ liegt im Hafen.",
        "Der Bus fuhr um acht Uhr ab.",
        "Die Sonne scheint, und die Felder sind trocken.",
        "Der Kurs fiel um drei Prozent.",
        "Mit zwei Toren bestätigte der Stürmer seine Form.",
        "Die Halbzeitshow bestreiten zwei Sängerinnen.",
        "Die Messung bestätigt frühere Werte.",
        "Deutschland wies Flüchtlinge an der Grenze zurück.",
    ],
)
def test_nothing_is_said(text: str) -> None:
    assert read(text) == ()


def test_reported_mood_goes_on_until_the_indicative() -> None:
    found = read(
        "Die Ärztin sagte, das Virus sei neu. Es befalle vor allem Kinder. Ein Mittel gebe es nicht. Der Saal war voll."
    )
    assert [(s.type.value, s.attribution.text) for s in found] == [("indirect", "Die Ärztin"), ("free", "Die Ärztin")]
    assert found[1].text == "Es befalle vor allem Kinder. Ein Mittel gebe es nicht."


def test_soll_is_hearsay_without_a_speaker() -> None:
    found = only("Der Mann soll zwei Kinder gerettet haben.")
    assert (found.type.value, found.attribution.speaker, found.attribution.root) == ("free", None, None)


def test_plans_with_soll_are_no_hearsay() -> None:
    assert read("Die Brücke soll 2030 fertig werden.") == ()


def test_a_sentence_that_points_back_covers_the_one_before() -> None:
    found = only("Im Werk brannte eine Halle ab. Das teilte die Feuerwehr mit.")
    assert (found.text, found.attribution.text) == ("Im Werk brannte eine Halle ab.", "die Feuerwehr")


@pytest.mark.parametrize(
    ("text", "root", "via"),
    [
        ("Yonhap berichtete unter Berufung auf den Geheimdienst NIS, 200 Soldaten seien gefallen.", "NIS", ("Yonhap",)),
        ("Der Geheimdienst NIS sehe Anzeichen für Angriffe, berichtete die Agentur Yonhap.", "NIS", ("Yonhap",)),
        (
            "Wie CNN berichtet, sagte Präsident Wolodymyr Selenskyj, die Lage sei ernst.",
            "Wolodymyr Selenskyj",
            ("CNN",),
        ),
        ("Banken rechnen nach einem Bericht der Zeitung „Metro“ damit, dass der Zins sinkt.", "Banken", ("Metro",)),
        ("Das berichtet der „Guardian“ unter Berufung auf das Pentagon. Sonst nichts.", "Pentagon", ("Guardian",)),
    ],
)
def test_the_root_of_a_chain_counts(text: str, root: str, via: tuple[str, ...]) -> None:
    found = [s for s in read("Der Angriff begann am Morgen. " + text) if s.attribution.via]
    assert [(s.attribution.root, s.attribution.via) for s in found] == [(root, via)]


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("Präsident Wolodymyr Selenskyj kam an. Selenskyj sagte, die Front halte.", "Wolodymyr Selenskyj"),
        ("Der Trainer Jens Maier kam an. Er sagte, das Tor zähle.", "Jens Maier"),
        ("Der Lokführer blieb sitzen. Er sagte, die Bremse habe versagt.", "Lokführer"),
        ("Eine Sprecherin der Polizei sagte, der Mann sei tot.", "Polizei"),
        ("Ein Bahnsprecher sagte, der Zug sei voll.", "Bahn"),
        ("Der Chef des Generalstabs, Waleri Gerassimow, sagte, die Stadt sei frei.", "Waleri Gerassimow"),
        ("Das Robert Koch-Institut (RKI) sagte, die Welle sei vorbei.", "RKI"),
        ("Das Gesundheitsministerium schwieg. Das Ministerium teilte mit, der Test sei falsch.", "Gesundheitsministerium"),
        ("Nach Angaben des ukrainischen Generalstabs fiel die Brücke.", "ukrainische Generalstab"),
        ("Die Nordbank hat den Zins auf 4 Prozent angehoben, wie sie am Montag mitteilte.", "Nordbank"),
        ("Laut Experten steigt der Pegel.", None),
        ("Berichten zufolge steigt der Pegel.", None),
        ("Nach Angaben von Diensten aus den USA, Südkorea und der Ukraine kamen 12.000 Mann.", "Diensten aus den USA, Südkorea und der Ukraine"),
    ],
)  # fmt: skip
def test_names_behind_speakers(text: str, root: str | None) -> None:
    assert read(text)[-1].attribution.root == root


def meanings(text: str) -> list[tuple[str, str]]:
    def words(ref: Reference) -> str:
        return text[ref.span.start : ref.span.end]

    return [(words(ref), ref.meaning) for ref in read_statements(Doc(text)).references]


def test_short_mentions_stand_for_longer_ones() -> None:
    found = meanings(
        "Nordkoreanische Truppen sind in Kursk. Die Entsendung der Truppen bestätigte Moskau. Sie sollen gekämpft haben."
    )
    assert ("der Truppen", "Nordkoreanische Truppen") in found
    assert ("Sie", "Nordkoreanische Truppen") in found


def test_dieser_takes_up_a_group_by_another_noun() -> None:
    found = meanings("Das Pentagon zählt 10.000 nordkoreanische Soldaten. Rutte bestätigte die Ankunft dieser Truppen.")
    assert ("dieser Truppen", "nordkoreanische Soldaten") in found


def test_das_stands_for_the_sentence_before() -> None:
    assert ("das", "Israel macht die Hamas verantwortlich.") in meanings(
        "Israel macht die Hamas verantwortlich. Die Hamas streitet das ab."
    )


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "Die\u00a0Bahn teilte\u00ad mit, dass 90\u202fZüge ausfallen."
    found = only(text)
    assert text[found.quote.start : found.quote.end] == found.text
    assert found.text.startswith("dass 90")


@pytest.mark.parametrize(
    "text",
    ["", "   ", "„", '"', "(((", "Das.", "…", "„„„““““", "sagte", "wie", ", , ,", "laut", "nach Angaben", "zufolge"],
)
def test_odd_input_is_read_without_complaint(text: str) -> None:
    assert read(text) == () or read(text)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("Die Arzneimittelbehörde hat keinen Antrag erhalten, sagte eine Sprecherin.", "Arzneimittelbehörde"),
        ("VW baut Stellen ab. Ein Sprecher sagte, betroffen sei Emden.", "VW"),
        ("Das Feuer brach am Morgen aus, sagte eine Sprecherin.", None),
    ],
)
def test_a_bare_spokesperson_speaks_for_the_house_at_the_head_of_the_sentence(text: str, root: str | None) -> None:
    assert read(text)[-1].attribution.root == root


@pytest.mark.parametrize(
    ("text", "speaker", "root"),
    [
        ("Vergangene Woche hat Kommissionschefin Ursula von der Leyen mitgeteilt, dass Dosen fehlen.",
         "Kommissionschefin Ursula von der Leyen", "Ursula von der Leyen"),
        ("Die Verzögerung hat laut der EMA „keine Auswirkungen“ auf die Zulassung.", "der EMA", "EMA"),
        ("Er antwortete auf einen Tweet des Ministers Jens Spahn, der verkündete: „Der Stoff kommt.“", "der", "Jens Spahn"),
        ("Auf Seite 18 steht ein wichtiges Datum: „Am 3. Mai beginnt die Frist.“", "", None),
        ("24.11.2026 Minister Jens Spahn hat den Mangel bestätigt.", "Minister Jens Spahn", "Jens Spahn"),
        ("Die Zahl der Toten bezifferte die Polizei auf 13.", "die Polizei", "Polizei"),
        ("Besorgt äußerte sich der Verband: Die Lage sei ernst.", "der Verband", "Verband"),
        ("Niemand bestätigte den Vorfall.", "", None),
    ],
)  # fmt: skip
def test_what_stands_in_front_is_not_always_the_subject(text: str, speaker: str, root: str | None) -> None:
    found = read(text)[-1]
    assert (found.attribution.text, found.attribution.root) == (speaker, root)
