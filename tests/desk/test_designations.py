"""Two quiet words stand for a person where no name is shown."""

from __future__ import annotations

import uuid

from beside.desk.designations import FIRST, SECOND, designation


def test_a_designation_is_two_words_and_the_same_every_time() -> None:
    handle = uuid.uuid4()
    assert designation(handle) == designation(handle)
    assert len(designation(handle).split()) == 2


def test_many_requests_are_told_apart() -> None:
    handles = [uuid.uuid5(uuid.NAMESPACE_OID, str(number)) for number in range(40)]
    assert len({designation(handle) for handle in handles}) >= 38


def test_no_word_stands_twice_in_its_list() -> None:
    for words in (str(FIRST).split(), str(SECOND).split()):
        assert len(words) == len(set(words)) >= 120
