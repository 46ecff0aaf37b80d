"""The guarded client speaks with whom it judged, and with nobody else."""

from __future__ import annotations

import ssl
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from joren.server.outgoing import AddressRefusedError, Reach, guarded_client
from joren.server.outgoing import client as clients
from tests.server.outgoing.listening import listening, name_leads_to, say

HERE = Reach((ip_network("127.0.0.0/8"),))


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "http://[::1]:{port}/"])
def test_this_machine_is_never_asked(address: str) -> None:
    with listening(say("secret")) as server, guarded_client(Reach()) as client:
        with pytest.raises(AddressRefusedError, match=r"127\.0\.0\.1|::1"):
            client.get(address.format(port=server.port))
        assert server.asked == []


@pytest.mark.parametrize("written", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_no_spelling_of_this_machine_helps(written: str) -> None:
    with guarded_client(Reach()) as client, pytest.raises((AddressRefusedError, httpx.InvalidURL)):
        client.get(f"https://{written}:9/")


def test_a_named_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = name_leads_to(monkeypatch, ["127.0.0.1"])
    with listening(say("hello")) as server, guarded_client(HERE) as client:
        assert client.get(f"http://shop.test:{server.port}/orders").text == "hello"
        assert server.asked == [f"shop.test:{server.port}"]
    assert asked == ["shop.test"]


def test_a_name_that_answers_differently_later_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = name_leads_to(monkeypatch, ["203.0.113.1"], ["127.0.0.1"])
    reach = Reach((ip_network("203.0.113.0/24"),))  # nobody answers at addresses for documentation
    with listening(say("secret")) as server, guarded_client(reach, timeout=0.3) as client:
        with pytest.raises(httpx.TransportError):
            client.get(f"http://shop.test:{server.port}/")
        with pytest.raises(AddressRefusedError):
            client.get(f"http://shop.test:{server.port}/")
        assert server.asked == []
    assert asked == ["shop.test", "shop.test"]


def test_one_address_out_of_reach_spoils_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    name_leads_to(monkeypatch, ["127.0.0.1", "10.0.0.1"])
    with listening(say("hello")) as server, guarded_client(HERE) as client:
        with pytest.raises(AddressRefusedError, match=r"10\.0\.0\.1"):
            client.get(f"http://shop.test:{server.port}/")
        assert server.asked == []


def test_plain_http_is_not_spoken_in_public(monkeypatch: pytest.MonkeyPatch) -> None:
    name_leads_to(monkeypatch, ["8.8.8.8"])
    with guarded_client(Reach()) as client, pytest.raises(AddressRefusedError, match="https"):
        client.get("http://shop.test/")


@pytest.mark.parametrize("address", ["ftp://8.8.8.8/", "file:///etc/passwd", "unix:///run/app.sock"])
def test_other_schemes_are_not_spoken(address: str) -> None:
    with guarded_client(HERE) as client, pytest.raises((AddressRefusedError, httpx.UnsupportedProtocol)):
        client.get(address)


def test_redirects_are_not_followed_and_judged_where_they_are() -> None:
    def send_on(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "https://192.168.0.1/")
        request.send_header("Content-Length", "0")
        request.end_headers()

    with listening(send_on) as server, guarded_client(HERE) as client:
        assert client.get(f"http://127.0.0.1:{server.port}/").status_code == 302
        with pytest.raises(AddressRefusedError, match=r"192\.168\.0\.1"):
            client.get(f"http://127.0.0.1:{server.port}/", follow_redirects=True)


def test_proxies_of_the_environment_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(say("proxy")) as proxy, listening(say("shop")) as server:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        with guarded_client(HERE) as client:
            assert client.get(f"http://127.0.0.1:{server.port}/").text == "shop"


def test_an_answer_is_read_up_to_a_size() -> None:
    with listening(say("x" * 5000)) as server:
        with guarded_client(HERE, most_bytes=5000) as client:
            assert len(client.get(f"http://127.0.0.1:{server.port}/").content) == 5000
        with guarded_client(HERE, most_bytes=4999) as client, pytest.raises(httpx.ReadError, match="larger"):
            client.get(f"http://127.0.0.1:{server.port}/")


def test_an_answer_is_read_for_a_time() -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(100):
            request.wfile.write(b".")
            request.wfile.flush()
            time.sleep(0.02)

    with (
        listening(drip) as server,
        guarded_client(HERE, most_seconds=0.2) as client,
        pytest.raises(httpx.ReadTimeout, match="longer"),
    ):
        client.get(f"http://127.0.0.1:{server.port}/")


def test_a_compressed_answer_is_not_unpacked() -> None:
    with (
        listening(say("x", Content_Encoding="gzip")) as server,
        guarded_client(HERE) as client,
        pytest.raises(httpx.RemoteProtocolError, match="compressed"),
    ):
        client.get(f"http://127.0.0.1:{server.port}/")


def test_a_refused_connection_is_said_in_the_words_of_httpx() -> None:
    with listening(say("")) as server:
        port = server.port
    with guarded_client(HERE) as client, pytest.raises(httpx.ConnectError):
        client.get(f"http://127.0.0.1:{port}/")


def test_the_certificate_must_be_the_names_not_the_addresses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    name_leads_to(monkeypatch, ["127.0.0.1"])
    tls = certificate_of("shop.test", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    clients._tls.cache_clear()
    try:
        with listening(say("hello"), tls) as server, guarded_client(HERE) as client:
            assert client.get(f"https://shop.test:{server.port}/").text == "hello"
            with pytest.raises(httpx.ConnectError, match="mismatch"):
                client.get(f"https://other.test:{server.port}/")
    finally:
        clients._tls.cache_clear()


def certificate_of(name: str, folder: Path) -> ssl.SSLContext:
    """What a server with a certificate of its own speaks with."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(begin).not_valid_after(begin + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
