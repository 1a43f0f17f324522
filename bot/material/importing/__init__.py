"""Taking in news from a website or from files: fetched politely, read, compared with what is known, written down.

`seeking.seek` finds articles, `plan.plan` tells what each would change, `writing.apply` writes what was accepted.
What is slow to import (lxml, trafilatura, feedparser, aiohttp) only `fetching`, `pages` and `feeds` need.
"""
