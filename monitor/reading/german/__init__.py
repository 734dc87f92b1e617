"""The rules of German news prose, one module per question."""
