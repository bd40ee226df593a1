"""A certificate authority of the tests' own."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


def require(program: str) -> str:
    """Where `program` is; skips the test if nowhere, and fails where the whole gate runs."""
    # Servers are in /usr/sbin, which only root has in its PATH.
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"{program} is not installed, and CI=true wants every test")
    pytest.skip(f"{program} is not installed")


@dataclass(frozen=True)
class Certificates:
    """The authority, and the certificate and key of a server named localhost and 127.0.0.1."""

    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    made = Certificates(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _openssl(
        folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", made.authority.name,
        "-days", "30", "-subj", "/CN=emailassist tests",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    )  # fmt: skip
    _openssl(
        folder, "req", *key, "-keyout", made.key.name, "-out", "request.pem",
        "-subj", "/CN=localhost",
    )  # fmt: skip
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    _openssl(
        folder, "x509", "-req", "-in", "request.pem", "-CA", made.authority.name,
        "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-out", made.certificate.name,
        "-extfile", "names",
    )  # fmt: skip
    return made


def _openssl(folder: Path, *arguments: str) -> None:
    command = [require("openssl"), *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
