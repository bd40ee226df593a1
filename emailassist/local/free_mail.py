"""Domains at which anybody gets an address for nothing.

Owns: the list. Must not: be taken for complete.
"""

from typing import Final

FREE_MAIL: Final = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com"}
    | {"outlook.es", "outlook.fr", "outlook.de", "hotmail.es", "hotmail.fr", "hotmail.de"}
    | {"hotmail.co.uk", "hotmail.it", "live.fr", "live.nl", "live.co.uk", "outlook.com.br"}
    | {"yahoo.com", "yahoo.es", "yahoo.fr", "yahoo.de", "yahoo.co.uk", "yahoo.it", "yahoo.com.br"}
    | {"ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.de", "gmx.net"}
    | {"web.de", "t-online.de", "freenet.de", "mail.com", "email.com", "proton.me", "pm.me"}
    | {"protonmail.com", "tutanota.com", "zoho.com", "yandex.com", "yandex.ru", "mail.ru"}
    | {"orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "telefonica.net"}
    | {"terra.es", "terra.com.br", "uol.com.br", "bol.com.br", "libero.it", "virgilio.it"}
    | {"ziggo.nl", "kpnmail.nl", "telenet.be", "bluewin.ch", "sapo.pt", "rediffmail.com"}
    | {"qq.com", "163.com", "126.com", "naver.com"}
)
