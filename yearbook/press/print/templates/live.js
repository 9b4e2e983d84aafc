// While the book is watched: fetch it again when it was made again, and stay where the reader is.
(() => {
  let version = Number(document.currentScript.dataset.version);
  const KEY = "yearbook-place";
  // What is folded away, or only defined in a drawing, is in no place.
  const anchors = () => [...document.querySelectorAll("main [id], article [id], section[id]")]
    .filter((node) => node.getClientRects().length);
  const remember = () => {
    const above = anchors().filter((node) => node.getBoundingClientRect().top <= 80).reverse();
    const places = above.map((node) => ({ id: node.id, offset: node.getBoundingClientRect().top }));
    sessionStorage.setItem(KEY, JSON.stringify({ places, top: window.scrollY }));
  };
  const place = JSON.parse(sessionStorage.getItem(KEY) || "null");
  if (place) {
    // The nearest that is still there: a heading may have been reworded, and is worded otherwise in the other language.
    const near = place.places.find(({ id }) => document.getElementById(id));
    const node = near && document.getElementById(near.id);
    window.scrollTo(0, node ? node.getBoundingClientRect().top + window.scrollY - near.offset : place.top);
    sessionStorage.removeItem(KEY);
  }
  document.querySelectorAll("#watched a[hreflang]").forEach((link) => link.addEventListener("click", remember));
  const card = document.createElement("pre");
  card.setAttribute("role", "alert");
  card.hidden = true;
  card.style.cssText = "background:#fff;border:3px solid #a33a1f;border-radius:6px;bottom:1rem;box-shadow:0 4px 24px #0006;" +
    "color:#1c2522;font:15px/1.5 system-ui,sans-serif;left:1rem;margin:0;max-height:60vh;overflow:auto;padding:1rem 1.25rem;" +
    "position:fixed;right:1rem;white-space:pre-wrap;z-index:1000";
  document.body.append(card);
  const ask = async () => {
    try {
      const answer = await (await fetch(`/shown?version=${version}`)).json();
      card.hidden = !answer.error;
      card.textContent = answer.error;
      if (answer.version !== version && !answer.error) {
        remember();
        location.reload();
        return;
      }
      version = answer.version;
    } catch (_) {
      await new Promise((done) => setTimeout(done, 500));
    }
    ask();
  };
  ask();
})();
