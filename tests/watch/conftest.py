"""Channels, written into a file as users write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.watch.channels import Channel, load_channels


@pytest.fixture
def channels(tmp_path: Path):
    def loaded(*told: str) -> tuple[Channel, ...]:
        path = tmp_path / "channels.yaml"
        path.write_text("channels:\n" + "".join(f"- {{{one}}}\n" for one in told))
        return load_channels(path)

    return loaded
