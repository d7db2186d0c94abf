"""Tests of the routes of original files and pages."""
