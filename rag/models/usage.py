"""How many tokens a language model has read and written for an answer, as it reports them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens of all calls that an answer took, what a reasoning model thought included."""

    input_tokens: int
    output_tokens: int


@dataclass(slots=True)
class TokenMeter:
    """Adds up what is reported while an answer is made; `used` is None as long as nothing was."""

    used: TokenUsage | None = None

    def add(self, input_tokens: int, output_tokens: int) -> None:
        """Adds a call's tokens, or a part of them."""
        had = self.used or TokenUsage(0, 0)
        self.used = TokenUsage(had.input_tokens + input_tokens, had.output_tokens + output_tokens)
