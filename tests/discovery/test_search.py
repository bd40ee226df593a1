"""Who is asked for a domain's servers, in which order, and what they are told."""

from pathlib import Path

import pytest

from emailassist.discovery.dns import Target
from emailassist.discovery.web import ISPDB
from emailassist.domain.account import Security, Server
from emailassist.domain.discovery import Origin, Service
from emailassist.domain.errors import SettingsError
from tests.discovery.parts import AUTOCONFIG, ScriptedNames, ScriptedWeb, all_stages, search

EMAIL = "clara.vidal@example.org"
OWN = "https://autoconfig.example.org/mail/config-v1.1.xml"
WELL_KNOWN = "https://example.org/.well-known/autoconfig/mail/config-v1.1.xml"


async def test_a_known_provider_comes_first_and_nobody_is_asked(tmp_path: Path) -> None:
    web = ScriptedWeb()
    searching = search(tmp_path, ScriptedNames(silent=True), web)
    stages = searching.stages("clara@free.fr", ispdb=True)
    first = await anext(stages)
    await stages.aclose()
    assert first.provider is not None
    assert first.provider.name == "free"
    assert first.candidates[0].server == Server("imap.free.fr", 993, Security.TLS)
    assert first.candidates[0].username == "clara"
    assert web.asked == []


async def test_a_hosted_domain_gets_its_providers_servers(tmp_path: Path) -> None:
    names = ScriptedNames(mx_records={"example.org": ("aspmx.l.google.com",)})
    (own, *_) = await all_stages(search(tmp_path, names), EMAIL)
    assert own.provider is not None
    assert own.provider.name == "gmail"
    assert own.candidates[0].origin is Origin.MX
    assert own.candidates[0].username == EMAIL


async def test_service_records_name_servers_and_foreign_ones_are_marked(tmp_path: Path) -> None:
    names = ScriptedNames(
        srv_records={
            "_imaps._tcp.example.org": (Target("mail.example.org", 993),),
            "_submission._tcp.example.org": (Target("smtp.elsewhere.example", 587),),
        }
    )
    (own, *_) = await all_stages(search(tmp_path, names), EMAIL)
    reading, sending = own.candidates
    assert reading.server == Server("mail.example.org", 993, Security.TLS)
    assert (reading.service, reading.foreign) == (Service.IMAP, False)
    assert sending.server == Server("smtp.elsewhere.example", 587, Security.STARTTLS)
    assert (sending.service, sending.foreign) == (Service.SMTP, True)


@pytest.mark.parametrize("url", [OWN, WELL_KNOWN])
async def test_the_domains_own_file_is_believed(tmp_path: Path, url: str) -> None:
    web = ScriptedWeb({url: AUTOCONFIG})
    (own, *_) = await all_stages(search(tmp_path, web=web), EMAIL)
    assert [each.origin for each in own.candidates] == [Origin.AUTOCONFIG] * 2
    assert own.candidates[0].username == "clara.vidal"
    assert not own.candidates[0].foreign


async def test_nobody_hears_more_of_the_address_than_its_domain(tmp_path: Path) -> None:
    names = ScriptedNames(mx_records={"example.org": ("mx.hosting.example",)})
    web = ScriptedWeb()
    await all_stages(search(tmp_path, names, web), EMAIL)
    asked = [str(each.url) for each in web.asked]
    assert sorted(asked) == sorted(
        [OWN, WELL_KNOWN, f"{ISPDB}example.org", f"{ISPDB}hosting.example"]
    )
    for request in web.asked:
        assert "clara" not in f"{request.url}{request.headers}{request.content!r}"


async def test_mozilla_is_not_asked_when_the_person_does_not_want_it(tmp_path: Path) -> None:
    web = ScriptedWeb()
    await all_stages(search(tmp_path, web=web), EMAIL, ispdb=False)
    assert not [each for each in web.asked if "thunderbird" in each.url.host]


async def test_mozillas_word_on_the_mail_exchanger_has_to_be_confirmed(tmp_path: Path) -> None:
    names = ScriptedNames(mx_records={"example.org": ("mx.hosting.example",)})
    web = ScriptedWeb({f"{ISPDB}hosting.example": AUTOCONFIG})
    _, ispdb, _ = await all_stages(search(tmp_path, names, web), EMAIL)
    assert {each.origin for each in ispdb.candidates} == {Origin.ISPDB}
    assert all(each.foreign for each in ispdb.candidates)


async def test_a_file_is_fetched_once_a_week_and_read_offline(tmp_path: Path) -> None:
    web = ScriptedWeb({OWN: AUTOCONFIG})
    (first, *_) = await all_stages(search(tmp_path, web=web), EMAIL)
    offline = search(tmp_path, ScriptedNames(silent=True), ScriptedWeb())
    (again, *_) = await all_stages(offline, EMAIL)
    assert again.candidates == first.candidates
    assert "offline" in again.notes[0]


@pytest.mark.parametrize(
    "files",
    [
        {OWN: "http://autoconfig.example.org/plain.xml"},
        {OWN: OWN},
        {OWN: b"<html/>"},
        {OWN: b"x" * (300 * 1024)},
    ],
    ids=["redirect to http", "redirect for ever", "not a file", "too large"],
)
async def test_a_bad_file_is_as_good_as_none(tmp_path: Path, files: dict[str, bytes | str]) -> None:
    web = ScriptedWeb(files)
    (own, *_) = await all_stages(search(tmp_path, web=web), EMAIL)
    assert own.candidates == ()
    assert {each.url.scheme for each in web.asked} == {"https"}


async def test_a_file_may_be_elsewhere_on_https(tmp_path: Path) -> None:
    elsewhere = "https://files.hosting.example/c.xml"
    web = ScriptedWeb({OWN: elsewhere, elsewhere: AUTOCONFIG})
    (own, *_) = await all_stages(search(tmp_path, web=web), EMAIL)
    assert len(own.candidates) == 2


async def test_guesses_come_last(tmp_path: Path) -> None:
    names = ScriptedNames(mx_records={"example.org": ("mx.example.org",)})
    *_, last = await all_stages(search(tmp_path, names), EMAIL)
    assert {each.origin for each in last.candidates} == {Origin.GUESS}
    assert last.candidates[0].server == Server("imap.example.org", 993, Security.TLS)
    assert Server("mx.example.org", 993, Security.TLS) in {e.server for e in last.candidates}


async def test_an_accented_domain_is_asked_for_in_ascii(tmp_path: Path) -> None:
    web = ScriptedWeb()
    await all_stages(search(tmp_path, web=web), "anna@müller.example", ispdb=False)
    hosts = {asked.url.raw_host for asked in web.asked}  # they are asked side by side
    assert b"autoconfig.xn--mller-kva.example" in hosts
    assert all(host.endswith(b"xn--mller-kva.example") for host in hosts)


@pytest.mark.parametrize("text", ["", "clara", "@example.org", "a@", "a@b", "a@x..org", "a@-x.org"])
async def test_what_is_no_address_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="not a mail address"):
        await all_stages(search(tmp_path), text)


async def test_who_receives_the_mail_is_believed_before_a_file_of_the_web_host(
    tmp_path: Path,
) -> None:
    names = ScriptedNames(mx_records={"example.org": ("aspmx.l.google.com",)})
    web = ScriptedWeb({OWN: AUTOCONFIG})
    hosted, own, *_ = await all_stages(search(tmp_path, names, web), EMAIL)
    assert {each.origin for each in hosted.candidates} == {Origin.MX}
    assert {each.origin for each in own.candidates} == {Origin.AUTOCONFIG}
