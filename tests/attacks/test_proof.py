"""Attacks on the page that computes its own figures again: every digit altered, and what it computes against Python."""

import random
import re

import pytest

from tests import proven
from tests.proof_chances import (
    LANGUAGES,
    altered_data,
    altered_pages,
    asking,
    expressions_agree,
    faults_in,
    fractions_agree,
    walked,
    written_and_read,
)
from yearbook.press.print.numerals import numerals

pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def asked(browser):
    """Run an expression among the script's functions, with `given` at hand."""
    page = browser.new_page()
    yield asking(page)
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_digit_of_the_text_altered_by_itself_is_found(attack, asked, lexicon, language):
    page, data = proven.made_up(lexicon, language)
    tries = list(altered_pages(page, random.Random(1)))
    for start in range(0, len(tries), 50):
        some = tries[start : start + 50]
        for found, (_, where) in zip(faults_in(asked, [text for text, _ in some], [data]), some, strict=True):
            attack.hold(found > 0, f"{language}: {where}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_digit_of_the_data_altered_by_itself_is_found(attack, asked, lexicon, language):
    page, data = proven.made_up(lexicon, language)
    for altered, where in altered_data(data, random.Random(2)):
        (found,) = faults_in(asked, [page], [altered])
        attack.hold(found > 0, f"{language}: {where}")


def test_numbers_are_read_as_they_are_written(attack, asked):
    for each, answer, good in written_and_read(asked, 10_000, 11):
        attack.hold(good, f"{each} read as {answer}")


def test_fractions_are_those_of_python(attack, asked):
    for each, good in fractions_agree(asked, 10_000, 12):
        attack.hold(good, str(each))


def test_what_the_ledger_computes_is_computed_alike_and_what_it_refuses_refused(attack, asked, lexicon):
    for seed in range(20, 24):
        for _, found in expressions_agree(asked, lexicon, 3000, seed):
            attack.hold(not found, f"seed {seed}: {found}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numerals_of_the_whole_book_are_those_the_browser_finds(attack, asked, built, language):
    page = built.text(f"yearbook.{language}.html")
    ids = re.findall(r'<[^>]* id="([^"]+)"[^>]* aria-label="([^"]*[0-9][^"]*)"', page)
    spoken = {name: [(re.search(r"[0-9][0-9.,]*[0-9]|[0-9]", label)[0], "figure-1")] for name, label in ids}
    for said in ({}, spoken):
        due, found = numerals(page, said), walked(asked, page, said)
        attack.hold(
            found == due and len(due) > 200, f"{language}: {len(found)} numerals in the browser, {len(due)} due"
        )
