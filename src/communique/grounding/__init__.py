"""(Document, Reading) → events with names, codes, places and dates. Deterministic and offline."""
