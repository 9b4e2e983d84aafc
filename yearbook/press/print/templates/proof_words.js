// What stands around a number: the words and units of the data block, and how they are found in a text.
const HOLE = "{}", WORDS_AROUND = ["bound", "sense", "mean", "estimate"];

// One writing of what looks the same: small letters, one kind of space and of dash.
const tidy = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim().replace(/[\u2212\u2013]/g, "-").toLowerCase();
// A text whose numbers were taken out, without the spaces that may or may not stand beside them.
const closed = (text) => text.replace(/ *\{\} */g, HOLE).replace(/ ?- ?/g, "-");
const filled = (pattern, ...texts) => pattern.split(HOLE).reduce((said, part, place) => said + texts[Math.min(place, texts.length) - 1] + part);
const patternsOf = (word, language) => [].concat(word[language] || []).map((pattern) => (pattern.includes(HOLE) ? pattern : `${pattern} ${HOLE}`));

// Everything a number may be written with in one language.
function lexiconOf(data, language) {
  const words = Object.entries(data.words).map(([id, word]) => ({ id, ...word })), shapes = new Map(), around = [];
  const having = (role) => words.filter((word) => word.role === role);
  const each = (list, use) => list.forEach((word) => patternsOf(word, language).forEach((pattern) => use(tidy(pattern), word)));
  each(words.filter((word) => WORDS_AROUND.includes(word.role)), (pattern, word) => {
    const [before, after] = pattern.split(HOLE);
    if (before || after) around.push({ before, after, word });
  });
  around.sort((one, other) => !one.before - !other.before || (other.before + other.after).length - (one.before + one.after).length);
  const shape = (kind, unit, text) => {
    const key = closed(tidy(text)), found = shapes.get(key) || [];
    if (!found.some((one) => one.kind === kind && one.unit === unit)) shapes.set(key, [...found, { kind, unit }]);
  };
  const share = language === "vi" ? "{}/{}" : "{} of {}";
  const ranges = having("range").flatMap((word) => patternsOf(word, language));
  const units = Object.entries(data.units).map(([id, unit]) => ({ ...unit, id, factor: decimal(unit.factor) }));
  for (const unit of [null, ...units]) {
    const names = (unit ? unit.names[language] || [] : [HOLE]).map((name) => (name.includes(HOLE) ? name : `${HOLE} ${name}`));
    for (const name of names) {
      shape("one", unit, name);
      shape("share", unit, filled(name, share));
      for (const range of ranges) {
        shape("range", unit, filled(name, range));
        shape("range", unit, filled(range, HOLE, name));
        for (const other of names) shape("range", unit, filled(range, name, other));
      }
    }
  }
  const numerals = new Map(having("numeral").map((word) => [tidy(word.vi), decimal(word.number)]));
  const multipliers = [];
  each(having("multiplier"), (pattern, word) => multipliers.push([closed(pattern), decimal(word.number)]));
  return { language, around, shapes, numerals, multipliers, units: new Map(units.map((unit) => [unit.id, unit])) };
}

// Whether "st", "nd", "rd" or "th" is what this number asks for.
function ordinalFits(digits, ending) {
  const last = digits.slice(-1), teen = digits.slice(-2, -1) === "1";
  return ending === (teen ? "th" : { 1: "st", 2: "nd", 3: "rd" }[last] || "th");
}

// The numbers of a text in their order, and what is left of it with a hole for each; null where one is badly written.
function numbersOf(text, language) {
  const numbers = [];
  let bad = false;
  const rest = text.replace(/([-+]?)([0-9]+(?:[.,][0-9]+)*)((?:st|nd|rd|th)\b)?/g, (all, sign, digits, ending, at) => {
    const number = readNumber(digits, language);
    const between = sign && at > 0 && (!/[- ]/.test(text[at - 1]) || /[0-9%] $/.test(text.slice(0, at)));
    const ordinal = language !== "vi" && ending;
    if (!number || (ordinal && !ordinalFits(digits, ending))) bad = true;
    else numbers.push({ ...number, value: sign === "-" && !between ? negative(number.value) : number.value, plus: sign === "+" });
    return (between ? sign : "") + HOLE + (ordinal ? "" : ending || "");
  });
  return bad ? null : { numbers, rest };
}

// A figure as it is printed: its words, its numbers, and the ways to read its shape and unit. Null where it cannot be read.
function readFigure(text, lexicon) {
  let rest = tidy(text);
  const words = [];
  for (;;) {
    const around = lexicon.around.find(({ before, after }) => rest.length > before.length + after.length && rest.startsWith(before) && rest.endsWith(after));
    if (!around) break;
    if (words.some((word) => word.role === around.word.role)) return null;
    words.push(around.word);
    rest = rest.slice(around.before.length, rest.length - around.after.length);
  }
  const found = numbersOf(rest, lexicon.language);
  if (!found) return null;
  const [first] = rest.split(" "), inWords = !found.numbers.length && lexicon.numerals.get(first);
  if (inWords && words.some((word) => word.meaning === "multiple" || word.meaning === "rank")) {
    found.numbers.push({ value: inWords, decimals: 0, inWords: true });
    found.rest = HOLE + rest.slice(first.length);
  }
  const ways = waysOf(closed(found.rest), lexicon);
  return ways.length ? { words, numbers: found.numbers, ways } : null;
}

// Each way to read what is left: a unit of its own, and a multiplier before a smaller one.
function waysOf(rest, lexicon) {
  const ways = [...(lexicon.shapes.get(rest) || [])];
  for (const [multiplier, number] of lexicon.multipliers) {
    const less = rest.split(`${multiplier} `).join(HOLE), bare = less.endsWith(multiplier) ? less.slice(0, -multiplier.length) + HOLE : less;
    if (bare === rest) continue;
    for (const { kind, unit } of lexicon.shapes.get(bare) || []) {
      if (unit) ways.push({ kind, unit: { ...unit, id: null, exact: false, factor: times(unit.factor, number) } });
    }
  }
  return ways;
}

const wordOf = (words, role) => words.find((word) => word.role === role);
