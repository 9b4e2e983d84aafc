// Comfort only: everything on the page can be read without this script.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const KEY = "yearbook-theme";
  root.classList.add("js");

  // A page opened from a disk, or in a private window, may have no memory at all.
  const recall = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const remember = (theme) => { try { localStorage.setItem(KEY, theme); } catch { /* this visit only */ } };
  const shown = () => root.dataset.theme || (dark.matches ? "dark" : "light");

  // Before the first paint, so that a dark reader is not dazzled.
  const kept = recall();
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;

  function themeButton() {
    const button = document.getElementById("page-theme");
    const other = () => (shown() === "dark" ? "light" : "dark");
    const label = () => { button.textContent = button.dataset[other()]; };
    button.addEventListener("click", () => {
      root.dataset.theme = other();
      remember(root.dataset.theme);
      label();
    });
    dark.addEventListener("change", label);
    label();
    button.hidden = false;
  }

  function followTheReader() {
    const side = document.querySelector("nav.side");
    if (!side) return;
    const inView = new Set();
    const sections = [...document.querySelectorAll("section[id]")];
    const mark = () => {
      const current = sections.find((section) => inView.has(section));
      for (const link of side.querySelectorAll("a")) {
        if (current && link.hash === `#${current.id}`) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    };
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) inView[isIntersecting ? "add" : "delete"](target);
      mark();
    }, { rootMargin: "-20% 0px -70% 0px" });
    sections.forEach((section) => observer.observe(section));
  }

  function foldAfterUse() {
    const folded = document.querySelector("nav.folded details");
    folded?.addEventListener("click", (event) => { if (event.target.closest("a")) folded.open = false; });
    folded?.addEventListener("keydown", (event) => { if (event.key === "Escape") folded.open = false; });
  }

  // A region that hides nothing needs no tab stop and is no landmark.
  function restRegions() {
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        const hides = target.scrollWidth > target.clientWidth + 1;
        target.classList.toggle("hides", hides);
        if (hides) target.tabIndex = 0; else target.removeAttribute("tabindex");
      }
    });
    document.querySelectorAll(".scroll").forEach((region) => observer.observe(region));
  }

  // Some browsers forget that a table is one when its style turns rows into cards: its roles are said aloud again.
  function keepTablesTables() {
    const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" };
    for (const part of document.querySelectorAll("table[class*=fold-], table[class*=fold-] *")) {
      if (part.className === "caption") part.setAttribute("role", "caption");
      const role = part.localName === "th" ? (part.scope === "col" ? "columnheader" : "rowheader") : roles[part.localName];
      if (role) part.setAttribute("role", role);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    themeButton();
    keepTablesTables();
    followTheReader();
    foldAfterUse();
    restRegions();
  });
})();
