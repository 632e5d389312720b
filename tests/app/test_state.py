"""The state file: kept over restarts, one server at a time, and nothing but the classroom's own."""

import sqlite3

import pytest

from sim.app.state import State, StateError


def test_what_was_written_is_there_after_a_restart(tmp_path):
    schema = "create table if not exists moves (team text)"
    state = State(tmp_path / "new folder" / "s.sqlite", [schema])
    with state.writing() as connection:
        connection.execute("insert into moves values ('Ann')")
    key = state.key("teacher")
    state.close()
    again = State(tmp_path / "new folder" / "s.sqlite", [schema])
    assert [row["team"] for row in again.rows("select team from moves")] == ["Ann"]
    assert again.key("teacher") == key
    assert again.key("other") != key
    again.close()


def half_done(state):
    with state.writing() as connection:
        connection.execute("insert into moves values ('Ann')")
        connection.execute("insert into nowhere values (1)")


def test_a_transaction_that_fails_leaves_nothing(tmp_path):
    state = State(tmp_path / "s.sqlite", ["create table if not exists moves (team text)"])
    with pytest.raises(sqlite3.OperationalError):
        half_done(state)
    assert state.rows("select * from moves") == []
    state.close()


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path):
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("create table theirs (a)")
    connection.close()
    text = tmp_path / "notes.txt"
    text.write_text("dear diary " * 100)
    for file in (other, text):
        before = file.read_bytes()
        with pytest.raises(StateError):
            State(file)
        assert file.read_bytes() == before


def test_two_servers_cannot_have_one_file(tmp_path):
    state = State(tmp_path / "s.sqlite")
    with pytest.raises(StateError, match="another classroom"):
        State(tmp_path / "s.sqlite")
    state.close()
    State(tmp_path / "s.sqlite").close()
