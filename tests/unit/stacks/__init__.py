"""Tests of the stacks and their settings."""
