"""What a record knows, written for other tools: tables, lines, maps, graphs, other ontologies, prose, annotation tasks.

Writers take a `Hold` and know no database; `formats.py` lists them and writes each whole or not at all.
"""
