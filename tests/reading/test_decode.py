import numpy as np

from communique.model import LAYERS
from communique.ontology import CERTAINTY, POLARITY, STANCE, STATUS, TYPES
from communique.reading.decode import (
    MODE_NAMES,
    ROLES,
    SECTOR_NAMES,
    TAGS,
    TRIGGER_TAGS,
    Relations,
    Spans,
    decode_frames,
    decode_mentions,
    decode_tags,
    distance_buckets,
)


def tag_scores(words, triggers, mentions):
    """Scores in which the given tags win: triggers {word: tag}, mentions {(word, layer): tag}."""
    scores = np.zeros((words, TAGS), np.float32)
    scores[:, 0] = 5
    for index in range(len(LAYERS)):
        scores[:, TRIGGER_TAGS + 3 * index] = 5
    for word, tag in triggers.items():
        scores[word, tag] = 20
    for (word, layer), tag in mentions.items():
        scores[word, TRIGGER_TAGS + 3 * LAYERS.index(layer) + tag] = 20
    return scores


def test_spans_begin_with_begin_and_go_on_with_inside():
    meet, attack = TYPES.index("CONSULT"), TYPES.index("ASSAULT")
    scores = tag_scores(
        8,
        {2: meet + 2, 3: 1, 6: attack + 2, 0: 1},
        {(0, "party"): 2, (1, "party"): 1, (4, "party"): 2, (4, "place"): 2, (5, "place"): 1},
    )
    triggers, mentions, probability = decode_tags(scores)
    assert list(zip(*triggers, strict=True)) == [(2, 3, meet), (6, 6, attack)]
    assert (probability > 0.99).all()
    party, place = LAYERS.index("party"), LAYERS.index("place")
    assert list(zip(*mentions, strict=True)) == [(0, 1, party), (4, 4, party), (4, 5, place)]


def test_two_spans_may_touch():
    aid, agree = TYPES.index("AID") + 2, TYPES.index("AGREE") + 2
    triggers, _, _ = decode_tags(tag_scores(3, {0: aid, 1: agree, 2: 1}, {}))
    assert list(zip(triggers.first, triggers.last, strict=True)) == [(0, 0), (1, 2)]


def test_two_words_of_one_type_side_by_side_are_one_trigger():
    war = TYPES.index("ASSAULT") + 2
    triggers, _, _ = decode_tags(tag_scores(4, {0: war, 1: war, 3: war}, {}))
    assert list(zip(triggers.first, triggers.last, strict=True)) == [(0, 1), (3, 3)]


def test_nothing_in_nothing():
    triggers, mentions, probability = decode_tags(np.zeros((0, TAGS), np.float32))
    assert len(triggers.first) == len(mentions.first) == len(probability) == 0


def test_distance_buckets_tell_before_from_after():
    buckets = distance_buckets(np.array([10]), np.array([9, 10, 11, 0, 300]))[0]
    assert len(set(buckets.tolist())) == 5


def relations(triggers, mentions):
    """Scores that say no to everything."""
    sizes = (len(MODE_NAMES), len(STATUS), len(POLARITY), len(CERTAINTY), len(STANCE), 5)
    decisions = [np.zeros((triggers, size), np.float32) for size in sizes]
    return Relations(
        *decisions,
        roles=np.full((triggers, mentions, len(ROLES)), -9, np.float32),
        same_act=np.full((triggers, triggers), -9, np.float32),
        sectors=np.zeros((mentions, len(SECTOR_NAMES)), np.float32),
        unnamed=np.full(mentions, -9, np.float32),
        antecedents=np.zeros((mentions, mentions + 1), np.float32),
        kin=np.zeros((mentions, mentions + 1), np.float32),
    )


def spans(*rows):
    return Spans(*np.array(rows, np.int64).reshape(-1, 3).T)


WORDS = np.arange(10, dtype=np.int64)


def test_a_mention_is_actor_or_recipient_whichever_is_likelier():
    scores = relations(1, 2)
    scores.roles[0, 0, :2] = 4, 2
    scores.roles[0, 1, :2] = 1, 3
    (frame,) = decode_frames(
        spans((2, 2, 0)), np.ones(1, np.float32), spans((0, 0, 0), (4, 4, 0)), scores, WORDS, WORDS + 1
    )
    assert (frame.actors, frame.recipients) == ((0,), (1,))


def test_an_act_mentioned_again_keeps_the_parties_that_it_leaves_out():
    scores = relations(2, 3)
    scores.roles[0, 0, 0] = scores.roles[0, 1, 1] = scores.roles[1, 2, 1] = 4
    scores.same_act[1, 0] = 4
    mentions = spans((0, 0, 0), (4, 4, 0), (8, 8, 0))
    first, again = decode_frames(
        spans((2, 2, 0), (6, 6, 0)), np.ones(2, np.float32), mentions, scores, WORDS, WORDS + 1
    )
    assert (first.actors, first.recipients) == ((0,), (1,))
    assert (again.same_as, again.actors, again.recipients) == (0, (0,), (2,))


def test_kin_of_a_mention_are_others_and_likely():
    scores = relations(1, 3)
    scores.kin[0] = 9, 8, 2, 0
    mentions = decode_mentions(spans((0, 0, 0), (2, 2, 0), (4, 4, 0)), scores, WORDS, WORDS + 1)
    assert [index for index, _ in mentions[0].kin] == [1]
    assert [index for index, _ in mentions[1].kin] == [0, 2]
