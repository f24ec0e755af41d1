"""An OIDC issuer on loopback: it hands out its keys, and signs whatever a test wants signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "graph-service"


class LocalIssuer:
    """`requests` are the paths that it was asked for; `is_up` says whether it answers at all."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[str] = []
        self.is_up = True
        self.issuer = url
        self.jwks: Any = None
        self._keys: dict[str, tuple[str, Any]] = {}
        self.add_key("rsa", "RS256")

    def add_key(self, key_id: str, algorithm: str) -> None:
        """Sign with, and publish, one key more."""
        private = (
            rsa.generate_private_key(65537, 2048) if algorithm[0] in "RP" else ec.generate_private_key(ec.SECP256R1())
        )
        self._keys[key_id] = (algorithm, private)

    def answer(self, path: str) -> Any:
        """The document at a path, or None."""
        self.requests.append(path)
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.issuer, "jwks_uri": f"{self.url}/keys"}
        if path == "/keys":
            return self.jwks or {"keys": [self._published(key_id) for key_id in self._keys]}
        return None

    def _published(self, key_id: str) -> dict[str, Any]:
        algorithm, private = self._keys[key_id]
        public: Any = private.public_key()
        kind = RSAAlgorithm if algorithm[0] in "RP" else ECAlgorithm
        return {**kind.to_jwk(public, as_dict=True), "kid": key_id, "use": "sig", "alg": algorithm}

    def claims(self, **changes: object) -> dict[str, Any]:
        """The claims of a good token with changes; None takes a claim away."""
        now = int(time.time())
        good = {"iss": self.url, "aud": AUDIENCE, "sub": "u-1", "iat": now, "exp": now + 300, "roles": ["curator"]}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(self, key_id: str = "rsa", **changes: object) -> str:
        """A token that is signed by one of the keys."""
        algorithm, private = self._keys[key_id]
        return jwt.encode(self.claims(**changes), private, algorithm, headers={"kid": key_id})

    def forged(self, **changes: object) -> str:
        """A token that says it is signed by our key, and is signed by another."""
        return jwt.encode(
            self.claims(**changes), rsa.generate_private_key(65537, 2048), "RS256", headers={"kid": "rsa"}
        )

    def unsigned(self, algorithm: str = "none", **changes: object) -> str:
        """A token without a signature that says it has none; in any spelling."""
        header = {"alg": algorithm, "typ": "JWT", "kid": "rsa"}
        return ".".join([*(_part(part) for part in (header, self.claims(**changes))), ""])

    def signed_with_the_public_key(self, **changes: object) -> str:
        """The classic confusion: HS256, with the published key as the secret."""
        private: Any = self._keys["rsa"][1]
        secret = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        header = {"alg": "HS256", "typ": "JWT", "kid": "rsa"}
        body = ".".join(_part(part) for part in (header, self.claims(**changes)))
        return f"{body}.{_base64(hmac.new(secret, body.encode(), hashlib.sha256).digest())}"


def _part(content: dict[str, Any]) -> str:
    return _base64(json.dumps(content).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def local_issuer() -> Iterator[LocalIssuer]:
    """An issuer for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = issuer.answer(self.path)
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(503 if not issuer.is_up else 404 if document is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = LocalIssuer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
