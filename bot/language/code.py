"""Whether a message is a piece of a program or of markup: print('hej'), SELECT * FROM users, <b>hej</b>."""

import re

# What stands in programs and hardly in what people write. An address or a quotation holds none of it.
_CODE = re.compile(
    r"""
    [A-Za-z_][\w.]* \( \s* (?: ["'`] [^()]* )? \)                          # print('hej'), f()
    | [A-Za-z_][\w.]* \( [^()]* \) \s* [;{]                                # f(x); while (x) {
    | </? [a-z][a-z0-9]* (?: \s [^<>]* )? /? > .* | <!\w+                  # <b>, </script>
    | \b (?: SELECT \b .+ \b FROM | INSERT \s+ INTO | DROP \s+ TABLE | DELETE \s+ FROM | UPDATE \b .+ \b SET ) \b
    | ^ \s* (?: import \s+ [\w.]+ | from \s+ [\w.]+ \s+ import \b .* | \#include .* | \#!/ .* | sudo \s .* ) \s* $
    | \b (?: const | let | var | int | string ) \s+ \w+ \s* = | \b (?: def | function ) \s+ \w+ \s* \(
    | [{;] \s* [}\n] | \b \w+ \s* (?: == | := | \+= | => | && | \|\| ) \s* \w | ["'] \s* : \s* ["'\[{]
    """,
    re.VERBOSE,
)


def is_code(text: str) -> bool:
    """Whether a message is a piece of a program. False for what people write, also with brackets or addresses."""
    return _CODE.search(text) is not None
