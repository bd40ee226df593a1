import pytest

from emailassist.mime.links import organisational_domain, suspicious_link


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("mail.shop.example", "shop.example"),
        ("login.bank.co.uk", "bank.co.uk"),
        ("sede.agencia.gob.es", "agencia.gob.es"),
        ("Tom.GitHub.io.", "tom.github.io"),
        ("192.0.2.7", "192.0.2.7"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
        ("", ""),
    ],
)
def test_the_owner_of_a_host(host: str, owner: str) -> None:
    assert organisational_domain(host) == owner


def test_neighbours_below_a_shared_suffix_are_strangers() -> None:
    assert suspicious_link("https://tom.github.io", "https://eve.github.io/login") is not None
    assert suspicious_link("https://tom.github.io", "https://tom.github.io/login") is None


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F{}%2Fa&data=05",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__{}_a&d=DwMF",
        "https://urldefense.com/v3/__https://{}/a__;!!Ab-c",
        "https://www.google.com/url?q=https://{}/a&sa=D",
    ],
)
def test_a_gateway_that_rewrites_links_is_looked_through(wrapped: str) -> None:
    assert suspicious_link("https://bank.example/a", wrapped.format("bank.example")) is None
    found = suspicious_link("https://bank.example/a", wrapped.format("evil.example"))
    assert found is not None
    assert found.target == "evil.example"


@pytest.mark.parametrize(
    "href",
    [
        "https://www.google.com/amp/s/evil.example/url?q=https://bank.example/a",
        "https://www.google.com/url?q=https://evil.example&url=https://bank.example/a",
        "https://www.google.com/#/url?q=https://bank.example/a",
        "https://urldefense.com/x?to=/v3/__https://bank.example/a__;",
        "https://eur01.safelinks.protection.outlook.com/#?url=https%3A%2F%2Fbank.example",
    ],
)
def test_what_only_looks_like_the_way_of_a_gateway_leads_to_nobody_else(href: str) -> None:
    found = suspicious_link("https://bank.example/a", href)
    assert found is not None
    assert found.target != "bank.example"
