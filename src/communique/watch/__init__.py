"""The watch: rules over the record. A rule says which dealings are worth a look, on which paragraph it rests and how that was checked.

A rule finds a pattern. Whether a measure was breached is for others to say, and nothing here says it.
"""
