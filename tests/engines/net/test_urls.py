import pytest

from engines.errors import DownloadError
from engines.net.urls import clean_url, literal_address

SAME = (
    ("https://example.com", "https://example.com/"),
    ("HTTPS://Example.COM/A?b=C", "https://example.com/A?b=C"),
    ("  https://example.com/a\n", "https://example.com/a"),
    ("http://example.com:80/a", "http://example.com/a"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("http://example.com:443/a", "http://example.com:443/a"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://example.com/a#t=3", "https://example.com/a"),
    ("https://example.com/ä b".replace(" ", "%20"), "https://example.com/%C3%A4%20b"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("http://8.8.8.8/a", "http://8.8.8.8/a"),
    ("http://[2606:4700::1111]:8080/a", "http://[2606:4700::1111]:8080/a"),
)

REFUSED = (
    ("", "url_invalid"),
    ("example.com", "url_invalid"),
    ("https://", "url_invalid"),
    ("https:///a", "url_invalid"),
    ("https://.../a", "url_invalid"),
    ("https://a..example/", "url_invalid"),
    ("https://example.com/a b", "url_invalid"),
    ("https://example.com/\x00", "url_invalid"),
    ("https://example.com:99999/", "url_invalid"),
    ("https://example.com:0/", "url_invalid"),
    ("http://[::1/", "url_invalid"),
    ("https://user:secret@example.com/", "url_invalid"),
    ("https://user@example.com/", "url_invalid"),
    ("https://" + "a" * 70 + "ü.example/", "url_invalid"),
    ("https://example.com/" + "a" * 2000, "url_invalid"),
    ("file:///etc/passwd", "url_unsupported"),
    ("ftp://example.com/a.mp4", "url_unsupported"),
    ("rtmp://example.com/a", "url_unsupported"),
    ("data:video/mp4;base64,AAAA", "url_unsupported"),
    ("ytsearch:cats", "url_unsupported"),
    ("javascript:alert(1)", "url_unsupported"),
    ("http://127.0.0.1/", "address_not_allowed"),
    ("http://127.1/", "address_not_allowed"),
    ("http://2130706433/", "address_not_allowed"),
    ("http://0x7f000001/", "address_not_allowed"),
    ("http://0x7f.1/", "address_not_allowed"),
    ("http://0177.0.0.1/", "address_not_allowed"),
    ("http://0/", "address_not_allowed"),
    ("http://127.0.0.1./", "address_not_allowed"),
    ("http://１２７.０.０.１/", "address_not_allowed"),
    ("http://169.254.169.254/latest/meta-data/", "address_not_allowed"),
    ("http://[::1]/", "address_not_allowed"),
    ("http://[::ffff:127.0.0.1]/", "address_not_allowed"),
    ("http://[fd00:ec2::254]/", "address_not_allowed"),
)


@pytest.mark.parametrize(("typed", "clean"), SAME)
def test_an_address_gets_its_one_spelling(typed: str, clean: str) -> None:
    assert clean_url(typed, allow_private=False) == clean
    assert clean_url(clean, allow_private=False) == clean


@pytest.mark.parametrize(("typed", "code"), REFUSED)
def test_a_bad_address_is_refused_with_its_code(typed: str, code: str) -> None:
    with pytest.raises(DownloadError) as caught:
        clean_url(typed, allow_private=False)

    assert caught.value.code == code
    assert not caught.value.retryable


def test_private_addresses_pass_where_they_are_allowed() -> None:
    assert clean_url("http://127.0.0.1:8000/a", allow_private=True) == "http://127.0.0.1:8000/a"


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.1", "127.0.0.1"), ("FD00::0:1", "fd00::1"), ("localhost", None), ("1.2.3.4.5", None)],
)
def test_the_address_in_a_host_is_found(host: str, address: str | None) -> None:
    assert literal_address(host) == address
