"""The providers of language models for whose clients there is an extra."""

PROVIDERS = {
    "openai": ("openai", "OPENAI_API_KEY"),
    "anthropic": ("anthropic", "ANTHROPIC_API_KEY"),
    "google_genai": ("google", "GOOGLE_API_KEY"),
    "mistralai": ("mistral", "MISTRAL_API_KEY"),
    "ollama": ("ollama", ""),
}
"""Providers with an extra of ours: that extra's name, and the variable in which their client looks for a key."""
