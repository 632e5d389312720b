"""The store of results: what is kept, what is forgotten first."""

from sim.app.running.films_store import FilmsStore


def test_the_longest_unused_result_is_forgotten_when_there_are_too_many_bytes():
    store = FilmsStore(10)
    store.keep("a", b"1234")
    store.keep("b", (b"12", b"34"))
    assert store.get("a") == b"1234"
    store.keep("c", b"1234")
    assert store.get("b") is None
    assert (store.get("a"), store.get("c"), store.size) == (b"1234", b"1234", 8)


def test_a_result_that_is_kept_again_replaces_the_other():
    store = FilmsStore(10)
    store.keep("a", b"12345678")
    store.keep("a", b"1")
    assert (store.get("a"), store.size, len(store)) == (b"1", 1, 1)


def test_a_result_larger_than_the_store_is_not_kept():
    store = FilmsStore(3)
    store.keep("a", b"1234")
    assert (store.get("a"), store.size) == (None, 0)


def test_what_is_forgotten_takes_no_room():
    store = FilmsStore(10)
    store.keep("a", (b"12", b"3"))
    store.forget("a")
    store.forget("a")
    assert (store.get("a"), store.size) == (None, 0)
