"""What is known of an endpoint, in words.

Owns: the sentences. Must not: find anything out.
"""

from PySide6.QtCore import QObject

from emailassist.domain.endpoint import Endpoint, EndpointReport, SystemRole


class EndpointWords(QObject):
    """Sentences about one endpoint."""

    def form(self, report: EndpointReport) -> str:
        """How firmly its answers can be kept to a form."""
        if report.json_schema:
            return self.tr("It keeps to the forms we ask for.")
        if report.json_object:
            return self.tr("It answers in JSON, but not always in the form we ask for.")
        return self.tr("It does not keep to the forms we ask for: expect failures.")

    def abilities(self, report: EndpointReport) -> str:
        """What else it can do."""
        can = [
            (report.tools, self.tr("calls tools")),
            (report.streams, self.tr("shows text as it is written")),
            (report.reasons, self.tr("thinks before it answers")),
            (report.system_role is not SystemRole.NONE, self.tr("takes instructions apart")),
        ]
        yes = ", ".join(words for able, words in can if able)
        no = ", ".join(words for able, words in can if not able)
        return self.tr("Yes: {yes}. No: {no}.").format(
            yes=yes or self.tr("nothing more"), no=no or self.tr("nothing")
        )

    def context(self, report: EndpointReport) -> str:
        """How much it reads at once."""
        if report.context_tokens:
            return self.tr("It reads {count} tokens at once.").format(
                count=f"{report.context_tokens:,}"
            )
        return self.tr("Its server does not tell how much it reads at once: see Limits.")

    def price(self, report: EndpointReport) -> str:
        """What it costs."""
        if report.free:
            return self.tr("It costs nothing.")
        if not report.price_known:
            return self.tr("Its price is not known: prices.toml can say it.")
        words = self.tr("It costs ${input} in and ${output} out for a million tokens.")
        if report.price_as_of:
            words = self.tr(
                "It costs ${input} in and ${output} out for a million tokens (as of {day})."
            )
        return words.format(
            input=f"{report.input_price:g}",
            output=f"{report.output_price:g}",
            day=report.price_as_of,
        )

    def limits(self, endpoint: Endpoint) -> tuple[str, ...]:
        """Those that the person has set, a line each."""
        budget = endpoint.budget
        found = (
            (endpoint.requests_per_minute, self.tr("Requests in a minute: {value}"), ""),
            (endpoint.tokens_per_minute, self.tr("Tokens in a minute: {value}"), ""),
            (endpoint.context_tokens, self.tr("Tokens read at once: {value}"), ""),
            (budget.daily_money, self.tr("At most in a day: {value}"), "$"),
            (budget.monthly_money, self.tr("At most in a month: {value}"), "$"),
            (budget.daily_tokens, self.tr("Tokens in a day: {value}"), ""),
            (budget.monthly_tokens, self.tr("Tokens in a month: {value}"), ""),
        )
        return tuple(
            words.format(value=f"{unit}{value:,}") for value, words, unit in found if value
        )
