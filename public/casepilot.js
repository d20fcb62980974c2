// Opens a cited source in the side panel. Chainlit links "[1]" to the element of that name and would go to a page of
// its own; a click is caught before it gets there and the server, which knows the sources, is asked for the panel.
(() => {
  const citedNumber = /^\[(\d+)\]$/;

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a.element-link") : null;
      const number = link && citedNumber.exec(link.textContent.trim());
      const step = link && link.closest("[id^='step-']");
      if (!number || !step) return;
      event.preventDefault();
      event.stopPropagation();
      window.postMessage(
        { type: "casepilot-source", message: step.id.slice("step-".length), number: Number(number[1]) },
        window.location.origin,
      );
    },
    true,
  );
})();

// The details of an answer are closed until they are asked for: everything after the heading of that name in a message
// (public/casepilot.css hides it). A click, Enter or the space bar on the heading opens and closes them.
(() => {
  const heading = ".message-content h6";

  const toggle = (target) => {
    const found = target instanceof Element ? target.closest(heading) : null;
    if (!found) return false;
    const open = found.getAttribute("aria-expanded") !== "true";
    found.setAttribute("aria-expanded", String(open));
    return true;
  };

  const name = () => {
    for (const found of document.querySelectorAll(`${heading}:not([role])`)) {
      found.setAttribute("role", "button");
      found.setAttribute("tabindex", "0");
      found.setAttribute("aria-expanded", "false");
    }
  };

  document.addEventListener("click", (event) => toggle(event.target), true);
  document.addEventListener(
    "keydown",
    (event) => {
      if ((event.key === "Enter" || event.key === " ") && toggle(event.target)) event.preventDefault();
    },
    true,
  );
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
  name();
})();
