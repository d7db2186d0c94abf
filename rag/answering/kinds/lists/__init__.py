"""Lists of all of a kind that an article mentions: people, countries, dates, sums of money, percentages."""
