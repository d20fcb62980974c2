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
