// What Chainlit's page lacks: sources beside the answer, folded details, codes and answers to copy, what stands for all
// questions, and names and landmarks for those who do not see the page. No library; nothing is fetched from elsewhere.

const closest = (target, selector) => (target instanceof Element ? target.closest(selector) : null);
const post = (message) => window.postMessage(message, window.location.origin);
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
// Work to be done once for each drawing of the page, however many changes it is made of.
const redrawn = [];
{
  let waiting = false;
  const draw = () => {
    waiting = false;
    for (const work of redrawn) work();
  };
  const wait = () => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };
  new MutationObserver(wait).observe(document.documentElement, { childList: true, subtree: true });
  wait();
}

// Opens a cited source in the side panel. Chainlit links "[1]" to the element of that name and would go to a page of
// its own; a click is caught before it gets there and the server, which knows the sources, is asked for the panel. The
// focus moves into the panel and, when that is closed, back to the number.
{
  const citedNumber = /^\[(\d+)\]$/;
  let cameFrom = null;
  let entered = null;

  const panelTitle = () => document.querySelector("#side-view-title");
  const closeButton = () => {
    const title = panelTitle();
    return title && (title.querySelector("button") || title.parentElement.querySelector("button"));
  };

  document.addEventListener(
    "click",
    (event) => {
      const link = closest(event.target, "a.element-link");
      const number = link && citedNumber.exec(link.textContent.trim());
      const step = link && link.closest("[id^='step-']");
      if (!number || !step) return;
      event.preventDefault();
      event.stopPropagation();
      cameFrom = link;
      entered = null;
      post({ type: "casepilot-source", message: step.id.slice("step-".length), number: Number(number[1]) });
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    const button = event.key === "Escape" && !document.querySelector("[role='dialog']") && closeButton();
    if (button) button.click();
  });

  redrawn.push(() => {
    const title = panelTitle();
    if (title && cameFrom && entered !== title) {
      const button = closeButton();
      if (!button) return;
      entered = title;
      button.focus({ preventScroll: true });
    } else if (!title && entered) {
      entered = null;
      if (cameFrom && cameFrom.isConnected) cameFrom.focus({ preventScroll: true });
      cameFrom = null;
    }
  });
}

// The details of an answer are closed until they are asked for: everything after the heading of that name in a message
// (public/casepilot.css hides it). A click, Enter or the space bar on the heading opens and closes them.
{
  const heading = ".message-content h6";

  const toggle = (target) => {
    const found = closest(target, heading);
    if (!found) return false;
    found.setAttribute("aria-expanded", String(found.getAttribute("aria-expanded") !== "true"));
    return true;
  };

  document.addEventListener("click", (event) => toggle(event.target), true);
  document.addEventListener(
    "keydown",
    (event) => {
      if ((event.key === "Enter" || event.key === " ") && toggle(event.target)) event.preventDefault();
    },
    true,
  );
  redrawn.push(() => {
    for (const found of document.querySelectorAll(`${heading}:not([role])`)) {
      found.setAttribute("role", "button");
      found.setAttribute("tabindex", "0");
      found.setAttribute("aria-expanded", "false");
    }
  });
}

// Copying. An answer goes to the clipboard as plain text with its sources, its tables as rows with tabs (what a
// spreadsheet takes), and as HTML for a word processor. A code is copied by the small button that stands at its link.
{
  const blocks = "p, div, li, h1, h2, h3, h4, h5, h6, blockquote, table, ul, ol, pre";

  const plain = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (!(node instanceof Element) || node.matches("svg, style, script")) return "";
    if (node.matches("br")) return "\n";
    if (node.matches("tr")) {
      return `${[...node.children].map((cell) => inside(cell).replace(/\s+/g, " ").trim()).join("\t")}\n`;
    }
    if (node.matches("li")) return `\n- ${inside(node).trim()}\n`;
    return node.matches(blocks) ? `\n${inside(node)}\n` : inside(node);
  };
  const inside = (node) => [...node.childNodes].map(plain).join("");
  const plainText = (message) => plain(message).replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();

  const write = async (text, html) => {
    if (navigator.clipboard && window.ClipboardItem && html) {
      const items = { "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([html], { type: "text/html" }) };
      await navigator.clipboard.write([new ClipboardItem(items)]);
    } else if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
    } else {
      // Beyond the own machine and without TLS a page has no clipboard: the older way still works.
      const box = element("textarea", { "aria-hidden": "true", style: "position: fixed; opacity: 0" });
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
  };
  const said = element("div", { role: "status", class: "casepilot-unseen" });
  const tell = (text) => {
    said.textContent = text;
  };

  document.addEventListener(
    "click",
    (event) => {
      const button = closest(event.target, "button:has(svg.lucide-copy)");
      const message = button && closest(button, "[data-step-type='assistant_message']");
      // The answer alone: the team's notes stand below it, in a card of their own.
      const content = message && message.querySelector(".message-content > :first-child");
      if (!content) return;
      event.preventDefault();
      event.stopPropagation();
      write(plainText(content), content.innerHTML).then(() => {
        tell("The answer is copied, with its sources.");
        button.setAttribute("data-copied", "");
        setTimeout(() => button.removeAttribute("data-copied"), 1500);
      });
    },
    true,
  );

  const copyCode = element("button", { id: "casepilot-copy-code", type: "button", hidden: "" }, "Copy");
  let code = "";
  const codeLink = "a[href^='/code/']";
  const offer = (target) => {
    const link = closest(target, codeLink);
    if (!link) return;
    code = link.textContent.trim();
    const place = link.getBoundingClientRect();
    copyCode.textContent = "Copy";
    copyCode.setAttribute("aria-label", `Copy ${code}`);
    copyCode.hidden = false;
    copyCode.style.left = `${Math.min(place.right + 2, window.innerWidth - 64)}px`;
    copyCode.style.top = `${place.top + place.height / 2}px`;
  };
  document.addEventListener("pointerover", (event) => {
    if (closest(event.target, codeLink)) offer(event.target);
    else if (!closest(event.target, "#casepilot-copy-code")) copyCode.hidden = true;
  });
  document.addEventListener("focusin", (event) => offer(event.target));
  document.addEventListener("scroll", () => (copyCode.hidden = true), true);
  document.addEventListener("keydown", (event) => {
    const link = event.key === "c" && !event.ctrlKey && !event.metaKey && closest(event.target, codeLink);
    if (link) write(link.textContent.trim()).then(() => tell(`${link.textContent.trim()} is copied.`));
  });
  copyCode.addEventListener("click", () => {
    write(code).then(() => {
      copyCode.textContent = "Copied";
      tell(`${code} is copied.`);
    });
  });
  document.addEventListener("DOMContentLoaded", () => document.body.append(copyCode, said));
  if (document.body) document.body.append(copyCode, said);
}

// The start page's text and what stands for all questions. Both come from the server when a chat begins; what stood is
// kept in this browser and may come in the address (?on=2026-11-30&payer=medicare), as a page of the desk links here.
{
  const key = "casepilot-standing";
  const names = ["on", "payer", "setting", "place"];
  let welcome = null;
  let shown = [];

  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  };
  const stood = () => {
    const address = new URLSearchParams(window.location.search);
    const given = names.filter((name) => address.has(name)).map((name) => [name, address.get(name)]);
    return { ...stored(), ...Object.fromEntries(given) };
  };

  const mark = () => {
    const script = document.querySelector("script[src*='public/casepilot.js']");
    return element("img", { src: script ? script.src.replace(/casepilot\.js.*/, "mark.svg") : "/public/mark.svg", alt: "" });
  };
  const lines = () => {
    const [ask, mode, loaded, editions, offer] = welcome.lines;
    const told = [mark(), element("h1", {}, "CasePilot"), element("p", {}, ask)];
    if (mode) told.push(element("p", { class: "small" }, mode));
    if (loaded) {
      const summary = element("summary", {}, offer ? `${loaded}; some tables of today are not loaded` : loaded);
      const more = [editions, offer].filter(Boolean).map((text) => element("p", {}, text));
      told.push(element("details", { class: "small" }, summary, ...more));
    }
    if (welcome.pages) {
      const links = [["/search", "Search"], ["/claims", "Check a claim"], ["/editions", "Editions"]];
      told.push(element("p", { class: "small" }, ...links.map(([to, name]) => element("a", { href: to }, name))));
    }
    return element("div", { id: "casepilot-welcome" }, ...told);
  };
  const chips = () =>
    element(
      "div",
      { id: "casepilot-standing", role: "group", "aria-label": "For all questions" },
      ...shown.map(([name, value]) => {
        const chip = element("button", { type: "button", "aria-label": `${name}: ${value}. Change` });
        chip.append(element("span", {}, name), ` ${value}`);
        chip.addEventListener("click", () => document.querySelector("#chat-settings-open-modal")?.click());
        return chip;
      }),
    );

  window.addEventListener("message", (event) => {
    if (event.origin !== window.location.origin || !event.data) return;
    if (event.data.type === "casepilot-welcome") {
      welcome = event.data;
      const values = stood();
      if (Object.keys(values).length) post({ type: "casepilot-stood", values });
    } else if (event.data.type === "casepilot-standing") {
      shown = event.data.shown;
      try {
        localStorage.setItem(key, JSON.stringify(event.data.values));
      } catch {
        // A browser that keeps nothing: what stands is lost with the page.
      }
      document.querySelector("#casepilot-standing")?.remove();
    } else if (event.data.type === "casepilot-thread") {
      // Chainlit's page does this itself only where it is served at "/": reloaded, it then shows the same conversation.
      const { pathname } = window.location;
      if (!pathname.includes("/thread/")) {
        history.replaceState(history.state, "", `${pathname.replace(/\/$/, "")}/thread/${event.data.id}`);
      }
    } else return;
    draw();
  });

  const draw = () => {
    const screen = document.querySelector("#welcome-screen");
    if (welcome && screen && !screen.querySelector("#casepilot-welcome")) {
      screen.prepend(lines());
    }
    const composer = document.querySelector("#message-composer");
    if (shown.length && composer && !document.querySelector("#casepilot-standing")) composer.before(chips());
  };
  redrawn.push(draw);
}

// What stands at the end of a printed conversation: when it was printed, what stood for all questions, and the editions
// that the sources in sight are of.
{
  const printed = element("footer", { id: "casepilot-printed" });
  const two = (number) => String(number).padStart(2, "0");
  const now = () => {
    const at = new Date();
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
  };
  const editions = () => {
    const sources = [...document.querySelectorAll(".message-content li > a.element-link:first-child + .italic")];
    const seen = sources.filter((source) => source.offsetParent !== null).map((source) => source.textContent);
    return [...new Set(seen.map((text) => text.slice(text.lastIndexOf(" · ") + 3)))];
  };
  const tell = () => {
    if (!document.querySelector(".message-content")) return printed.replaceChildren();
    const stood = [...document.querySelectorAll("#casepilot-standing button")].map((chip) => chip.textContent);
    const items = editions().map((edition) => element("li", {}, edition));
    printed.replaceChildren(
      element("p", {}, [`CasePilot, printed ${now()}`, ...stood].join(" · ")),
      ...(items.length ? [element("p", {}, "It rests on:"), element("ul", {}, ...items)] : []),
    );
  };
  window.addEventListener("beforeprint", () => {
    document.body.append(printed);
    tell();
  });
}

// Landmarks, names and live regions that the page has none of.
{
  const named = {
    "#chat-submit": "Send the question",
    "#stop-button": "Stop the answer",
    "#readme-button": "About CasePilot",
    "#new-chat-button": "New conversation",
    "#chat-settings-open-modal": "Date of service, payer, setting and place for all questions",
    "#theme-toggle": "Light or dark",
    "#side-view-title button": "Close the source",
    "#sidebar-trigger-button": "Show or hide the conversations",
    "#search-chats-button": "Search the conversations",
  };
  const byPicture = { copy: "Copy this answer with its sources", "arrow-down": "To the newest answer", x: "Close", "thumbs-up": "Helpful", "thumbs-down": "Not helpful" };

  const name = (found, label) => {
    if (!found.hasAttribute("aria-label")) found.setAttribute("aria-label", label);
  };
  redrawn.push(() => {
    for (const [selector, label] of Object.entries(named)) document.querySelectorAll(selector).forEach((found) => name(found, label));
    for (const button of document.querySelectorAll("button:not([aria-label])")) {
      if (button.textContent.trim()) continue;
      const picture = [...(button.querySelector("svg")?.classList || [])].map((one) => byPicture[one.replace("lucide-", "")]);
      const label = picture.find(Boolean);
      if (label) name(button, label);
    }
    document.querySelector("#chat-input")?.setAttribute("aria-label", "Your question");
    landmarks();
    for (const table of document.querySelectorAll(".message-content table:not([data-named])")) nameCells(table);
  });

  const landmarks = () => {
    const header = document.querySelector("#header");
    const beside = header?.nextElementSibling?.firstElementChild;
    if (!beside) return;
    header.setAttribute("role", "banner");
    // Beside a history of conversations the page has a main of its own.
    const main = document.querySelector("main") || beside;
    if (main === beside) main.setAttribute("role", "main");
    else beside.removeAttribute("role");
    const unseen = header.querySelector("h1");
    if (main.querySelector("h1")) unseen?.remove();
    else if (!unseen) header.append(element("h1", { class: "casepilot-unseen" }, "CasePilot"));
    const log = document.querySelector(".step")?.closest(".overflow-y-auto");
    if (log) {
      log.setAttribute("role", "log");
      log.setAttribute("aria-live", "polite");
      log.setAttribute("aria-label", "Conversation");
      log.setAttribute("tabindex", "0");
      log.setAttribute("aria-busy", String(Boolean(document.querySelector("#stop-button"))));
    }
    // The list around the list of conversations has no items of its own.
    document.querySelector("#thread-history")?.closest("ul")?.setAttribute("role", "none");
    // The block around the button of the form's date says that it opens something too.
    for (const block of document.querySelectorAll("div[type='button']")) {
      for (const attribute of ["aria-haspopup", "aria-expanded", "aria-controls"]) block.removeAttribute(attribute);
    }
    document.querySelector("[role='dialog'][data-side]:not([aria-label])")?.setAttribute("aria-label", "Date of service");
    // The handle between chat and source names a panel that has no such id: the panel gets it.
    for (const handle of document.querySelectorAll("[data-resize-handle][aria-controls]")) {
      const panel = handle.previousElementSibling;
      if (panel && !document.getElementById(handle.getAttribute("aria-controls"))) panel.id = handle.getAttribute("aria-controls");
    }
    document.querySelector("#side-view-content")?.closest("aside")?.setAttribute("aria-label", "Source");
  };
  // On a phone a row is a card, and each of its cells says which column it is of.
  const nameCells = (table) => {
    const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.children].forEach((cell, place) => cell.setAttribute("data-label", names[place] || ""));
    }
    table.setAttribute("data-named", "");
  };
}
