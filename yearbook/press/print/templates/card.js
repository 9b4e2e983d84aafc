// A figure's row of the register, shown at the figure. Without this script, or the platform's popover, its link leads there.
(() => {
  if (!("popover" in HTMLElement.prototype)) return;
  const GAP = 8;
  let card, opener;

  function made() {
    const element = document.createElement("div");
    element.id = "page-card";
    element.popover = "auto";
    element.tabIndex = -1;
    element.setAttribute("role", "dialog");
    element.addEventListener("toggle", (event) => { if (event.newState === "closed") opener?.focus({ preventScroll: true }); });
    return document.body.appendChild(element);
  }

  // The cells of a row under their headings; ids stay in the register.
  function told(row, said) {
    const list = document.createElement("dl");
    const headings = [...row.closest("table").tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    [...row.cells].forEach((cell, place) => {
      const text = cell.textContent.trim();
      if (!text || text === said) return;
      const line = document.createElement("div"), name = document.createElement("dt"), value = document.createElement("dd");
      name.textContent = headings[place] || "";
      value.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
      value.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
      line.append(name, value);
      list.append(line);
    });
    return list;
  }

  // Under the figure, or over it where there is more room; never out of the window.
  function placed(figure) {
    const at = figure.getBoundingClientRect(), { offsetWidth: wide, offsetHeight: high } = card;
    const left = Math.min(Math.max(GAP, at.left + at.width / 2 - wide / 2), innerWidth - wide - GAP);
    const below = at.bottom + GAP, above = at.top - GAP - high;
    card.style.left = `${left}px`;
    card.style.top = `${Math.max(GAP, below + high > innerHeight - GAP && above >= GAP ? above : Math.min(below, innerHeight - high - GAP))}px`;
  }

  function show(figure, row) {
    card ??= made();
    const title = document.createElement("p"), link = document.createElement("a");
    title.className = "said";
    title.textContent = figure.textContent.trim();
    link.href = `#${row.id}`;
    link.className = "row";
    link.textContent = document.body.dataset.cardRow;
    card.setAttribute("aria-label", title.textContent);
    card.replaceChildren(title, told(row, title.textContent), link);
    if (!card.contains(figure)) opener = figure;
    if (!card.matches(":popover-open")) card.showPopover();
    placed(opener);
    card.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const row = document.getElementById((link.getAttribute("href") || "").slice(1));
    const within = card?.contains(link), figure = link.classList.contains("fact");
    if (row?.localName === "tr" && !row.contains(link) && (figure || (within && !link.classList.contains("row")))) {
      event.preventDefault();
      show(link, row);
    } else if (within) {
      opener = null;
      card.hidePopover();
    }
  });
})();
