#!/usr/bin/env python3
"""Tests of the tool on a server: the cases of files, but those of what only a file has, and those
of copies, which compare two files; copies are tested on servers by tests/api and tests/unit.

    tests/postgres.py server.py LCRM [WORD…]      the cases whose names hold all words
"""
import sys

import harness
import arrow_cases  # noqa: F401
import completion_cases  # noqa: F401
import error_cases  # noqa: F401
import form_cases  # noqa: F401
import life_cases  # noqa: F401
import pack_cases  # noqa: F401
import picture_cases  # noqa: F401
import record_cases  # noqa: F401
import rule_cases  # noqa: F401
import server_error_cases  # noqa: F401
import transfer_cases  # noqa: F401

if __name__ == "__main__":
    sys.exit(harness.main())
