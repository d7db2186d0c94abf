"""English names of months and weekdays: the one table of them."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In the order of the year."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_ABBREVIATIONS = {
    "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "Jun": "June", "Jul": "July",
    "Aug": "August", "Sept": "September", "Sep": "September", "Oct": "October", "Nov": "November", "Dec": "December",
}  # fmt: skip
"""Without the period that may follow; "May" has none."""
WEEKDAY_ABBREVIATIONS = {
    "Mon": "Monday", "Tues": "Tuesday", "Tue": "Tuesday", "Wed": "Wednesday", "Thurs": "Thursday", "Thur": "Thursday",
    "Thu": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip

MONTH_PATTERN = "(?:" + "|".join(MONTHS) + ")"
"""A regular expression of a month in full."""
MONTH_FORM_PATTERN = "(?:" + "|".join((*MONTHS, *MONTH_ABBREVIATIONS)) + ")"
"""A regular expression of a month in full or abbreviated; a word boundary must follow."""
WEEKDAY_PATTERN = "(?:" + "|".join(WEEKDAYS) + ")"
"""A regular expression of a weekday in full."""
