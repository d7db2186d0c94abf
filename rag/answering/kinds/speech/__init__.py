"""Whose words a sentence reports: the sentences that somebody says, and the exact words."""
