"""The one place that calls trafilatura."""

from __future__ import annotations

from typing import Any

import trafilatura


def main_text(tree: Any, url: str) -> str:
    """Paragraphs of the main text, joined by newlines; "" when nothing is found."""
    document = trafilatura.bare_extraction(
        tree, url=url or None, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
    )
    return (document.text or "") if document is not None and not isinstance(document, dict) else ""
