// The form of a watchlist: a list always has an empty row at its end.
"use strict";
(() => {
  for (const list of document.querySelectorAll("[data-rows]")) {
    list.addEventListener("input", () => {
      const last = list.lastElementChild;
      const filled = [...last.querySelectorAll("input")].some((field) => field.value);
      if (!filled || list.children.length > 300) return;
      const next = last.cloneNode(true);
      for (const field of next.querySelectorAll("input")) field.value = "";
      for (const field of next.querySelectorAll("select")) field.selectedIndex = 0;
      list.append(next);
    });
  }
})();
