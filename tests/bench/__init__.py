"""Ratios beside other tools: `make bench`."""
