"""Links to calendars, followed to a real server on this machine, or refused."""

import asyncio
import gzip
from ipaddress import ip_address

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import CALENDAR, HTTP, Site, anywhere, plain

from bot.meetings.calendars.events import CalendarError
from bot.meetings.calendars.links import Fetched, IPAddress, Links, is_public

PRIVATE = "That link does not lead to the public internet."
UNREACHABLE = "That link cannot be reached."
SCHEME = "A calendar's link starts with https:// or webcal://."
TOO_LARGE = "That calendar is larger than 5 MB."


async def fetch(site: Site, *, seconds: float = 5, **known: str) -> Fetched:
    return await Links(anywhere, HTTP, seconds).fetch(site.link, **known)


async def refusal(links: Links, link: str) -> str:
    with pytest.raises(CalendarError) as refused:
        await links.fetch(link)
    return str(refused.value)


async def test_fetched_whatever_it_calls_itself(site: Site) -> None:
    assert await fetch(site) == Fetched(CALENDAR, '"1"', None)


async def test_not_modified(site: Site) -> None:
    async def unchanged(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
        assert known == ('"1"', "Sun, 01 Nov 2026 08:00:00 GMT")
        return web.Response(status=304, headers={"ETag": '"1"'})

    site.answer = unchanged
    kept = await fetch(site, etag='"1"', last_modified="Sun, 01 Nov 2026 08:00:00 GMT")
    assert kept.content is None
    assert (kept.etag, kept.last_modified) == ('"1"', "Sun, 01 Nov 2026 08:00:00 GMT")


@pytest.mark.parametrize("status", [201, 204, 401, 404, 410, 500])
async def test_other_answers(site: Site, status: int) -> None:
    async def other(_: web.Request) -> web.Response:
        return web.Response(status=status)

    site.answer = other
    told = await refusal(Links(anywhere, HTTP), site.link)
    assert told == f"That link's server answers {status} instead of a calendar."


async def test_three_redirects_and_no_more(site: Site) -> None:
    async def onward(request: web.Request) -> web.Response:
        left = int(request.query.get("left", 0))
        if not left:
            return await plain(request)
        return web.Response(status=302, headers={"Location": f"?left={left - 1}"})

    site.answer = onward
    links = Links(anywhere, HTTP)
    assert (await links.fetch(f"{site.link}?left=3")).content == CALENDAR
    assert await refusal(links, f"{site.link}?left=4") == "That link leads on and on."


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("http://localhost:{port}/in.ics", PRIVATE),
        ("http://[::1]:{port}/in.ics", PRIVATE),
        ("http://[::ffff:169.254.169.254]/latest/meta-data", PRIVATE),
        ("file:///etc/passwd", SCHEME),
        ("https://127.0.0.1/in.ics", SCHEME),
        ("http://[", UNREACHABLE),
    ],
)
async def test_redirects_are_checked_each(site: Site, location: str, sentence: str) -> None:
    """The first server may be reached and nothing else, as if it were the public internet."""
    here = "127.0.0.2"
    server = TestServer(site.server.app, host=here)

    async def elsewhere(_: web.Request) -> web.Response:
        target = location.format(port=site.server.port)
        return web.Response(status=307, headers={"Location": target})

    site.answer = elsewhere
    await server.start_server()
    try:
        links = Links(lambda address: str(address) == here, HTTP)
        assert await refusal(links, str(server.make_url("/"))) == sentence
    finally:
        await server.close()
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "１２７.0.0.1",
        "①②⑦.0.0.1",
        "user:secret@127.0.0.1",
        "example.com@127.0.0.1",
    ],
)
async def test_this_machine_by_any_name(site: Site, host: str) -> None:
    port = site.server.port
    for links in (Links(), Links(schemes=HTTP)):
        scheme = "http" if links._schemes == HTTP else "https"
        assert await refusal(links, f"{scheme}://{host}:{port}/a.ics") in {PRIVATE, UNREACHABLE}
    assert not site.asked


async def test_a_name_is_checked_as_it_is_connected_to(site: Site) -> None:
    """However often a name is resolved, and to whatever: the address connected to counts."""
    seen: list[str] = []

    def allowed(address: IPAddress) -> bool:
        seen.append(str(address))
        return len(seen) == 1

    async def again(_: web.Request) -> web.Response:
        headers = {"Location": site.link, "Connection": "close"}
        return web.Response(status=302, headers=headers)

    site.answer = again
    assert await refusal(Links(allowed, HTTP), site.link) == PRIVATE
    assert seen == ["127.0.0.1", "127.0.0.1"]
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "link",
    [
        "",
        "acme",
        "http://example.com/a.ics",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://",
        "webcal:",
        "javascript:alert(1)",
        "//example.com/a.ics",
        "gopher://127.0.0.1:25/_HELO",
    ],
)
async def test_only_https(link: str) -> None:
    assert await refusal(Links(), link) in {SCHEME, UNREACHABLE}


async def test_webcal_is_https(site: Site) -> None:
    told = await refusal(Links(), site.link.replace("http:", "webcal:"))
    assert told == PRIVATE


@settings(deadline=None, max_examples=30)  # a name server that does not answer takes its time
@given(st.text(max_size=60))
def test_any_link_is_refused_with_a_sentence(link: str) -> None:
    told = asyncio.run(
        refusal(Links(lambda _: False), f"https://{link}" if len(link) % 2 else link)
    )
    assert told in {PRIVATE, UNREACHABLE, SCHEME}


@pytest.mark.parametrize("claimed", [None, "10", str(50_000_000)])
async def test_a_stream_is_read_to_5_mb(site: Site, claimed: str | None) -> None:
    sent = 0

    async def stream(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Length": claimed} if claimed else {})
        await response.prepare(request)
        for _ in range(50 if claimed != "10" else 0):
            await response.write(b"x" * 1_000_000)
            sent += 1
        if claimed == "10":
            await response.write(b"x" * 10)
        return response

    site.answer = stream
    if claimed == "10":
        assert (await fetch(site)).content == b"x" * 10
        return
    assert await refusal(Links(anywhere, HTTP), site.link) == TOO_LARGE
    assert sent < 25


async def test_what_unpacks_to_more_than_5_mb(site: Site) -> None:
    async def packed(_: web.Request) -> web.Response:
        body = gzip.compress(bytes(50_000_000))
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    site.answer = packed
    assert await refusal(Links(anywhere, HTTP), site.link) == TOO_LARGE


async def test_a_slow_server(site: Site) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"BEGIN:")
        await asyncio.Event().wait()
        return response

    site.answer = slow
    links = Links(anywhere, HTTP, seconds=0.3)
    assert await refusal(links, site.link) == "That link does not answer in time."


async def test_a_server_that_hangs_up(site: Site) -> None:
    async def gone(request: web.Request) -> web.StreamResponse:
        assert request.transport
        request.transport.close()
        return web.Response()

    site.answer = gone
    assert await refusal(Links(anywhere, HTTP), site.link) == UNREACHABLE


@pytest.mark.parametrize(
    "address",
    "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 192.168.1.1"
    " 192.0.2.1 198.18.0.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%1"
    " fc00::1 fd12::1 fec0::1 ff02::1 ff0e::1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::127.0.0.1"
    " 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1"
    " 100::1".split(),
)
def test_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "142.250.74.110", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)
def test_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_what_it_is_in_disguise(address: IPAddress) -> None:
    public = is_public(address)
    assert is_public(ip_address(f"::ffff:{address}")) == public
    assert is_public(ip_address(int(ip_address("64:ff9b::")) + int(address))) == public


def test_production_reaches_only_the_public_internet() -> None:
    made = Links()
    assert made._allowed is is_public
    assert made._schemes == {"https"}
