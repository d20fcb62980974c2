// A few lines that make the desk quicker to use; every page works without them.
"use strict";

// "/" puts the cursor into the search box of the page.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("input[type=search]");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});

// The search answers while one types: the first hits at once, the whole list after a pause.
const search = document.querySelector("form.search[data-hits]");
if (search) {
  const hits = document.getElementById("hits"), box = search.elements.q;
  let running = null, pause = null;

  const address = (path, whole) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(search)) if (value) fields.append(name, value);
    if (whole) fields.append("whole", "1");
    return `${path}?${fields}`;
  };
  const show = async (whole) => {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(address(search.dataset.hits, whole), { signal: running.signal });
      if (!answer.ok) return;
      hits.innerHTML = await answer.text();
      fold(hits);
      if (whole) history.replaceState(null, "", address("/search", false));
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const changed = () => {
    clearTimeout(pause);
    show(false);
    pause = setTimeout(() => show(true), 350);
  };
  box.addEventListener("input", changed);
  search.addEventListener("change", (event) => { if (event.target !== box) changed(); });

  // Down and up go through the codes, Enter opens the one that has the cursor, or the first one.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...hits.querySelectorAll("tr:not([hidden]) a.code, .sections a")];
    const at = links.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== box) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) box.focus(); else links[Math.min(next, links.length - 1)]?.focus();
  });
}

// The codes below a header fold under it.
const LONG_LIST = 40, FINE_HEADER = 5;
function fold(root) {
  for (const table of root.querySelectorAll("table[data-folds]")) {
    const rows = [...table.tBodies[0].rows];
    for (const [place, row] of rows.entries()) {
      if (!row.classList.contains("header")) continue;
      let last = place + 1;
      while (last < rows.length && rows[last].dataset.code.startsWith(row.dataset.code)) last += 1;
      if (last === place + 1) continue;
      const button = document.createElement("button");
      button.type = "button"; button.className = "fold"; button.textContent = "▾";
      const tell = (open) => {
        button.setAttribute("aria-expanded", String(open));
        button.setAttribute("aria-label", `${open ? "Fold" : "Unfold"} ${row.dataset.code}: ${last - place - 1} codes`);
      };
      const turn = (open) => {
        tell(open);
        for (const below of rows.slice(place + 1, last)) {
          below.hidden = !open;
          if (open) below.querySelector(".fold")?.setAttribute("aria-expanded", "true");
        }
      };
      button.addEventListener("click", () => turn(button.getAttribute("aria-expanded") !== "true"));
      // Of a long list the finest headers begin folded: what stands behind them is seen.
      turn(rows.length <= LONG_LIST || row.dataset.code.replace(".", "").length < FINE_HEADER);
      row.cells[0].prepend(button);
    }
  }
}
fold(document);

// A long list of codes is sifted as one types; without script the form does it.
for (const form of document.querySelectorAll("form[data-sift]")) {
  const rows = form.parentElement.querySelectorAll(".pairs li"), rest = form.parentElement.querySelectorAll("details.rest");
  form.addEventListener("input", (event) => {
    const sought = event.target.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(sought);
    for (const folded of rest) folded.open = sought !== "";
  });
}

// Copying a code takes one click.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}

// A running download tells how far it is.
const told = document.querySelector("[data-progress]");
if (told?.querySelector("[data-running=yes]")) {
  const timer = setInterval(async () => {
    const answer = await fetch(told.dataset.progress);
    if (!answer.ok) return;
    told.innerHTML = await answer.text();
    if (!told.querySelector("[data-running=yes]")) { clearInterval(timer); location.reload(); }
  }, 1500);
}
