#!/bin/sh
# python-engineio 4.15.1: a client whose handshake is refused by HTTP raises ConnectionError only if the body came with the head.
#
# AsyncClient closes its HTTP session before it reads the refusal's body: one that comes a moment later, as it does from
# any busy server, raises aiohttp's "RuntimeError: Connection closed." instead.
# Who meets it: whoever catches the documented ConnectionError; the sentence with which the server refused is lost as well.
# What helps: catch RuntimeError beside it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-engineio==4.15.1 aiohttp==3.14.5
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import importlib.metadata

import engineio

BODY = b'"sign in first"'


async def refuse(reader, writer, pause):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY))
    await writer.drain()
    try:
        await asyncio.sleep(pause)
        writer.write(BODY)
        await writer.drain()
    except (asyncio.CancelledError, ConnectionError):
        pass  # the client is gone


async def tried(pause):
    server = await asyncio.start_server(lambda r, w: refuse(r, w, pause), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        await engineio.AsyncClient().connect(f"http://127.0.0.1:{port}", transports=["polling"])
    except Exception as error:
        return f"{type(error).__module__}.{type(error).__name__}: {error}"
    finally:
        server.close()


print("python-engineio", importlib.metadata.version("python-engineio"), "aiohttp", importlib.metadata.version("aiohttp"))
at_once, later = asyncio.run(tried(0.0)), asyncio.run(tried(0.3))
print("body with the head:  ", at_once)
print("body 0.3 s later:    ", later)
assert "RuntimeError" in later, "the behaviour has changed"
PYTHON
