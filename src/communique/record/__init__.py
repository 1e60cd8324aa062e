"""Claims, kept for ever, and the events derived from them. Knows no network, fetches nothing, reads no text for meaning."""
