import threading

import pytest

from babelix.training.prefetch import read_ahead


def readers():
    return [thread for thread in threading.enumerate() if thread.name == "read-ahead"]


@pytest.mark.parametrize("ahead", [1, 3, 50])
def test_items_come_in_order(ahead):
    items = [*range(23), None, ValueError("an item, not an error")]
    assert list(read_ahead(iter(items), ahead)) == items
    assert list(read_ahead(iter([]), ahead)) == []
    assert readers() == []


def test_an_error_passes_through_after_what_came_before():
    def failing():
        yield 1
        yield 2
        raise KeyError("lost")

    stream = read_ahead(failing())
    assert [next(stream), next(stream)] == [1, 2]
    with pytest.raises(KeyError, match="lost"):
        next(stream)
    assert readers() == []


def test_closing_early_ends_the_thread():
    def endless():
        n = 0
        while True:
            yield n
            n += 1

    stream = read_ahead(endless(), ahead=2)
    assert [next(stream), next(stream)] == [0, 1]
    assert len(readers()) == 1
    stream.close()
    assert readers() == []


def test_it_reads_no_further_ahead_than_asked():
    read, third = [], threading.Event()

    def counted():
        for n in range(100):
            read.append(n)
            if n == 3:
                third.set()
            yield n

    stream = read_ahead(counted(), ahead=2)
    assert next(stream) == 0
    assert third.wait(60)
    stream.close()
    # One is with us, two wait, one is in the thread's hand; closing may let it draw no other.
    assert read == [0, 1, 2, 3]
