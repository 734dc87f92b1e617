"""The gate before extraction: a watched word anywhere on the page lets it pass, wherever the word is looked for first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles import shows, visible_text
from monitor.watchlist import compile_terms

PAGE = '<html><head><meta charset="utf-8">{head}</head><body><p>Regen im Harz.</p>{body}</body></html>'
WORD = compile_terms(("Pjöngjang",)).touches


def _page(head: str = "", body: str = "") -> bytes:
    return PAGE.format(head=head, body=body).encode()


@pytest.mark.parametrize(
    "head",
    [
        "<title>Pjöngjang schweigt</title>",
        '<title data-x="1">Was Pj&ouml;ngjang sagt</title>',
        "<title>Was Pj&#246;ng&shy;jang sagt</title>",
        '<meta property="og:title" content="Pjöngjang schweigt">',
        "<meta content='Ein \"Nein\" aus Pjöngjang' property='og:title'>",
        '<meta name="description" content="Die Lage\nin Pjöngjang">',
        '<meta property="og:description" content="Die Lage in Pj\u00f6ngjang"/>',
    ],
)
def test_what_a_page_says_of_itself_lets_it_pass(head: str) -> None:
    assert shows(_page(head), WORD)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Nachrichten aus Pjöngjang</p>",
        '<p class="lead">Nachrichten aus <a href="/x">Pjöngjang</a></p>',
        "<p>Nachrichten aus Pj&ouml;ng&shy;jang</p>",
        "<p>Nachrichten aus Pj<b>öng</b>jang</p>",
        "<P>Nachrichten aus Pjöngjang",
        "<div>Nachrichten aus Pjöngjang</div>",
        "<div>Nachrichten aus Pjo\u0308ngjang</div>",
        "<div>Nachrichten aus <b>Pj</b>öng<i>jang</i></div>",
        "<ul><li>Pjöngjang</li></ul>" + "<p>Füllung</p>" * 200,
        "<p>Füllung</p>" * 200 + "<p>Pjöngjang</p>",
        "<path d='M3'><p><picture><img></picture>Blick auf Pjöngjang</p>",
    ],
)
def test_a_word_anywhere_in_the_body_lets_it_pass(body: str) -> None:
    assert shows(_page(body=body), WORD)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        ("<title>Regen</title>", "<div>Sonne</div>"),
        ("<script>var x = 'Pjöngjang'</script>", "<style>.Pjöngjang{}</style>"),
        ('<meta name="keywords" content="Pjöngjang">', '<img alt="Pjöngjang">'),
        ('<meta property="og:title" data-x="Pjöngjang" content="Regen">', "<template>Pjöngjang</template>"),
        ("", '<a href="/Pjöngjang">mehr</a>'),
    ],
)
def test_what_nobody_sees_lets_nothing_pass(head: str, body: str) -> None:
    assert not shows(_page(head, body), WORD)


@pytest.mark.parametrize(("charset", "declared"), [("latin-1", ""), ("cp1252", "windows-1252"), ("utf-16", "")])
def test_old_encodings_pass_too(charset: str, declared: str) -> None:
    page = "<html><title>Regen</title><div>aus Pjöngjang</div></html>".encode(charset)
    assert shows(page, WORD, declared)


@pytest.mark.parametrize("phrase", ["Kim Jong Un", "Weißes Haus"])
def test_phrases_pass_over_line_ends_and_tags(phrase: str) -> None:
    words = phrase.split()
    page = _page(body="<div>" + "\n   ".join(words) + "</div>")
    assert shows(page, compile_terms((phrase,)).touches)
    page = _page(body="<div>" + " ".join(f"<b>{word}</b>" for word in words) + "</div>")
    assert shows(page, compile_terms((phrase,)).touches)


@given(
    st.binary(max_size=300),
    st.sampled_from(["<title>", "<p>", "</p>", '<meta name="description"', "<", "", "content='"]),
)
def test_any_bytes_are_answered_and_no_less_passes_than_the_visible_text(noise: bytes, tag: str) -> None:
    page = noise + tag.encode() + noise + "Pjöngjang ".encode() + noise
    assert shows(page, WORD) or not WORD(visible_text(page))


def test_digits_of_another_width_are_digits() -> None:
    page = _page(body="<div>Die Covid-\uff11\uff19-Welle</div>")
    assert shows(page, compile_terms(("Covid-19",)).touches)
