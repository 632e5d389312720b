"""Addresses of this machine in its networks, for others to type in."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import struct

_ADDRESS_OF_INTERFACE = 0x8915
"""Linux: SIOCGIFADDR."""
_PROBES = ("10.0.0.1", "172.16.0.1", "192.168.0.1", "192.0.2.1")
"""Addresses of private networks and of documentation: asking for the way there sends nothing."""


def addresses() -> list[str]:
    """Return the IPv4 addresses at which other machines may reach this one; empty if there is no network."""
    found = {*_of_interfaces(), *_on_the_way()}
    return sorted(found, key=ipaddress.IPv4Address)


def _of_interfaces() -> set[str]:
    """Return the address of every interface, where the system is Linux; it needs no route to anywhere."""
    try:
        import fcntl
    except ImportError:  # Windows
        return set()
    found = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                answer = fcntl.ioctl(
                    asked.fileno(), _ADDRESS_OF_INTERFACE, struct.pack("256s", name.encode()[:15])
                )
                found.add(socket.inet_ntoa(answer[20:24]))
    return {address for address in found if not address.startswith("127.")}


def _on_the_way() -> set[str]:
    """Return the addresses from which this machine would send to other networks."""
    found = set()
    for probe in _PROBES:
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect((probe, 9))
            found.add(asked.getsockname()[0])
    return {address for address in found if not address.startswith("127.")}
