"""Streams told by many outlets, watched with a terse and a rich list: both find the events and little else.

The events were written down before the streams were first run. An event is found when its article alerts about its
claim; every other alert is false.
"""

from __future__ import annotations

import pytest

from monitor.backtest import Archived
from tests.acceptance.ledger.desk import alerts, article

#: events found, and alerts that are right, at least
RECALL, PRECISION = 0.85, 0.8

Event = tuple[str, str, str]

TERSE_RECALL = """
name: Rückruf Hofgut-Käse
about: [Hofgut]
parties:
  Hofgut:
  Landesamt:
claims:
  - id: kranke
    question: Wie viele Menschen sind durch Käse von Hofgut erkrankt?
    kind: figure
    counts: [Mensch]
    about: [Hofgut, Käse]
    with: [erkranken]
    alert: {new_value: alert}
  - id: tote
    question: Wie viele Menschen sind gestorben?
    kind: figure
    counts: [Toter]
    about: [Hofgut, Käse]
    alert: {new_value: alert}
  - id: listerien
    question: Bestätigt Hofgut Listerien im Käse?
    kind: statement
    about: [[Hofgut, Käse], [Listerien]]
    confirmers: [Hofgut, Landesamt]
"""
RICH_RECALL = """
name: Rückruf von Käse der Molkerei Hofgut
about: [Hofgut, Listerien, Weichkäse]
parties:
  Hofgut: [Molkerei Hofgut, Geschäftsführerin Sander, Molkerei]
  Landesamt: [Landesamt für Verbraucherschutz, Amtsleiter Krug, Behörde]
claims:
  - id: kranke
    question: Wie viele Menschen sind durch Käse von Hofgut erkrankt?
    kind: figure
    counts: [Erkrankter, Mensch, Person, Fall, Patient, Infizierter, Infektion]
    about: [Hofgut, Käse, Weichkäse, Listerien]
    with: [erkranken, Erkrankung, infizieren, Infektion, anstecken]
    without: [sterben, Toter, genesen]
    trend: rising
    alert: {new_value: alert}
  - id: tote
    question: Wie viele Menschen sind gestorben?
    kind: figure
    counts: [Toter, Todesopfer, Todesfall, Mensch, Person]
    about: [Hofgut, Käse, Weichkäse, Listerien]
    with: [sterben, Toter, Tod, Todesfall]
    without: [erkranken]
    trend: rising
    alert: {new_value: alert}
  - id: listerien
    question: Bestätigt Hofgut Listerien im Käse?
    kind: statement
    about: [[Hofgut, Käse, Weichkäse, Produkt], [Listerien, Keim, Belastung]]
    confirmers: [Hofgut, Landesamt]
"""
FOOD = (
    article("a01", 0, "Mehrere Erkrankungen nach Käse", "Im Norden sind nach dem Verzehr von Käse der Molkerei Hofgut sechs Menschen erkrankt. Das teilte das Landesamt für Verbraucherschutz am Montag mit. Die Ursache wird noch untersucht."),
    article("a02", 1, "Käse unter Verdacht", "Nach dem Verzehr von Käse der Firma Hofgut sind sechs Menschen erkrankt, wie das Landesamt mitteilte. Im vergangenen Jahr hatte es im ganzen Land 540 Fälle von Lebensmittelvergiftung gegeben."),
    article("a03", 3, "Hofgut weist Verdacht zurück", "Die Molkerei Hofgut hat Berichte über Listerien in ihrem Käse zurückgewiesen. Man habe keine Hinweise auf eine Belastung, sagte Geschäftsführerin Sander."),
    article("a04", 5, "Was sind Listerien?", "Listerien sind Bakterien, die in rohen Lebensmitteln vorkommen. Jährlich erkranken in Europa rund 2.500 Menschen daran. Schwangere sollten auf Rohmilchkäse verzichten."),
    article("a05", 9, "Käse: Proben untersucht", "Das Landesamt untersucht 40 Proben aus der Molkerei Hofgut. Die Molkerei Hofgut bestreitet weiter, dass ihr Käse mit Listerien belastet ist."),
    article("a06", 24, "Zahl der Kranken steigt", "Die Zahl der Menschen, die nach dem Verzehr von Hofgut-Käse erkrankt sind, ist auf 14 gestiegen. Das sagte Amtsleiter Krug vom Landesamt am Dienstag."),
    article("a07", 26, "Acht weitere Kranke", "Acht weitere Menschen sind nach dem Verzehr von Käse der Molkerei Hofgut erkrankt, damit sind es nun 14, wie das Landesamt mitteilte."),
    article("a08", 27, "Käse aus den Regalen", "Supermärkte haben den Käse von Hofgut aus den Regalen genommen. Am Montag waren sechs Menschen erkrankt gewesen."),
    article("a09", 30, "Fabrik in Altstadt", "Beim Konkurrenten Almsegen erkrankten vor zwei Jahren 30 Menschen. Hofgut beschäftigt 220 Mitarbeiter."),
    article("a10", 33, "Landesamt bestätigt Listerien", "Das Landesamt hat bestätigt, dass der Käse von Hofgut mit Listerien belastet ist. Die Molkerei äußerte sich zunächst nicht."),
    article("a11", 34, "Listerien nachgewiesen", "Im Käse von Hofgut sind Listerien. Das bestätigte das Landesamt am Dienstagabend."),
    article("a12", 36, "Ein Toter nach Käse", "Nach dem Verzehr von Käse der Molkerei Hofgut ist ein Mann gestorben. Es ist der erste Tote, wie das Landesamt am Abend mitteilte. 14 Menschen sind erkrankt."),
    article("a13", 48, "Rückruf", "Die Molkerei Hofgut ruft 12.000 Packungen Weichkäse zurück. Ein Mensch ist gestorben, 14 sind erkrankt."),
    article("a14", 52, "Sander räumt Listerien ein", "Geschäftsführerin Sander von Hofgut hat eingeräumt, dass in Käse ihrer Molkerei Listerien gefunden wurden. „Wir bedauern das“, sagte sie."),
    article("a15", 54, "Molkerei gesteht ein", "Die Molkerei Hofgut hat Listerien in ihrem Käse eingeräumt, nachdem sie sie tagelang bestritten hatte."),
    article("a16", 72, "23 Erkrankte", "Mittlerweile sind 23 Menschen nach dem Verzehr von Hofgut-Käse erkrankt, drei von ihnen starben, teilte das Landesamt am Donnerstag mit."),
    article("a17", 75, "Bürger verunsichert", "Nach den Listerien-Funden bei Hofgut sind viele Menschen verunsichert. Mindestens 14 Menschen waren bis Mittwoch erkrankt. Zwei Tote gab es bei einem Brand in einer anderen Molkerei."),
    article("a18", 80, "Die Chronik", "Am Montag meldete das Landesamt sechs Erkrankte durch Hofgut-Käse, am Dienstag 14. Am Donnerstag waren es 23, drei Menschen starben."),
    article("a19", 100, "Vierter Todesfall", "Es gibt einen vierten Todesfall durch Käse von Hofgut. Insgesamt seien nun vier Menschen gestorben und 31 erkrankt, sagte Amtsleiter Krug am Freitag."),
    article("a20", 120, "Hofgut schließt", "Die Molkerei Hofgut schließt für zwei Wochen. Vier Menschen sind gestorben, rund 30 erkrankt."),
)  # fmt: skip
FOOD_EVENTS: tuple[Event, ...] = (
    ("a01", "kranke", "6"), ("a03", "listerien", "denies"), ("a06", "kranke", "14"), ("a10", "listerien", "confirms"),
    ("a12", "tote", "1"), ("a14", "listerien", "confirms"), ("a16", "kranke", "23"), ("a16", "tote", "3"),
    ("a19", "kranke", "31"), ("a19", "tote", "4"),
)  # fmt: skip

TERSE_TRUCE = """
name: Waffenruhe in Westmark
about: [Westmark, Ostmark]
parties:
  Westmark:
  Ostmark:
  Vermittler:
claims:
  - id: waffenruhe
    question: Stimmen beide Seiten einer Waffenruhe zu?
    kind: statement
    about: [[Waffenruhe], [zustimmen, Zustimmung, gelten]]
    confirmers: [Westmark, Ostmark]
  - id: gefangene
    question: Wie viele Gefangene werden ausgetauscht?
    kind: figure
    counts: [Gefangener]
    with: [austauschen, freilassen, wollen]
    alert: {new_value: alert}
"""
RICH_TRUCE = """
name: Verhandlungen über eine Waffenruhe zwischen Westmark und Ostmark
about: [Westmark, Ostmark, Waffenruhe]
parties:
  Westmark: [Präsidentin Aldin, Regierung in Westhafen, Westhafen]
  Ostmark: [General Krom, Ostburg, Außenminister Velt]
  Vermittler: [Seeland, Vermittlerin Noor]
claims:
  - id: waffenruhe
    question: Stimmen beide Seiten einer Waffenruhe zu?
    kind: statement
    about:
      - [Waffenruhe, Feuerpause, Waffenstillstand]
      - [zustimmen, Zustimmung, einigen, Einigung, akzeptieren, gelten, in Kraft]
    confirmers: [Westmark, Ostmark]
  - id: gefangene
    question: Wie viele Gefangene werden ausgetauscht?
    kind: figure
    counts: [Gefangener, Kriegsgefangener, Soldat]
    about: [Westmark, Ostmark, Gefangenenaustausch, Austausch]
    with: [austauschen, Austausch, freilassen, Freilassung, freikommen, übergeben, wollen, sollen]
    without: [fallen, töten]
    alert: {new_value: alert}
"""
TRUCE = (
    article("b01", 0, "Gespräche in Seeland", "Unterhändler aus Westmark und Ostmark sind in Seeland zusammengekommen. Vermittlerin Noor äußerte die Hoffnung, dass beide Seiten einer Waffenruhe zustimmen."),
    article("b02", 4, "Ostmark bestreitet", "Ostmark hat bestritten, einer Waffenruhe zugestimmt zu haben. Berichte darüber seien falsch, sagte Außenminister Velt am Montag."),
    article("b03", 6, "Kein Durchbruch", "Außenminister Velt aus Ostmark dementierte erneut, dass sein Land einer Waffenruhe zugestimmt habe."),
    article("b04", 20, "Noch keine Entscheidung", "Präsidentin Aldin prüft, ob Westmark einer Waffenruhe zustimmt. Eine Zustimmung gelte als möglich, hieß es in Westhafen."),
    article("b05", 26, "Westmark stimmt zu", "Westmark hat einer Waffenruhe zugestimmt. Das bestätigte Präsidentin Aldin am Dienstag in Westhafen."),
    article("b06", 27, "Zustimmung zur Waffenruhe", "Präsidentin Aldin hat bestätigt, dass Westmark der Waffenruhe zustimmt."),
    article("b07", 30, "Streit um Gefangene", "Westmark und Ostmark wollen 120 Gefangene austauschen, wie Vermittlerin Noor mitteilte."),
    article("b08", 32, "120 Gefangene", "Nach Angaben von Vermittlerin Noor wollen die Seiten 120 Gefangene austauschen. Vor einem Jahr waren 40 Gefangene freigelassen worden."),
    article("b09", 40, "Kämpfe dauern an", "An der Grenze zwischen Westmark und Ostmark wurde weiter geschossen. 15 Soldaten wurden getötet."),
    article("b10", 50, "Ostmark lenkt ein", "Ostmark hat bestätigt, dass es der Waffenruhe zustimmt. General Krom sagte, die Waffen schwiegen ab Mitternacht."),
    article("b11", 51, "Beide Seiten einig", "Nun haben Westmark und Ostmark der Waffenruhe zugestimmt, bestätigte General Krom."),
    article("b12", 75, "Mehr Gefangene", "Statt der geplanten 120 haben Westmark und Ostmark 200 Gefangene ausgetauscht. Das sagte Vermittlerin Noor am Donnerstag."),
    article("b13", 80, "Austausch abgeschlossen", "Westmark und Ostmark haben 200 Gefangene ausgetauscht."),
    article("b14", 99, "Wie es dazu kam", "Ostmark hatte am Montag noch bestritten, der Waffenruhe zugestimmt zu haben. Am Mittwoch bestätigte das Land die Zustimmung."),
    article("b15", 120, "Waffenruhe hält", "Die Waffenruhe zwischen Westmark und Ostmark hält. 200 Gefangene waren ausgetauscht worden."),
)  # fmt: skip
TRUCE_EVENTS: tuple[Event, ...] = (
    ("b02", "waffenruhe", "denies"), ("b05", "waffenruhe", "confirms"), ("b07", "gefangene", "120"),
    ("b10", "waffenruhe", "confirms"), ("b12", "gefangene", "200"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("watchlist", "stream", "events"),
    [
        pytest.param(TERSE_RECALL, FOOD, FOOD_EVENTS, id="recall, terse"),
        pytest.param(RICH_RECALL, FOOD, FOOD_EVENTS, id="recall, rich"),
        pytest.param(TERSE_TRUCE, TRUCE, TRUCE_EVENTS, id="truce, terse"),
        pytest.param(RICH_TRUCE, TRUCE, TRUCE_EVENTS, id="truce, rich"),
    ],
)
def test_a_terse_and_a_rich_list_find_the_same_events(
    watchlist: str, stream: tuple[Archived, ...], events: tuple[Event, ...]
) -> None:
    told = [(line.article, line.claim, line.after) for line in alerts(watchlist, *stream)]
    found = [event for event in events if event in told]
    false = [line for line in told if line not in events]
    missed = [event for event in events if event not in told]
    assert len(found) >= RECALL * len(events), (missed, false)
    assert len(found) >= PRECISION * len(told), (missed, false)
