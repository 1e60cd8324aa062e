"""The tables of the watch, in the same database as the record that it is over.

What was told to people and what they said of it are facts: `alert_changes`, `alert_states`, `namesakes` and `rule_texts` are only ever
added to. `verdicts`, `matters` and `marks` follow from the record and the rules, and a rebuild of the record drops them. `alerts` is the
last state of each alert and `plan_states` that of each plan, by which the watch knows what is new. `channels` and `deliveries` tell of channels.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from communique.record.schema import metadata

verdicts = Table(
    "verdicts",
    metadata,
    Column("rule", Text, nullable=False),
    Column("event", Integer, nullable=False),
    Column("outcome", Text, nullable=False),  # alert, considered, needs-checking, denied
    Column("kind", Text, nullable=False),
    Column("parties", Text, nullable=False),  # "PRK RUS"
    Column("branch", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("near", Text, nullable=False),  # events that are possibly the same: "3 17"
    Column("alert", Text),  # in which it was gathered, None where it is none or has not been gathered yet
    Column("digest", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("rule", "event", "outcome"),
    Index("verdicts_event", "event"),
    Index("verdicts_alert", "alert"),
    Index("verdicts_matter", "rule", "parties", "branch"),
)
"""What the rules make of each event that they look at."""

matters = Table(
    "matters",
    metadata,
    Column("rule", Text, nullable=False),
    Column("parties", Text, nullable=False),
    Column("branch", Text, nullable=False),
    PrimaryKeyConstraint("rule", "parties", "branch"),
)
"""Rule, parties and subject of verdicts that changed and are not gathered into alerts yet; empty after every run that came to its end."""

plan_states = Table(
    "plan_states",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("event", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("start", Text),
    Column("until", Text),
    Index("plan_states_event", "event"),
    Index("plan_states_state", "state", "until"),
)
"""How each plan stood when the watch last looked."""

marks = Table(
    "marks",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("standing", Text, nullable=False),  # digest of the rule, of its lists and of what had ended or was old
    Column("mark", Integer, nullable=False),  # the change of the record up to which the rule has looked
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("parties", Text, nullable=False),
    Column("branch", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("materiality", Text, nullable=False),
    Column("confidence", Text, nullable=False),
    Column("state", Text, nullable=False),  # new, seen, accepted, rejected, escalated, closed
    Column("raised", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("number", Integer, nullable=False),  # of its last change
    Column("ended", Text),  # why it rests on nothing any more, None while it stands
    Column("digest", Text, nullable=False),  # of the verdicts that it is made of
    Column("body", Text, nullable=False),
    Index("alerts_matter", "rule", "parties", "branch"),
    Index("alerts_changed", "changed"),
)

alert_changes = Table(
    "alert_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("subject", Text, nullable=False),  # an alert or a plan
    Column("number", Integer, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("told", Text, nullable=False),  # a list of words, JSON
    Column("tells", Integer, nullable=False),
    Column("body", Text),  # as it was told, None where it was not
    Index("alert_changes_subject", "subject", "number", unique=True),
)

alert_states = Table(
    "alert_states",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("alert", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("number", Integer, nullable=False),  # the last change when it was said
    Index("alert_states_alert", "alert", "id"),
)

rule_texts = Table(
    "rule_texts",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""Every rule as it was when it first judged, so that an old alert can still show it."""

namesakes = Table(
    "namesakes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("country", Text),
    Column("entry", Text, nullable=False),
    Column("undoes", Integer),  # the judgement that this one takes back
)
"""Judgements that a party of reports is not somebody on a list."""

channels = Table(
    "channels",
    metadata,
    Column("name", Text, primary_key=True),
    Column("upto", Integer, nullable=False),
)
"""The change of an alert up to which a channel's outbox is filled."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("channel", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("alert", Text, nullable=False),
    Column("change", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Text, nullable=False),
    Column("delivered_at", Text),
    Column("because", Text, nullable=False),
    PrimaryKeyConstraint("channel", "notice"),
    Index("deliveries_state", "state"),
    Index("deliveries_alert", "channel", "alert", "change"),
)

ALL = metadata
"""All tables: those of the record, and those above."""

DAY = "(day)"
"""Under which `marks` has the last day by which was judged; no rule has such an id, and a rebuild forgets it not."""

FOLLOWS: tuple[Table, ...] = (verdicts, matters)
"""What follows from the record and the rules, and is found again by the next run of the watch; with the marks of the rules."""
