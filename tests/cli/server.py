#!/usr/bin/env python3
"""Tests of the tool on a server: the cases about what is in a database, not those about files.

    tests/postgres.py server.py LCRM [WORD…]      the cases whose names hold all words
"""
import sys

import harness
import life_cases  # noqa: F401
import pack_cases  # noqa: F401
import record_cases  # noqa: F401
import rule_cases  # noqa: F401
import server_error_cases  # noqa: F401
import transfer_cases  # noqa: F401

if __name__ == "__main__":
    sys.exit(harness.main())
