// Numbers as fractions of whole numbers of any length, so that nothing is ever lost in a computation.
const NONE = BigInt(0), ONE = BigInt(1), TEN = BigInt(10);
// What groups the thousands, and what stands before the decimals.
const MARKS = { vi: [".", ","], en: [",", "."] };
const marksOf = (language) => MARKS[language] || MARKS.en;

function fraction(over, under = ONE) {
  if (under === NONE) throw new RangeError("nothing is divided by nothing");
  let divisor = under < NONE ? -under : under, rest = over < NONE ? -over : over;
  while (rest !== NONE) [divisor, rest] = [rest, divisor % rest];
  if (under < NONE) divisor = -divisor;
  return { over: over / divisor, under: under / divisor };
}

const ZERO = fraction(NONE);
const negative = (one) => ({ over: -one.over, under: one.under });
const plus = (one, other) => fraction(one.over * other.under + other.over * one.under, one.under * other.under);
const times = (one, other) => fraction(one.over * other.over, one.under * other.under);
const over = (one, other) => fraction(one.over * other.under, one.under * other.over);
const order = (one, other) => {
  const left = one.over * other.under, right = other.over * one.under;
  return left < right ? -1 : left > right ? 1 : 0;
};

// "-118.3", as the data block writes its numbers; null for anything else.
function decimal(text) {
  const found = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
  if (!found) return null;
  const [, sign, whole, part = ""] = found;
  const digits = BigInt(whole + part);
  return fraction(sign ? -digits : digits, TEN ** BigInt(part.length));
}

// To that many decimals: to the "floor", to the "ceiling", or to the nearest, a half away from nothing.
function rounded(number, decimals, way) {
  const scale = TEN ** BigInt(decimals), over = number.over * scale, under = number.under;
  const below = (over - (((over % under) + under) % under)) / under;
  const exact = below * under === over;
  const two = (over - below * under) * BigInt(2);
  const up = way === "ceiling" ? !exact : way === "floor" ? false : two > under || (two === under && over > NONE);
  return fraction(up ? below + ONE : below, scale);
}

// A number in the writing of a language, "1.864,5" or "1,864.5", with its decimals; null where it is none.
function readNumber(text, language) {
  const [group, point] = marksOf(language);
  const [whole, part = "", ...more] = text.split(point), parts = whole.split(group);
  const grouped = parts.length > 1;
  const good = parts.every((digits, place) => (place ? /^[0-9]{3}$/ : grouped ? /^[1-9][0-9]{0,2}$/ : /^[0-9]+$/).test(digits));
  if (!good || more.length || (text.includes(point) && !/^[0-9]+$/.test(part))) return null;
  const digits = BigInt(parts.join("") + part);
  return { value: fraction(digits, TEN ** BigInt(part.length)), decimals: part.length };
}

// The same the other way round, for what ought to be printed.
function writeNumber(number, decimals, language) {
  const [group, point] = marksOf(language), near = rounded(number, decimals, "half");
  const digits = String((near.over < NONE ? -near.over : near.over) * TEN ** BigInt(decimals) / near.under).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals), part = digits.slice(digits.length - decimals);
  const groups = whole.replace(/\B(?=(?:[0-9]{3})+$)/g, group);
  return (near.over < NONE ? "\u2212" : "") + groups + (decimals ? point + part : "");
}
