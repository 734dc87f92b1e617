"""What bytes are that are no feed: so that a captcha is not taken for "no news"."""

from __future__ import annotations

import re

_CAPTCHA = re.compile(
    rb"captcha|cf-chl|challenge-platform|just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|"
    rb"unusual traffic|bot[- ]?(?:detection|protection)|enable javascript and cookies|kein roboter|datadome|perimeterx|incapsula",
    re.I,
)
_CONSENT = re.compile(
    rb"consent|einwilligung|cookies? (?:akzeptieren|zustimmen)|zustimmen und weiter|datenschutzeinstellungen|privacy ?center|pur-abo",
    re.I,
)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)


def reason_of(body: bytes, content_type: str = "") -> str:
    """Message key for bytes that hold no feed: feeds.captcha, feeds.consent, feeds.html or feeds.not_a_feed."""
    head = body[:60_000]
    if not _HTML.search(head[:4000]) and "html" not in content_type.lower():
        return "feeds.not_a_feed"
    if _CAPTCHA.search(head):
        return "feeds.captcha"
    return "feeds.consent" if _CONSENT.search(head) else "feeds.html"
