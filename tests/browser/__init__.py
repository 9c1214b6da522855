"""Tests as people use the service: real pages in a real Chromium, real mail from a real server."""
