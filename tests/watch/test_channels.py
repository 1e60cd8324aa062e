"""The file of channels."""

from __future__ import annotations

import pytest

from communique.errors import BadFile
from communique.watch.channels import load_channels


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("", None, "is empty"),
        ("channels: []", 1, "must begin with"),
        ("channel:\n- name: a", 1, "must begin with"),
        ("channels:\n- {name: a, kind: terminal}\nevery: 5m", 3, "there is no such field"),
        ("channels:\n- name: a\n  kind: pigeon", 3, "kind must be one of terminal, atom"),
        ("channels:\n- name: a", 2, "kind must be one of"),
        ("channels:\n- a", 2, "kind must be one of"),
        ("channels:\n- name: a\n  kind: terminal\n  colour: red", 4, "there is no such field; the fields are"),
        ("channels:\n- name: a\n  kind: terminal\n- name: a\n  kind: terminal", 4, "a is there twice"),
        ("channels:\n- name: a\n  kind: webhook", 2, "write either url or url_from"),
        ("channels:\n- name: a\n  kind: webhook\n  url: ftp://a", 4, "is no http or https address"),
        ("channels:\n- name: a\n  kind: terminal\n  zone: Nowhere/City", 4, "is no time zone"),
        ("channels:\n- name: a\n  kind: terminal\n  zone: ../../etc/passwd", 4, "is no time zone"),
        ("channels:\n- name: a\n  kind: terminal\n  digest: 7am", 4, "write it as 07:00"),
        ("channels:\n- name: a\n  kind: terminal\n  quiet: {from: 07:00, until: 07:00}", 4, "when they begin"),
        ("channels:\n- name: a\n  kind: terminal\n  tiers: [T9]", 4, "T1"),
        ("channels:\n- name: a\n  kind: terminal\n  seconds: 0", 4, "greater than or equal to 1"),
        ("channels:\n- name: a b\n  kind: terminal", 2, "pattern"),
        ("channels:\n- name: a\n  kind: apprise\n  url_from: json://secret", 4, "the name of a variable"),
        (
            "channels:\n- name: a\n  kind: email\n  host: h\n  from: a@b.example\n  to: 'a@b.example, c@d.example'",
            6,
            "no e-mail address",
        ),
        (
            'channels:\n- name: a\n  kind: email\n  host: h\n  from: "a@b.example\\nBcc: c@d.example"\n  to: a@b.example',
            5,
            "no e-mail address",
        ),
        (
            "channels:\n- {name: a, kind: email, host: h, from: a@b.example, to: a@b.example, user: u, password_from: P,\n   security: none}",
            3,
            "in the open",
        ),
        (
            "channels:\n- {name: a, kind: email, host: h, from: a@b.example, to: a@b.example, user: u}",
            2,
            "both user and password_from",
        ),
    ],
)
def test_a_wrong_file_of_channels_names_the_line(tmp_path, content, line, said):
    path = tmp_path / "channels.yaml"
    path.write_text(content)
    with pytest.raises(BadFile, match=said) as refused:
        load_channels(path)
    assert refused.value.line == line
