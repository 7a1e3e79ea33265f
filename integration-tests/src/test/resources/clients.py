"""Clients of an echo server: python3 clients.py SCENARIO HOST PORT, or SCENARIO PATH for a Unix socket.

Prints "ok" when the server did all that was expected of it, and fails with an exception otherwise.
"""

import hashlib
import os
import socket
import struct
import sys
import threading

LIMIT_SECONDS = 50


def connect():
    if len(sys.argv) == 3:
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        address = sys.argv[2]
    else:
        client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        address = (sys.argv[2], int(sys.argv[3]))
    client.settimeout(LIMIT_SECONDS)
    client.connect(address)
    return client


def receive(client, length):
    data = bytearray()
    while len(data) < length:
        part = client.recv(length - len(data))
        assert part, "the connection ended after %d of %d bytes" % (len(data), length)
        data += part
    return bytes(data)


def many():
    """1,000 connections at once, each with a message of its own."""
    clients = [connect() for _ in range(1000)]
    for round_number in range(3):
        for number, client in enumerate(clients):
            client.sendall(b"%d of connection %d\n" % (round_number, number))
        for number, client in enumerate(clients):
            expected = b"%d of connection %d\n" % (round_number, number)
            assert receive(client, len(expected)) == expected
    for client in clients:
        client.close()


def large():
    """100 MB through one connection, sent and received at once and compared by checksum."""
    block = os.urandom(1 << 20)
    blocks = 100
    client = connect()
    sent = hashlib.sha256()

    def send():
        for _ in range(blocks):
            client.sendall(block)
            sent.update(block)
        client.shutdown(socket.SHUT_WR)

    sender = threading.Thread(target=send)
    sender.start()
    received = hashlib.sha256()
    total = 0
    while True:
        part = client.recv(1 << 18)
        if not part:
            break
        received.update(part)
        total += len(part)
    sender.join()
    assert total == blocks * len(block), "%d bytes came back" % total
    assert sent.digest() == received.digest(), "other bytes came back"


def half_close():
    """What was sent before the end of the sending direction comes back, then the server ends its own."""
    client = connect()
    message = os.urandom(300_000)
    sender = threading.Thread(target=lambda: (client.sendall(message), client.shutdown(socket.SHUT_WR)))
    sender.start()
    assert receive(client, len(message)) == message
    assert client.recv(1) == b"", "the server does not end the connection"
    sender.join()


def reset():
    """Connections that are reset while the server has bytes to read, and to write, for them."""
    for _ in range(50):
        client = connect()
        client.sendall(b"x" * 10_000)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()


def hang_up():
    """Connections that are closed with the echo unread, or with nothing ever sent."""
    for number in range(50):
        client = connect()
        if number % 2:
            client.sendall(b"x" * 10_000)
        client.close()


def stall():
    """A client that sends and never reads is made to wait, and then gets everything."""
    client = connect()
    client.setblocking(False)
    sent = 0
    try:
        while True:
            sent += client.send(b"y" * 65_536)
            assert sent < 1 << 28, "the server takes all and holds it"
    except BlockingIOError:
        client.settimeout(LIMIT_SECONDS)
    assert receive(client, sent) == b"y" * sent
    client.close()


def datagrams():
    """Each datagram comes back as it was, the empty one too; one is asked for again if it got lost."""
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.connect((sys.argv[2], int(sys.argv[3])))
    client.settimeout(2)
    for length in [0, 1, 2, 100, 1472, 1473, 9000, 65_507]:
        message = os.urandom(length)
        for _ in range(10):
            client.send(message)
            try:
                while client.recv(65_535) != message:
                    pass
                break
            except socket.timeout:
                pass
        else:
            raise AssertionError("no echo of %d bytes" % length)


globals()[sys.argv[1]]()
print("ok")
