"""Telling the encoding of a text file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from sources.connectors.reading import LocalFile
from sources.problem import Problem, PullError, quoted

CANDIDATES = ("utf_8", "utf_16_le", "utf_16_be", "cp1252")
"""The encodings that spreadsheets of our partners write; others have to be declared."""

PLAUSIBLE = frozenset(
    "áàâäãåæçéèêëíìîïñóòôöõøœúùûüÿßÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜŸ¡¿ªº°·«»“”„‘’‚…–—€§©®™×±²³´½¼¾\u00a0•"
)
"""What is not ASCII in Basque, Spanish, French and English texts. A guess that yields other
characters, such as `Espa¤a`, is a wrong guess."""

DASHED_WORD = re.compile(r"[a-zA-Z][–—…•][a-z]")
"""What the letters ñ and ó of an old Mac become under cp1252: `Espa–a`."""

_CHUNK = 1 << 22
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REMEDY = "Save the file as UTF-8 (in Excel: CSV UTF-8), or enter its `encoding` in the feed."


def encoding_of(file: LocalFile, declared: str | None) -> str:
    """The Python name of the file's encoding, under which all of it can be decoded.

    Its mark (BOM) decides; then the feed; then UTF-8 where it fits; then the guess of
    charset-normalizer among `CANDIDATES`. Raises PullError if nothing fits the whole file.
    """
    with file.path.open("rb") as stream:
        head = stream.read(_SAMPLE)
    sure = next((name for mark, name in _MARKS if head.startswith(mark)), None) or declared
    first = sure or "utf-8"
    # UTF-16 without its mark is often valid UTF-8 too: every other character is then a NUL.
    problem = None if sure is None and b"\x00" in head else _undecodable(file, first)
    if problem is None and (sure is not None or b"\x00" not in head):
        return first
    if sure is not None or (problem is not None and problem.rule == "truncated"):
        raise PullError([problem or _unknown(file)])
    guess = _guess(head if b"\x00" in head else _telling_lines(file))
    if guess is None:
        raise PullError([_unknown(file)])
    if (problem := _undecodable(file, guess)) is not None:
        raise PullError([problem])
    return guess


def _telling_lines(file: LocalFile) -> bytes:
    """The first lines that are not plain ASCII: only they tell one encoding from another."""
    telling, size = [], 0
    with file.path.open("rb") as stream:
        for line in stream:
            if not line.isascii():
                telling.append(line)
                size += len(line)
                if size > _SAMPLE:
                    break
    return b"".join(telling)


def _guess(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # The last line of the sample may be cut inside a character.
    lines = sample[: sample.rfind(b"\n") + 2] if len(sample) == _SAMPLE else sample
    best = from_bytes(lines, cp_isolation=list(CANDIDATES)).best()
    if best is None:
        return None
    text = str(best)
    strange = {letter for letter in text if not letter.isascii()} - PLAUSIBLE
    return None if strange or DASHED_WORD.search(text) else best.encoding


def _chunks(file: LocalFile) -> Iterator[bytes]:
    with file.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _undecodable(file: LocalFile, encoding: str) -> Problem | None:
    """What stands in the way of decoding the whole file, or None."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
    except LookupError:
        what = f"there is no encoding called {quoted([encoding])}"
        return Problem(rule="encoding", file=file.name, what=what, remedy=_REMEDY)
    lines = 1
    for chunk in _chunks(file):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            lines += chunk[: error.start].count(b"\n")
            bad = error.object[error.start : error.end][:4].hex(" ")
            what = f"in line {lines} the bytes {bad} are no {encoding}"
            return Problem(rule="encoding", file=file.name, what=what, remedy=_REMEDY)
        lines += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return Problem(
            rule="truncated",
            file=file.name,
            what="the file ends in the middle of a character: it is cut short",
            remedy="Send the file again; the transfer or the saving was interrupted.",
        )
    return None


def _unknown(file: LocalFile) -> Problem:
    what = "its encoding cannot be told"
    return Problem(rule="encoding", file=file.name, what=what, remedy=_REMEDY)
