import numpy as np

from communique.model import LAYERS
from communique.ontology import TYPES
from communique.reading.decode import TAGS, TRIGGER_TAGS, decode_tags, distance_buckets


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
    kind = TYPES.index("AID") + 2
    triggers, _, _ = decode_tags(tag_scores(3, {0: kind, 1: kind, 2: 1}, {}))
    assert list(zip(triggers.first, triggers.last, strict=True)) == [(0, 0), (1, 2)]


def test_nothing_in_nothing():
    triggers, mentions, probability = decode_tags(np.zeros((0, TAGS), np.float32))
    assert len(triggers.first) == len(mentions.first) == len(probability) == 0


def test_distance_buckets_tell_before_from_after():
    buckets = distance_buckets(np.array([10]), np.array([9, 10, 11, 0, 300]))[0]
    assert len(set(buckets.tolist())) == 5
