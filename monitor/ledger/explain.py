"""Verdicts as sentences an editor understands."""

from __future__ import annotations

from monitor.ledger.model import Change, Reason, Verdict


def explain(item: Verdict | Change | Reason, language: str = "de") -> str:
    """One German or English sentence: why this alerted, or the first gate that stopped it."""
    raise NotImplementedError
