// Take it along: a table as text or CSV, a chart as SVG or PNG, and the way to the other language at the same place.
(() => {
  const NAMES = "http://www.w3.org/2000/svg";
  const FONT = '"Source Sans Pro", sans-serif';
  const language = document.documentElement.lang;
  const words = () => document.body.dataset;

  function save(content, type, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // Text as it is printed, without note marks and without what is only spoken.
  function said(element, left = "a.mark, sup.mark, .spoken, .permalink") {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(left).forEach((part) => part.remove());
    copy.querySelectorAll("br").forEach((line) => line.replaceWith(" "));
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  // A spreadsheet must not run what somebody wrote, wherever it may think that a cell begins; a number keeps its sign.
  function safe(text) {
    return text.replace(/(^|[;,"]\s*)(?=[=@＝＠]|[+＋－-](?!\s*\d[\d.,\s]*(?:%|\p{L}[\p{L}\s/]*)?(?:[;,"]|$)|$))/gu, "$1'");
  }

  // A cell over several columns or rows stands in the first of them; the others are blank.
  function rowsOf(table) {
    const rows = [...table.rows].map(() => []);
    [...table.rows].forEach((row, down) => {
      let across = 0;
      for (const cell of row.cells) {
        while (rows[down][across] !== undefined) across += 1;
        for (let y = 0; y < cell.rowSpan; y += 1) {
          for (let x = 0; x < cell.colSpan; x += 1) if (rows[down + y]) rows[down + y][across + x] = x || y ? "" : safe(said(cell));
        }
      }
    });
    return rows;
  }

  function csvOf(rows) {
    const between = language === "vi" ? ";" : ",";
    const cell = (text) => (text.includes(between) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text);
    return `\ufeff${rows.map((row) => row.map(cell).join(between)).join("\r\n")}\r\n`;
  }

  function copy(table) {
    const plain = rowsOf(table).map((row) => row.join("\t")).join("\n");
    const bare = document.createElement("table");
    for (const row of rowsOf(table)) for (const text of [bare.insertRow()]) row.forEach((one) => { text.insertCell().textContent = one; });
    let done = false;
    // Both as text and as a table: a spreadsheet and a letter each take theirs. This way needs no permission on a disk.
    const give = (event) => {
      event.clipboardData.setData("text/plain", plain);
      event.clipboardData.setData("text/html", bare.outerHTML);
      event.preventDefault();
      done = true;
    };
    document.addEventListener("copy", give, { once: true });
    document.execCommand("copy");
    document.removeEventListener("copy", give);
    return done ? Promise.resolve() : navigator.clipboard.writeText(plain);
  }

  // ── charts ──

  function lightColours() {
    const root = document.documentElement, kept = root.dataset.theme;
    root.dataset.theme = "light";
    const style = getComputedStyle(root);
    const colours = Object.fromEntries(["paper", "panel", "ink", "quiet", "line", "forest", "clay", "river", "sand"]
      .map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    if (kept) root.dataset.theme = kept; else delete root.dataset.theme;
    return colours;
  }

  function fontFaces(slanted) {
    const faces = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule instanceof CSSFontFaceRule);
    return faces.filter((face) => slanted || face.style.fontStyle !== "italic").map((face) => face.cssText).join("");
  }

  function wrapped(text, font, width) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const lines = [];
    for (const word of text.split(" ")) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  // The chart with its caption above and its source and notes below, in one drawing that needs nothing else.
  function drawingOf(figure) {
    const own = figure.querySelector(".drawing svg"), box = own.viewBox.baseVal;
    const colours = lightColours(), scale = (own.width.baseVal.value || box.width) / box.width, margin = 12;
    const drawing = document.createElementNS(NAMES, "svg"), style = document.createElementNS(NAMES, "style");
    const title = document.createElementNS(NAMES, "title"), ground = document.createElementNS(NAMES, "rect");
    title.textContent = own.closest("[aria-label]")?.getAttribute("aria-label");
    style.textContent = fontFaces(own.innerHTML.includes("italic"));
    drawing.append(title, style, ground);
    let y = margin;
    const write = (element, size, weight, fill, label = "") => {
      const text = element && (label || said(element, ".spoken, .permalink"));
      if (!text) return;
      for (const line of wrapped(text, `${weight} ${size}px ${FONT}`, box.width)) {
        const one = document.createElementNS(NAMES, "text");
        y += size * 1.3;
        for (const [name, value] of Object.entries({ x: margin, y: y - size * .25, fill, "font-size": size, "font-weight": weight, "font-family": FONT })) one.setAttribute(name, value);
        one.textContent = line;
        drawing.append(one);
      }
    };
    write(figure.querySelector(".number"), 9, 600, colours.forest);
    write(figure.querySelector(".title"), 12, 600, colours.ink);
    write(figure.querySelector(".subtitle"), 9.5, 400, colours.quiet);
    y += 6;
    const inner = own.cloneNode(true);
    for (const [name, value] of Object.entries({ x: margin, y, width: box.width, height: box.height })) inner.setAttribute(name, value);
    drawing.append(inner);
    y += box.height + 6;
    figure.querySelectorAll(".source, .notes li").forEach((line) => write(line, 8.5, 400, colours.quiet));
    const width = box.width + 2 * margin, height = y + margin;
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const [name, value] of Object.entries({ width, height })) {
      drawing.setAttribute(name, (value * scale).toFixed(1));
      ground.setAttribute(name, value);
    }
    ground.setAttribute("fill", colours.paper);
    const text = new XMLSerializer().serializeToString(drawing).replace(/var\(--(\w+)\)/g, (whole, name) => colours[name] || whole);
    return { text, width: width * scale, height: height * scale };
  }

  async function pngOf(figure) {
    const { text, width, height } = drawingOf(figure), picture = new Image(), canvas = document.createElement("canvas");
    // As data, which the page's own rules let it show.
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await picture.decode();
    canvas.width = Math.round(width * 2);
    canvas.height = Math.round(height * 2);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => { canvas.toBlob(done, "image/png"); });
  }

  // ── buttons ──

  function offer(place, kind, of, what) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words()[kind];
    button.setAttribute("aria-label", `${words()[`${kind}Long`]}: ${of}`);
    button.dataset.take = kind;
    button.addEventListener("click", async () => {
      await what();
      if (kind !== "copy") return;
      button.textContent = document.getElementById("page-said").textContent = words().copied;
      setTimeout(() => {
        button.textContent = words().copy;
        document.getElementById("page-said").textContent = "";
      }, 2000);
    });
    place.append(button);
  }

  function offerTable(place, table, id, of) {
    offer(place, "copy", of, () => copy(table));
    offer(place, "csv", of, () => save(csvOf(rowsOf(table)), "text/csv;charset=utf-8", `${id}.${language}.csv`));
  }

  // The register as one table: every figure in words and in numbers, which a spreadsheet of this language can compute with.
  function registered(labels, proof) {
    const number = (text) => (language === "vi" ? (text || "").replace(".", ",") : text || "");
    const figures = new Map(Object.entries(proof.figures).filter(([key]) => !key.startsWith('["<>"')).map(([, one]) => [one.anchor, one]));
    const rows = [...document.querySelectorAll("tr[id]")].filter((row) => figures.has(row.id)).map((row) => {
      const one = figures.get(row.id), cells = [...row.cells], named = cells[0].matches("th"), printed = cells[named ? 1 : 0];
      const [about, how] = cells.slice(named ? 2 : 1, -1).map((cell) => said(cell));
      const words = said(printed, language === "vi" ? ".spoken" : ".spoken, [lang=vi]");
      const bound = labels[one.bound.replace(/_(.)/, (whole, letter) => letter.toUpperCase())];
      const unit = proof.units[one.unit]?.names[language][0].replace("{}", "").replace(/\s+/g, " ").trim() || "";
      return [named ? said(cells[0]) : how || "", words, ...[one.value, one.upper, one.low, one.high].map(number), bound, unit, about, named ? how : "", said(cells.at(-1))];
    });
    return [labels.columns.split("|"), ...rows.map((row) => row.map((text) => safe(text)))];
  }

  function offerRegister() {
    const row = document.getElementById("page-take"), block = document.getElementById("proof");
    if (!row || !block) return;
    const place = row.querySelector(".take"), of = place.previousSibling.textContent.trim();
    row.hidden = false;
    offer(place, "csv", of, () => save(csvOf(registered(place.dataset, JSON.parse(block.textContent))), "text/csv;charset=utf-8", `book-figures.${language}.csv`));
    offer(place, "json", of, () => save(block.textContent, "application/json", `book-figures.${language}.json`));
  }

  function buttons() {
    for (const exhibit of document.querySelectorAll(".exhibit[id]")) {
      const place = exhibit.querySelector(":scope > .take"), tabular = exhibit.matches(".table");
      const of = exhibit.querySelector(".number")?.textContent || words()[tabular ? "table" : "figure"];
      if (tabular) offerTable(place, exhibit.querySelector("table"), exhibit.id, of);
      if (exhibit.querySelector(".drawing svg")) {
        const name = `${exhibit.id}.${language}`;
        offer(place, "svg", of, () => save(drawingOf(exhibit).text, "image/svg+xml", `${name}.svg`));
        offer(place, "png", of, async () => save(await pngOf(exhibit), "image/png", `${name}.png`));
      }
      const behind = exhibit.querySelector("details.data");
      if (behind) {
        const row = document.createElement("div");
        row.className = "take";
        behind.querySelector("summary").after(row);
        offerTable(row, behind.querySelector("table"), exhibit.id, of);
      }
    }
    for (const place of document.querySelectorAll(".spread .take")) {
      const table = place.nextElementSibling.querySelector("table");
      offerTable(place, table, table.caption.id, said(table.caption));
    }
  }

  // The other language at the same place: chapters and exhibits have one id in both.
  function otherLanguage() {
    const places = () => [...document.querySelectorAll("section[id], .exhibit[id], .spread[id]")];
    for (const link of document.querySelectorAll("a.language")) {
      const file = link.getAttribute("href");
      link.addEventListener("click", () => {
        const seen = places().filter((place) => place.getBoundingClientRect().top < 120);
        const asked = places().find((place) => `#${place.id}` === location.hash);
        const box = asked?.getBoundingClientRect();
        const here = box && box.bottom > 0 && box.top < innerHeight ? asked : seen.at(-1);
        link.href = here ? `${file}#${here.id}` : file;
      });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    buttons();
    offerRegister();
    otherLanguage();
  });
})();
