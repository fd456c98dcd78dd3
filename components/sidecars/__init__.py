"""Sidecars: containers that are built once and reused, one module each."""

from .date_writer import date_writer

__all__ = ["date_writer"]
