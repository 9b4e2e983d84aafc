// What is printed against what was computed: the numbers, their unit, and the words that say how far they are known.
const BOUND_WORDS = ["at_least", "at_most", "nearly", "about"], SAYING_NOTHING = ["", "level", "completion", "multiple"];

// Whether one way to read a printed figure is what was computed, in that unit.
function agrees({ words, numbers }, kind, term, unit) {
  const bound = wordOf(words, "bound") || {}, sense = (wordOf(words, "sense") || {}).meaning || "";
  if ((BOUND_WORDS.includes(term.bound) ? term.bound : undefined) !== bound.meaning) return false;
  if (bound.meaning && Boolean(bound.strict) !== Boolean(term.strict)) return false;
  if (sense && sense !== term.sense && (term.sense || !SAYING_NOTHING.includes(sense))) return false;
  const due = (place, decimals) => {
    const ends = printedEnds(term, unit.factor, decimals);
    if (kind !== "share" || !place) return ends[place];
    return term.whole && rounded(times(term.whole, over(term.unit.factor, unit.factor)), decimals, "half");
  };
  if ((kind === "range") !== (printedEnds(term, unit.factor, 0).length > 1)) return false;
  return numbers.every(({ value, decimals, plus }, place) => {
    const wanted = due(place, decimals);
    const fell = !sense && term.sense === "change_down" && wanted && same(value, negative(wanted));
    return wanted && (fell || (same(value, wanted) && !(plus && term.sense === "change_down")));
  });
}

// A figure as it ought to be printed in its own unit.
function dueText(term, figure, lexicon, words) {
  const { language, units } = lexicon, unit = units.get(figure.unit), names = unit.names[language] || [HOLE];
  const ends = printedEnds(term, unit.factor, figure.decimals);
  const numbers = ends.map((end) => writeNumber(end, figure.decimals, language)).join(language === "vi" ? "-" : "–");
  const share = term.whole ? (language === "vi" ? "/" : " of ") + writeNumber(term.whole, decimalsOf(term.whole), language) : "";
  const name = language === "en" && !(ends.length === 1 && same(ends[0], fraction(ONE))) ? names[1] || names[0] : names[0];
  const word = Object.values(words).find(({ role, meaning, strict }) => role === "bound" && meaning === term.bound && Boolean(strict) === Boolean(term.strict));
  const [pattern] = word ? patternsOf(word, language) : [HOLE];
  return filled(pattern, filled(name.includes(HOLE) ? name : `${HOLE} ${name}`, numbers + share)).trim();
}

// What a printed figure ought to be; "" where it is so. `unitId` is the unit it stands in without saying so.
function printedFault(text, term, figure, lexicon, words, unitId) {
  const own = lexicon.units.get(figure.unit), silent = unitId ? lexicon.units.get(unitId) : own, read = readFigure(text, lexicon);
  const counted = term.unit === PLAIN ? { ...term, unit: { ...own, factor: fraction(ONE) } } : term;
  const good = read && read.ways.some(({ kind, unit }) => {
    const printed = unit || silent;
    return printed && printed.dimension === own.dimension && agrees(read, kind, counted, printed);
  });
  return good ? "" : dueText(counted, figure, lexicon, words);
}
