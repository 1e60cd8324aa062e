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

# go on from the weights that ship with our own texts and a sample of the reports (an hour and a half on two cores), as reader 0.3.0 did from 0.2.0
train-on corpora="../shared/corpora/train/j-wce-plain.train.jsonl.gz ../shared/corpora/train/a-gmb-voa.train.jsonl.gz":
    .venv/bin/pip install -e ".[train]"
    .venv/bin/python training/from_onnx.py --out training/runs/shipped/network.pt
    .venv/bin/python training/train.py {{corpora}} --start training/runs/shipped/network.pt --others 2500 --epochs 4 --rate 6e-5 --out training/runs/next
    .venv/bin/python training/train.py {{corpora}} --start training/runs/shipped/network.pt training/runs/next/network.pt --others 4000 --epochs 3 --rate 5e-5 --seed 11 --out training/runs/next2
    .venv/bin/python training/to_onnx.py training/runs/next2/start.pt training/runs/next2/network.pt
