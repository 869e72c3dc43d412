#!/usr/bin/env python3
"""How many saved pages a second trafilatura for Python reads, beside the bench `pages`.

    pip install trafilatura lxml_html_clean
    pages_peer.py FOLDER…

Reads all files of the folders once to warm up, then once more, and prints the pages a second of that second run. It is asked
for what an article needs: text, headline, date, writer and outlet.
"""
import pathlib
import sys
import time

import trafilatura


def read(pages):
    failed = 0
    for page in pages:
        if not trafilatura.bare_extraction(page, favor_precision=True, include_comments=False, with_metadata=True):
            failed += 1
    return failed


pages = [file.read_bytes() for folder in sys.argv[1:] for file in sorted(pathlib.Path(folder).iterdir())]
read(pages)
start = time.perf_counter()
failed = read(pages)
took = time.perf_counter() - start
print(f"{len(pages)} pages in {took:.2f} s: {len(pages) / took:.0f} pages a second, {1000 * took / len(pages):.2f} ms a page")
print(f"{failed} could not be read; trafilatura {trafilatura.__version__}")
