"""Document → Reading: what a text says, in offsets. Knows no gazetteer and no calendar."""
