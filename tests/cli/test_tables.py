import io

from rich.console import Console

from emailassist.cli.session import table


def test_a_narrow_terminal_loses_no_part_of_a_name() -> None:
    host = "imap.a-rather-long-name.example.org"
    page = io.StringIO()
    Console(file=page, width=30).print(table(("For", "Server"), [("IMAP", host)]))
    assert host in "".join(page.getvalue().replace("IMAP", "").replace("Server", "").split())
