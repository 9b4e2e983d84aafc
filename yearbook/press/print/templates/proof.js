// The page computes its own figures again from the records it carries, and says at its foot whether all of them agree.
const SKIPPED = "script, style, template, noscript, button, [role=alert], .take, #page-search, #page-said, #page-card, #watched, #proof-result";
const ATTRIBUTES = ["alt", "aria-label", "title"], FIGURE = "a.fact", MOST_LISTED = 60;
const NUMERAL = /[0-9]+(?:[.,][0-9]+)*/g, SLICE = 8;

const languageAt = (element) => ((element.closest("[lang]") || document.documentElement).getAttribute("lang") || "").slice(0, 2);

// Where a text says a figure that stands there by itself, and is no part of a longer number; -1 where it does not.
function placeOf(said, text, from) {
  const digit = (sign) => sign >= "0" && sign <= "9", mark = (sign) => sign === "." || sign === ",";
  const edge = (inner, next, after) => digit(inner) && (digit(next) || (mark(next) && digit(after)));
  let at = text.indexOf(said, from);
  while (at >= 0) {
    const end = at + said.length;
    if (!edge(said[0], text[at - 1], text[at - 2]) && !edge(said[said.length - 1], text[end], text[end + 1])) return at;
    at = text.indexOf(said, at + 1);
  }
  return -1;
}

// Every place of the page with something to check, in its order: figures, and the numerals of all other words.
function* placesOf(root, spoken) {
  const filter = (node) => {
    const hidden = node.nodeType === 1 && node.matches(SKIPPED), within = node !== root && node.parentNode.nodeType === 1 && node.parentNode.matches(FIGURE);
    return hidden || within ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  };
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, { acceptNode: filter });
  for (let node = root; node; node = walker.nextNode()) {
    if (node.nodeType === 3) yield { element: node.parentElement, text: node.data };
    else if (node.matches(FIGURE)) yield { element: node, figure: (node.getAttribute("href") || "").slice(1), text: node.textContent, unit: node.dataset.unit };
    else {
      const queue = [...((node.id && spoken[node.id]) || [])];
      for (const name of ATTRIBUTES) {
        const text = node.getAttribute(name);
        if (!text) continue;
        let from = 0;
        for (let at; queue.length && (at = placeOf(queue[0][0], text, from)) >= 0;) {
          const [said, figure] = queue.shift();
          yield { element: node, text: text.slice(from, at) };
          yield { element: node, figure, text: said };
          from = at + said.length;
        }
        yield { element: node, text: text.slice(from) };
      }
      for (const [said, figure] of queue) yield { element: node, figure, text: "", unsaid: said };
      if (node.id) delete spoken[node.id];
    }
  }
}

// Where two lists of numerals differ, as pairs; one that was put in or left out costs no more than itself.
function differences(found, due) {
  const pairs = [], alike = (at, there) => [0, 1, 2].every((step) => (found[at + step] || {}).text === due[there + step]);
  for (let at = 0, there = 0; at < found.length || there < due.length;) {
    if (found[at] && found[at].text === due[there]) { at += 1; there += 1; continue; }
    let [more, less] = [1, 1];
    search: for (let apart = 1; apart <= 40; apart += 1) {
      for (more = 0; more <= apart; more += 1) {
        less = apart - more;
        if (alike(at + more, there + less)) break search;
      }
      [more, less] = [1, 1];
    }
    for (let step = 0; step < Math.max(more, less); step += 1) {
      pairs.push([step < more && found[at + step], step < less ? due[there + step] : undefined]);
    }
    at += more;
    there += less;
  }
  return pairs.filter(([one, other]) => one || other !== undefined);
}

// The rows that an expression counts.
function countedIn(expression) {
  if (!Array.isArray(expression)) return [];
  return expression[0] === "#" ? expression.slice(2) : expression.slice(1).flatMap(countedIn);
}

// The whole check, as small steps: whoever runs it may rest after each. Returns what is wrong and how much was checked.
function* checked(data, root) {
  const lexicons = {}, lexicon = (language) => (lexicons[language] = lexicons[language] || lexiconOf(data, language)), vi = lexicon("vi");
  const faults = [], terms = new Map(), figures = new Map(), numerals = [], tallied = { figures: 0, records: 0 };
  const wrong = (element, printed, due) => faults.push({ element, printed, due });
  const placed = (id) => document.getElementById(id || "");
  for (const [id, record] of Object.entries(data.records)) {
    const term = termOf(record, vi), due = recordFault(record, term, data.words), entry = data.figures[JSON.stringify(id)];
    if (term) terms.set(id, term);
    if (due) wrong(placed(entry && entry.anchor), `${id}: ${record.words}`, due);
    yield;
  }
  for (const [key, figure] of Object.entries(data.figures)) {
    let term = null, due = "…";
    try {
      term = evaluated(JSON.parse(key), terms, data.rows, vi.units);
      due = figureFault(figure, term, vi.units);
    } catch (refused) { /* what may not be computed may not be printed */ }
    if (due) wrong(placed(figure.anchor), `${key}: ${figure.value}`, due);
    figures.set(figure.anchor, [...(figures.get(figure.anchor) || []), [figure, term]]);
    yield;
  }
  // Rows that were counted are records, too.
  tallied.records = new Set([...Object.keys(data.records), ...Object.keys(data.figures).map((key) => JSON.parse(key)).flatMap(countedIn)]).size;
  const spoken = { ...data.spoken };
  for (const { element, figure, text, unit, unsaid } of placesOf(root, spoken)) {
    if (figure === undefined) for (const [numeral] of text.matchAll(NUMERAL)) numerals.push({ element, text: numeral });
    else if (unsaid !== undefined) wrong(element, "…", unsaid);
    else {
      const known = (figures.get(figure) || []).filter(([entry, term]) => term && vi.units.has(entry.unit));
      const dues = known.map(([entry, term]) => printedFault(text, term, entry, lexicon(languageAt(element)), data.words, unit));
      if (!dues.includes("")) wrong(element, text, dues[0] || "…");
      tallied.figures += 1;
    }
    yield;
  }
  for (const id of Object.keys(spoken)) wrong(placed(id), "…", spoken[id].map(([said]) => said).join(" "));
  for (const [found, due] of differences(numerals, data.numerals)) wrong(found ? found.element : null, found ? found.text : "…", due || "…");
  return { faults, tallied };
}

// Each wrong place is marked once, with all that is wrong in it.
function marked(faults) {
  const places = new Map();
  for (const { element, printed, due } of faults) {
    const said = `${printed.trim()} ≠ ${due}`, place = element || said;
    places.set(place, { element, said: [...((places.get(place) || {}).said || []), said] });
  }
  [...places.values()].forEach(({ element, said }, place) => {
    if (!element) return;
    element.classList.add("unproved");
    element.setAttribute("title", said.join("; "));
    if (!element.id) element.id = `unproved-${place + 1}`;
  });
  return [...places.values()];
}

function report(result, { faults, tallied }) {
  const language = languageAt(result), places = marked(faults), { good, bad } = result.dataset;
  const numbers = { ...tallied, faults: places.length };
  result.textContent = (places.length ? bad : good).replace(/\{(figures|records|faults)\}/g, (all, name) => writeNumber(fraction(BigInt(numbers[name])), 0, language));
  result.classList.add(places.length ? "disproved" : "proved");
  places.slice(0, MOST_LISTED).forEach(({ element, said }) => {
    const link = document.createElement(element ? "a" : "span");
    if (element) link.setAttribute("href", `#${element.id}`);
    link.textContent = said.join("; ");
    result.append(" ", link);
  });
}

// In the reader's idle moments, a little at a time.
function prove() {
  const block = document.getElementById("proof"), result = document.getElementById("proof-result");
  if (!block || !result || !result.dataset.good || !result.dataset.bad) return;
  const later = window.requestIdleCallback ? (step) => window.requestIdleCallback(step, { timeout: 2000 }) : (step) => setTimeout(step, 16);
  let steps;
  const go = () => {
    try {
      const data = steps ? null : JSON.parse(block.textContent);
      if (data && data.version !== 1) return;
      steps = steps || checked(data, document.documentElement);
      const until = performance.now() + SLICE;
      for (;;) {
        const { done, value } = steps.next();
        if (done) { report(result, value); return; }
        if (performance.now() > until) break;
      }
      later(go);
    } catch (unforeseen) { result.textContent = ""; }
  };
  later(go);
}
