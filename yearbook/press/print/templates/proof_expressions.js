// What may be computed from the records: limits, bounds, sums, differences, quotients. What may not be is thrown back.
const OPEN = { low: null, high: null };
const PULL = { at_least: "at_most", at_most: "at_least", nearly: "about" };
const PLAIN = { id: "plain", dimension: "plain", factor: fraction(ONE) };
const between = (low, high = low) => ({ low, high });
const mapped = (span, change) => between(span.low && change(span.low), span.high && change(span.high));
const refuse = (why) => { throw new RangeError(why); };
const same = (one, other) => (one && other ? order(one, other) === 0 : !one === !other);

// Whether a figure may stand in this unit without its words: a place in an order, a multiple in words, a bare number.
function unnamed(unit, sense, inWords) {
  if (sense === "rank") return unit.dimension === "rank";
  return unit.dimension === "plain" || (sense === "multiple" && inWords && unit.dimension === "ratio" && same(unit.factor, fraction(ONE)));
}

// A record's words, read anew: what they say of it, in the unit they name. Null where they cannot be read.
function termOf(record, lexicon) {
  const read = readFigure(record.words, lexicon), declared = lexicon.units.get(record.unit);
  if (!read || !declared) return null;
  const { words, numbers } = read, sense = (wordOf(words, "sense") || {}).meaning || "", rank = sense === "rank";
  const ways = read.ways.filter(({ unit }) => (unit ? unit.dimension === declared.dimension : unnamed(declared, sense, numbers[0].inWords)));
  const agreeing = ways.filter(({ unit }) => !unit || order(unit.factor, declared.factor) === 0);
  const kind = agreeing.length && agreeing.length === ways.length && ways[0].kind;
  if (!kind || ways.some((way) => way.kind !== kind)) return null;
  const [{ value, decimals }, other = {}] = numbers, word = wordOf(words, "bound"), upper = kind === "range" ? other.value : null;
  if (upper && order(value, upper) >= 0) return null;
  const bound = word ? word.meaning : kind === "range" ? "range" : "exact";
  const half = declared.exact ? ZERO : over(fraction(ONE, BigInt(2)), fraction(TEN ** BigInt(decimals)));
  const limits = {
    at_least: between(value, null),
    at_most: between(null, value),
    range: between(value, other.value),
    exact: between(plus(value, negative(half)), plus(value, half)),
  }[bound] || OPEN;
  return {
    face: between(value, upper || value), upper, limits, bound, decimals, sense, rank, words,
    strict: Boolean(word && word.strict), unit: declared, whole: kind === "share" ? other.value : null,
    mean: Boolean(wordOf(words, "mean")),
  };
}

// What a record's other columns ought to be, which say what its words say; "" where they do.
function recordFault(record, term, words) {
  if (!term) return "…";
  for (const [name, due] of Object.entries({ value: term.face.low, upper: term.upper, whole: term.whole })) {
    const absent = record[name] === null || record[name] === undefined;
    if (due ? absent || !same(decimal(record[name]), due) : !absent) return `${name}: ${due ? writeNumber(due, decimalsOf(due), "en") : "…"}`;
  }
  if (record.decimals !== term.decimals) return `decimals: ${term.decimals}`;
  const telling = ({ role }) => role === "bound" || role === "sense", said = ({ role, meaning, strict }) => `${role} ${meaning} ${Boolean(strict)}`;
  const used = (record.words_used || []).map((id) => words[id] || { role: "bound", meaning: id });
  const [due, found] = [term.words, used].map((list) => list.filter(telling).map(said).sort().join());
  return due === found ? "" : `words_used: ${due}`;
}

const turned = (term) => ({
  ...term, bound: PULL[term.bound] || term.bound,
  face: between(negative(term.face.high), negative(term.face.low)),
  limits: between(term.limits.high && negative(term.limits.high), term.limits.low && negative(term.limits.low)),
});

// What is left of two bounds that meet in one result.
function joined(one, other, pull, face, limits, unit) {
  const bounds = [one.bound, pull], strict = one.strict || other.strict, result = { unit, strict, face, limits };
  const either = (...wanted) => bounds.some((bound) => wanted.includes(bound));
  if (either("at_least") && either("at_most")) refuse("open on both sides");
  if (either("about", "nearly")) return { ...result, strict: false, limits: OPEN, bound: "about" };
  if (either("at_least")) return { ...result, face: between(face.low), bound: "at_least" };
  if (either("at_most")) return { ...result, face: between(face.high), bound: "at_most" };
  return { ...result, bound: either("range") && order(face.low, face.high) ? "range" : "exact" };
}

const both = (one, other, change) => (one && other ? change(one, other) : null);
const added = (one, other) => between(both(one.low, other.low, plus), both(one.high, other.high, plus));

function sum(one, other) {
  if (one.mean || other.mean) refuse("means are not summed");
  if (one.unit.dimension !== other.unit.dimension) refuse("not of one dimension");
  const scale = over(other.unit.factor, one.unit.factor), alike = (span) => mapped(span, (end) => times(end, scale));
  return joined(one, other, other.bound, added(one.face, alike(other.face)), added(one.limits, alike(other.limits)), one.unit);
}

// The lowest of a quotient is its lowest number over the highest divisor; below nothing, over the lowest.
function quotient(one, other, unit) {
  const upper = one.unit.dimension, lower = other.unit.dimension;
  const due = upper === lower ? "ratio" : lower === "ratio" ? upper : `${upper}/${lower}`;
  if (unit.dimension !== due) refuse("not in this unit");
  const positive = (end) => end === null || order(end, ZERO) > 0;
  if (order(one.face.low, ZERO) < 0 || !positive(other.face.low) || !positive(other.limits.low)) refuse("not a positive divisor");
  const scale = over(one.unit.factor, times(other.unit.factor, unit.factor));
  const divided = (span, by) => mapped({
    low: both(span.low, span.low && order(span.low, ZERO) < 0 ? by.low : by.high, over),
    high: both(span.high, by.low, over),
  }, (end) => times(end, scale));
  return joined(one, other, PULL[other.bound] || other.bound, divided(one.face, other.face), divided(one.limits, other.limits), unit);
}

// An expression's result from the terms of the records; a record that fell enters a computation below nothing.
function evaluated(expression, terms, rows, units, inside = false) {
  if (typeof expression === "string") {
    const term = terms.get(expression) || refuse("no such record");
    if (inside && term.rank) refuse("ranks are not computed with");
    return inside && term.sense === "change_down" ? turned(term) : term;
  }
  const [operation, ...parts] = expression, unitOf = (id) => units.get(id) || refuse("no such unit");
  const exact = (value, unit) => ({ face: between(value), limits: between(value), bound: "exact", strict: false, unit });
  if (operation === "=") return exact(decimal(parts[0]) || refuse("no number"), unitOf(parts[1]));
  if (operation === "#") {
    const [table, ...ids] = parts, known = new Set(rows[table] || []);
    if (new Set(ids).size !== ids.length || !ids.every((id) => known.has(id))) refuse("no such row");
    return exact(fraction(BigInt(ids.length)), PLAIN);
  }
  const of = (part) => evaluated(part, terms, rows, units, true);
  if (operation === "+") return parts.map(of).reduce(sum);
  if (operation === "-") return parts.map(of).reduce((left, part) => sum(left, turned(part)));
  if (operation === "/") return quotient(of(parts[0]), of(parts[1]), unitOf(parts[2]));
  if (operation !== "<>") refuse("no such operation");
  const { limits, unit } = evaluated(parts[0], terms, rows, units);
  if (!limits.low && !limits.high) refuse("no limits");
  if (!limits.low || !limits.high) return { face: between(limits.low || limits.high), limits, unit, bound: limits.low ? "from" : "to", strict: false };
  return { face: limits, limits, unit, bound: "range", strict: false, outward: true };
}

// What a number that ends needs to be written in full.
function decimalsOf(number) {
  let decimals = 0;
  while (decimals < 40 && order(rounded(number, decimals, "floor"), number)) decimals += 1;
  return decimals;
}

const WAYS = { at_least: "floor", at_most: "ceiling", range: "floor", from: "floor", to: "ceiling" };
// The two ends of a result as they are printed in a unit with some decimals; one end where there is only one.
function printedEnds({ face, bound, unit }, factor, decimals) {
  const scale = over(unit.factor, factor), low = rounded(times(face.low, scale), decimals, WAYS[bound] || "half");
  return order(face.low, face.high) === 0 && bound !== "range" ? [low] : [low, rounded(times(face.high, scale), decimals, "ceiling")];
}

// What a figure of the data block ought to be; "" where it is so.
function figureFault(figure, term, units) {
  const unit = units.get(figure.unit), said = (name) => (typeof figure[name] === "string" ? decimal(figure[name]) : null);
  if (!unit || (unit.dimension !== term.unit.dimension && term.unit !== PLAIN)) return term.unit.id;
  const scale = over(term.unit.factor, unit.factor), step = figure.decimals + 1;
  const [value, rest = null] = printedEnds(term, unit.factor, figure.decimals);
  // A record's own other end stands as it was typed, which may be with more decimals.
  const upper = rest && term.upper && term.unit === unit ? term.upper : rest;
  const outward = (end, way) => end && rounded(times(end, scale), step, way);
  const low = outward(term.limits.low, "floor"), high = outward(term.limits.high, "ceiling");
  for (const [name, due] of Object.entries({ value, upper, low, high })) {
    if (!same(said(name), due)) return `${name}: ${due ? writeNumber(due, name === "value" || name === "upper" ? figure.decimals : step, "en") : "…"}`;
  }
  return figure.bound === term.bound ? "" : term.bound;
}
