"""Paths, URLs and lines → documents. Never invents metadata."""
