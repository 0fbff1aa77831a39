"""Tests reach no network but this machine's own."""

import socket

import pytest


def test_the_outside_cannot_be_reached():
    with socket.socket() as outward, pytest.raises(RuntimeError, match="network"):
        outward.connect(("192.0.2.1", 80))


def test_the_machine_itself_can():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
