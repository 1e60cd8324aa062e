"""What became of what an alert rested on, in words: it was corrected, judged, moved, or the rule goes by something else now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from communique.record import alerting, watched
from communique.watch.alerts import Alert, Evidence, Verdict
from communique.watch.rules import Pack

MOST_TOLD = 5
"""Claims whose fate is told one by one."""


class Fate:
    """What became of claims and alerts, as the record has it within one transaction."""

    def __init__(self, connection: Connection, pack: Pack, where: Mapping[int, str]) -> None:
        """Take what it is told from.

        Args:
            connection: of the transaction.
            pack: the rules.
            where: ids of alerts by the events that are in them now.
        """
        self._connection, self._pack, self._where = connection, pack, where

    def lost(self, old: Alert, new: Alert) -> dict[int, str]:
        """Why claims on which an alert rested are not in it any more, by their numbers.

        Args:
            old: the alert as it was.
            new: as it is.
        """
        there = {e.claim for e in (*new.evidence, *new.contrary)}
        gone = {e.claim: e for e in (*old.evidence, *old.contrary) if e.claim not in there}
        return dict(self._told(old, list(gone.values()))) if gone else {}

    def ended(self, gone: Alert) -> str:
        """Why an alert rests on nothing any more.

        Args:
            gone: the alert as it was.
        """
        told = list(dict.fromkeys(why for _, why in self._told(gone, gone.evidence)))
        more = f"; and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
        return f"it rests on nothing any more: {'; '.join(told[:MOST_TOLD])}{more}"

    def _told(self, alert: Alert, evidence: list[Evidence] | tuple[Evidence, ...]) -> Iterator[tuple[int, str]]:
        """What became of each piece of evidence."""
        fates = watched.fates(self._connection, (e.claim for e in evidence))
        verdicts = self._otherwise(alert)
        for e in evidence:
            yield e.claim, self._of_claim(alert, e, fates, verdicts)

    def _of_claim(
        self, alert: Alert, e: Evidence, fates: Mapping[int, int | None], verdicts: Mapping[int, Verdict]
    ) -> str:
        """What became of one piece of evidence."""
        if e.claim not in fates:
            return f"D{e.document}, which has C{e.claim}, has a newer text or was read anew"
        event = fates[e.claim]
        if event is None:
            return f"a judgement calls C{e.claim} wrong"
        if event != e.event:
            into = self._where.get(event)
            return f"C{e.claim} belongs to E{event} now" + (
                f", which is in {into}" if into and into != alert.id else ""
            )
        if (into := self._where.get(event)) and into != alert.id:
            return f"E{event} is in {into} now"
        return self._of_rule(alert, event, verdicts)

    def _of_rule(self, alert: Alert, event: int, verdicts: Mapping[int, Verdict]) -> str:
        """Why a rule does not take an event that is as it was."""
        anew = " since it was written anew" if self._pack.digests.get(alert.rule) != alert.digest else ""
        if (other := verdicts.get(event)) is not None:
            became = {"considered": "only considers", "needs-checking": "would match, but needs checking, on"}
            return f"the rule {became.get(other.outcome, 'finds only denied')} E{event}{anew}: {other.because}"
        rule = self._pack.by_id.get(alert.rule)
        if rule and rule.when.listed and not anew:
            return f"nobody in E{event} is taken for somebody on the list {rule.when.listed} any more"
        return f"the rule does not take E{event}{anew or ' any more, as its reports tell it now'}"

    def _otherwise(self, alert: Alert) -> dict[int, Verdict]:
        """What the rule makes of the events of an alert now, where that is no alert."""
        bodies = alerting.others(self._connection, alert.rule, alert.events)
        return {v.event: v for v in map(Verdict.model_validate_json, bodies)}
