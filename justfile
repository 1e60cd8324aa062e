# The recipes of the house; `just` alone lists them.

default:
    @just --list

# set up a development environment in .venv
setup:
    python3 -m venv .venv && .venv/bin/pip install -e ".[dev]"

# lint, types, import contracts
check:
    .venv/bin/ruff check
    .venv/bin/ruff format --check
    .venv/bin/mypy
    .venv/bin/lint-imports

# the tests
test:
    .venv/bin/pytest

# data files of the package from tables/
tables:
    .venv/bin/python tables/build.py

# scores on the gold sets, against their floors
evaluate shared="../shared":
    .venv/bin/python evaluation/run.py --shared {{shared}} --check

# speed and size
benchmark:
    .venv/bin/python evaluation/benchmark.py

# train the reader (hours on a CPU; every step goes on from its last checkpoint), then export it
train corpora="../shared/corpora/train/j-wce-plain.train.jsonl.gz ../shared/corpora/train/a-gmb-voa.train.jsonl.gz":
    .venv/bin/pip install -e ".[train]"
    .venv/bin/python training/adapt.py {{corpora}} --half
    .venv/bin/python training/train.py {{corpora}} --half --start training/runs/adapted/encoder.pt --epochs 10
    .venv/bin/python training/train.py {{corpora}} --half --start training/runs/reader/network.pt --epochs 2 --rate 4e-5 --out training/runs/again
    .venv/bin/python training/implied.py {{corpora}}
    .venv/bin/python training/to_onnx.py training/runs/again/network.pt
