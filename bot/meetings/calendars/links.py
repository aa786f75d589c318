"""Calendar files fetched from the links people name.

A link is a stranger's, and may lead anywhere: to the machines beside ours, to a stream without end.
So it is only followed to public addresses, each checked as the socket to it is made. That is the
very address connected to, whatever a name was said to be before, and at every redirect.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import aiohttp
from yarl import URL

from bot.meetings.calendars.events import BYTES, CalendarError

SECONDS = 20
REDIRECTS = 3
UNICAST = IPv6Network("2000::/3")
"""All IPv6 addresses of the public internet. RFC 4291, 2.4."""
NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 as networks without it reach it. RFC 6052."""

IPAddress = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Fetched:
    content: bytes | None
    """None where it is what it was."""
    etag: str | None
    last_modified: str | None
    """Both to be given when it is fetched again. RFC 9110, 13.1."""


class RefusedError(OSError):
    """An address that links may not lead to."""


def is_public(address: IPAddress) -> bool:
    """Whether an address is one of the public internet, and not an IPv4 one in disguise."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or (
            IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
        )
        if inner:
            return is_public(inner)
        if address not in UNICAST or address.sixtofour or address.teredo:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


class Links:
    """Fetches calendars. `allowed` and `schemes` are for tests, to reach a server of their own."""

    def __init__(
        self,
        allowed: Callable[[IPAddress], bool] = is_public,
        schemes: frozenset[str] = frozenset({"https"}),
        seconds: float = SECONDS,
    ) -> None:
        self._allowed = allowed
        self._schemes = schemes
        self._seconds = seconds

    async def fetch(
        self, link: str, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """What `link` leads to. Raises CalendarError where that cannot be had."""
        try:
            async with asyncio.timeout(self._seconds), self._session() as session:
                return await self._follow(session, self._checked(link), etag, last_modified)
        except TimeoutError as error:
            raise CalendarError("That link does not answer in time.") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, RefusedError):
                raise CalendarError("That link does not lead to the public internet.") from error
            raise CalendarError("That link cannot be reached.") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise CalendarError("That link cannot be reached.") from error

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(socket_factory=self._socket, use_dns_cache=False)
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    def _socket(self, to: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = to
        if not self._allowed(ip_address(address[0])):
            raise RefusedError("not a public address")
        return socket.socket(family, kind, protocol)

    def _checked(self, link: str) -> URL:
        url = URL(link.strip())
        if url.scheme == "webcal":
            url = url.with_scheme("https")
        if url.scheme not in self._schemes or not url.host:
            raise CalendarError("A calendar's link starts with https:// or webcal://.")
        return url

    async def _follow(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        etag: str | None,
        last_modified: str | None,
    ) -> Fetched:
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in known.items() if value}
        for _ in range(REDIRECTS + 1):
            async with session.get(url, headers=headers, allow_redirects=False) as response:
                onward = response.headers.get("Location")
                if response.status not in {301, 302, 303, 307, 308} or not onward:
                    return await fetched(response, etag, last_modified)
                url = self._checked(str(url.join(URL(onward))))
        raise CalendarError("That link leads on and on.")


async def fetched(
    response: aiohttp.ClientResponse, etag: str | None, last_modified: str | None
) -> Fetched:
    headers = response.headers
    if response.status == 304:
        return Fetched(None, headers.get("ETag", etag), headers.get("Last-Modified", last_modified))
    if response.status != 200:
        raise CalendarError(f"That link's server answers {response.status} instead of a calendar.")
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > BYTES:
            raise CalendarError("That calendar is larger than 5 MB.")
    return Fetched(bytes(content), headers.get("ETag"), headers.get("Last-Modified"))
