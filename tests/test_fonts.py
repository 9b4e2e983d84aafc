"""Promises of the type in the page: all of Vietnamese, and light."""

import io

from fontTools.ttLib import TTFont

from yearbook.press.print.fonts import CHARACTERS, FACES, woff2_subset


def test_the_type_covers_vietnamese_and_weighs_little():
    vietnamese = set("ăâđêôơưĂÂĐÊÔƠƯ…–“”«»≥≤±−×÷₫‰²³→") | {chr(code) for code in range(0x1EA0, 0x1EFA)}
    assert vietnamese <= set(map(chr, CHARACTERS))
    faces = [woff2_subset(face) for face, _, _ in FACES]
    assert sum(map(len, faces)) * 4 / 3 < 60_000
    for face in faces:
        assert {ord(character) for character in vietnamese} <= set(TTFont(io.BytesIO(face)).getBestCmap())
