"""Promises of how many answers are wrong at most: calibration scores, and the threshold that they allow."""
