// Find in the book: typed without accents, found with them. Nothing leaves this page.
document.addEventListener("DOMContentLoaded", () => {
  const UNITS = "h2,h3,h4,h5,p,li,tr,figcaption,caption,dt,dd,pre", MOST = 40;
  const box = document.getElementById("page-search");
  const button = box.querySelector("button"), field = document.createElement("input"), list = box.querySelector("ul"), status = box.querySelector("p");
  let book, hits = [], active = -1, from;

  // One sign for one sign: a place in the folded text is the same place in the text.
  const plain = (sign) => (/\s/.test(sign) ? " " : sign.toLowerCase()[0]);
  const bare = (sign) => (/đ/i.test(sign) ? "d" : plain(sign.normalize("NFD")[0]));
  const each = (text, change) => text.replace(/[^]/g, change);

  // Where a word begins with what is asked, or -1.
  function placeOf(asked, text, from = 0) {
    let at = text.indexOf(asked, from);
    while (at > 0 && /[\p{L}\p{N}]{2}/u.test(text[at - 1] + asked[0])) at = text.indexOf(asked, at + 1);
    return at;
  }

  // A unit's text and the nodes it came from, cells and lines told apart.
  function read(unit) {
    const walker = document.createTreeWalker(unit, NodeFilter.SHOW_TEXT), nodes = [];
    let text = "", last;
    while (walker.nextNode()) {
      const node = walker.currentNode, part = node.parentElement.closest("th,td,.number,.title,.subtitle");
      if (node.parentElement.closest(".spoken,.take,a.mark")) continue;
      if (text && part !== last) text += " · ";
      last = part;
      nodes.push([node, text.length]);
      text += node.data;
    }
    return { unit, nodes, text, folded: each(text, bare), lower: each(text, plain) };
  }

  // Best first: as typed, then without accents, then every word somewhere. "dd" may be đ, as on the keyboard.
  function found(typed) {
    const asked = typed.normalize("NFC").trim().replace(/\s+/g, " "), folded = each(asked, bare);
    const ways = [folded, folded.replace(/dd/g, "d")];
    const tries = [["lower", [each(asked, plain)]], ...ways.map((way) => ["folded", [way]]), ...ways.map((way) => ["folded", way.split(" ")])];
    return !asked ? [] : book.flatMap((entry) => {
      const rank = tries.findIndex(([text, words]) => words.every((word) => placeOf(word, entry[text]) >= 0));
      return rank < 0 ? [] : { ...entry, rank, places: placesOf(tries[rank][1], entry[tries[rank][0]]) };
    }).sort((one, other) => one.rank - other.rank);
  }

  function placesOf(words, text) {
    const places = [];
    for (const word of words) {
      for (let at = placeOf(word, text); at >= 0; at = placeOf(word, text, at + 1)) places.push([at, at + word.length]);
    }
    return places.sort((one, other) => one[0] - other[0]);
  }

  function option({ unit, text, places: [[start, end]] }, order) {
    const [item, said, mark, where] = ["li", "span", "mark", "small"].map((tag) => document.createElement(tag));
    const cut = Math.max(0, start - 34), till = end + 90;
    mark.textContent = text.slice(start, end);
    said.append((cut ? "… " : "") + text.slice(cut, start), mark, text.slice(end, till) + (till < text.length ? " …" : ""));
    const heads = [unit.closest("section")?.querySelector("h2"), unit.closest(".exhibit")?.querySelector(".number")];
    where.textContent = heads.filter(Boolean).map((head) => read(head).text).join(" · ");
    item.append(said, where);
    item.id = `page-hit-${order}`;
    item.setAttribute("role", "option");
    item.addEventListener("click", () => go(order));
    return item;
  }

  function choose(order) {
    active = order;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", place === order));
    field.setAttribute("aria-activedescendant", order < 0 ? "" : list.children[order].id);
    list.children[order]?.scrollIntoView({ block: "nearest" });
  }

  function show() {
    book ??= [...document.querySelectorAll(`#page-content :is(${UNITS})`)]
      .filter((unit) => !unit.querySelector(UNITS) && !unit.closest(".entries,.to-top")).map(read);
    hits = found(field.value);
    list.replaceChildren(...hits.slice(0, MOST).map(option));
    list.hidden = !hits.length;
    const { none, one, many } = box.dataset;
    status.textContent = field.value.trim() && (hits.length > 1 ? many.replace("{n}", hits.length) : hits.length ? one : none);
    field.setAttribute("aria-expanded", !list.hidden);
    choose(-1);
  }

  function close() {
    list.hidden = true;
    status.textContent = "";
    field.setAttribute("aria-expanded", false);
  }

  function go(order) {
    const { unit, nodes, places } = hits[order];
    for (let outer = unit; outer; outer = outer.parentElement) if (outer.localName === "details") outer.open = true;
    document.querySelector(".found")?.classList.remove("found");
    unit.classList.add("found");
    const found = window.Highlight && new Highlight();
    if (found) for (const [start, end] of places) for (const [node, at] of nodes) if (at < end && at + node.length > start) {
      const range = new Range();
      range.setStart(node, Math.max(0, start - at));
      range.setEnd(node, Math.min(node.length, end - at));
      found.add(range);
    }
    found && CSS.highlights.set("found", found);
    close();
    unit.tabIndex = -1;
    unit.focus({ preventScroll: true });
    unit.scrollIntoView({ block: "center" });
  }

  function begin(event) {
    event.preventDefault();
    from = document.activeElement === button ? null : document.activeElement;
    button.replaceWith(field);
    field.focus({ preventScroll: true });
    field.select();
  }

  const traits = { type: "search", role: "combobox", "aria-label": button.firstChild.data.trim(), "aria-controls": list.id, "aria-expanded": false, autocomplete: "off" };
  for (const [name, value] of Object.entries(traits)) field.setAttribute(name, value);
  field.addEventListener("input", show);
  field.addEventListener("focus", show);
  field.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape") {
      field.value = "";
      field.blur();
      from?.focus({ preventScroll: true });
    } else if (list.hidden) return;
    else if (event.key === "ArrowDown") choose(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") choose(active > 0 ? active - 1 : last);
    else if (event.key === "Enter") go(Math.max(active, 0));
    else return;
    event.preventDefault();
  });
  box.addEventListener("focusout", (event) => box.contains(event.relatedTarget) || close());
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input")) begin(event);
  });
  document.querySelectorAll("button.find").forEach((button) => {
    button.addEventListener("click", begin);
    button.hidden = false;
  });
  box.hidden = false;
});
