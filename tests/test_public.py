import subprocess
import sys

import communique


def test_public_names_are_sorted_and_there():
    assert communique.__all__ == sorted(communique.__all__)
    for name in communique.__all__:
        assert getattr(communique, name) is not None


def test_importing_communique_loads_nothing_heavy():
    code = "import sys, communique; print([m for m in ('onnxruntime', 'pydantic', 'trafilatura', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
