"""The shipped providers."""

import pytest

from emailassist.domain.account import Security
from emailassist.domain.provider import LoginWith, Provider
from tests.discovery.parts import PRESETS


@pytest.mark.parametrize("found", PRESETS.all, ids=lambda each: each.name)
def test_every_preset_is_whole(found: Provider) -> None:
    assert found.domains or found.mx
    assert found.imap
    assert found.smtp
    for server in (*found.imap, *found.smtp):
        assert server.security is not Security.NONE
    assert found.help_url.startswith("https://")
    special = {LoginWith.OAUTH, LoginWith.APP_PASSWORD} & set(found.login)
    assert found.help or not special, "who wants something special has to say what"
    assert (LoginWith.OAUTH in found.login) == bool(found.oauth)


def test_no_domain_belongs_to_two_providers() -> None:
    domains = [domain for each in PRESETS.all for domain in (*each.domains, *each.mx)]
    own = [domain for each in PRESETS.all for domain in each.domains]
    assert len(own) == len(set(own))
    assert all(domain == domain.lower() for domain in domains)


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("gmail.com", "gmail"),
        ("hotmail.fr", "outlook"),
        ("orange.fr", "orange"),
        ("telefonica.net", "movistar"),
        ("web.de", "webde"),
        ("proton.me", "proton"),
    ],
)
def test_well_known_domains_are_known(domain: str, name: str) -> None:
    found = PRESETS.of_domain(domain)
    assert found is not None
    assert found.name == name


def test_a_hosted_domain_is_known_by_its_mail_exchanger() -> None:
    hosting = PRESETS.of_mx(["aspmx.l.google.com", "alt1.aspmx.l.google.com"])
    assert hosting is not None
    assert hosting.name == "gmail"
    assert PRESETS.of_mx(["notgoogle.com"]) is None


def test_a_server_leads_to_its_provider() -> None:
    found = PRESETS.of_server("imap.mail.me.com")
    assert found is not None
    assert found.name == "icloud"
    assert "app-specific" in found.advice
