"""`satukan serve`: the service until Ctrl-C, and the API keys that open it."""

from api.app import create_app
from api.server import open_socket, serve, url_of
from resolver.registry import Reader, create_api_key
from resolver.registry.database import open_registry
from resolver.settings import Settings


def serve_registry(settings: Settings, *, new_key: str | None) -> None:
    """Serve until interrupted; print the URL, and the new API key when one is asked for."""
    service = create_app(settings)
    sock = open_socket(settings.host, settings.port)
    if new_key:
        print(f"API key {new_key!r}, shown this once:  {make_key(settings, new_key)}")
    warn_if_empty(settings)
    print(f"Serving on {url_of(sock)}  (Ctrl-C stops)", flush=True)
    serve(service, sock)


def warn_if_empty(settings: Settings) -> None:
    """Say so when the registry holds no run yet: every id would be unknown."""
    engine = open_registry(settings.registry_url)
    try:
        if not Reader(engine).ping():
            print(
                f"The registry of {settings.home} is empty: no run is published in it yet. "
                "Run satukan resolve first, or name another --home."
            )
    finally:
        engine.dispose()


def make_key(settings: Settings, name: str) -> str:
    """A new API key of this name in the registry; only its digest is kept."""
    engine = open_registry(settings.registry_url)
    try:
        return create_api_key(engine, settings.secret_key, name)
    finally:
        engine.dispose()
