// Completion in the watchlist editor: keys, values, targets and parties that fit where the cursor stands.
"use strict";
(() => {
  const text = document.getElementById("text");
  const editor = document.getElementById("editor");
  if (!text || !editor || text.readOnly) return;
  const words = JSON.parse(editor.dataset.words);
  const box = document.createElement("ul");
  box.id = "offers";
  box.className = "offers";
  box.hidden = true;
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", editor.dataset.offers);
  document.body.append(box);
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", "offers");
  let offers = [];
  let at = 0;
  let token = "";

  const indent = (line) => /^\s*(?:- +)?/.exec(line)[0].length;
  const keyOf = (line) => (/^\s*(?:- +)?([\p{L}\w-]+):/u.exec(line) || [])[1] || "";

  // the key under whose value the line stands, and the top one
  function above(lines, row, column) {
    let parent = "";
    for (let place = row - 1; place >= 0; place -= 1) {
      const line = lines[place];
      if (!line.trim() || line.trim().startsWith("#")) continue;
      if (indent(line) < column && !parent) parent = keyOf(line);
      if (/^[\w]/.test(line)) return [parent || keyOf(line), keyOf(line)];
    }
    return [parent, ""];
  }
  function claimKeys(lines, row) {
    const has = new Set();
    const kind = [];
    const look = (line) => { has.add(keyOf(line)); const found = /^\s*(?:- +)?kind: *(\w+)/.exec(line); if (found) kind.push(found[1]); };
    for (let place = row; place >= 0; place -= 1) { if (place < row) look(lines[place]); if (/^\s*- /.test(lines[place]) || /^\w/.test(lines[place])) break; }
    for (let place = row + 1; place < lines.length && !/^\s*- |^\w/.test(lines[place]); place += 1) look(lines[place]);
    return words.claim.filter(([key, , of]) => !has.has(key) && (!of || !kind.length || of === kind[0]));
  }
  function parties(lines) {
    const from = lines.findIndex((line) => /^parties:/.test(line));
    const names = [];
    for (let place = from + 1; from >= 0 && place < lines.length && !/^\w/.test(lines[place]); place += 1) {
      const found = /^\s+([^#:\s][^:]*):/.exec(lines[place]);
      if (found) names.push([found[1], ""]);
    }
    return names;
  }
  function inValue(key, lines, row, value) {
    const parent = above(lines, row, indent(lines[row]))[0];
    if (key === "alert") return /[:]\s*[\w]*$/.test(value) ? words.grades : /[{,]\s*\w*$/.test(value) ? words.changes : [];
    if (parent === "alert") return words.grades;
    if (key === "notify") return words.targets;
    if (key === "confirmers") return parties(lines);
    return words.values[key] || [];
  }
  function found() {
    const before = text.value.slice(0, text.selectionStart);
    const lines = text.value.split("\n");
    const row = before.split("\n").length - 1;
    const head = before.slice(before.lastIndexOf("\n") + 1);
    if (/(^|\s)#/.test(head) || text.selectionStart !== text.selectionEnd) return [];
    token = /[\p{L}\w-]*$/u.exec(head)[0];
    const value = /^\s*(?:- +)?([\p{L}\w-]+): +(.*)$/u.exec(head);
    if (value) return inValue(value[1], lines, row, value[2]).map(([name, help]) => [name, help, value[1] === "alert" && !/:\s*\w*$/.test(value[2]) ? ": " : ""]);
    if (!/^\s*(?:- +)?[\p{L}\w-]*$/u.test(head)) return [];
    if (token === head) {
      const has = new Set(lines.filter((line, place) => place !== row).map((line) => (/^\w/.test(line) ? keyOf(line) : "")));
      return words.file.filter(([key]) => !has.has(key)).map(([key, help]) => [key, help, ": "]);
    }
    const [parent, top] = above(lines, row, head.length - token.length);
    if (top === "notify") return words.targets.map(([name, help]) => [name, help, ""]);
    if (top !== "claims") return [];
    if (parent === "alert") return words.changes.map(([name, help]) => [name, help, ": "]);
    if (parent === "confirmers") return parties(lines).map(([name, help]) => [name, help, ""]);
    return parent === "claims" || words.claim.some(([key]) => key === parent && key === "id") || /^\s*- +[\p{L}\w-]*$/u.test(head) || keyed(lines, row, head)
      ? claimKeys(lines, row).map(([key, help]) => [key, help, ": "]) : [];
  }
  // a line at the depth of the claim's other keys
  function keyed(lines, row, head) {
    for (let place = row - 1; place >= 0; place -= 1) {
      if (/^\s*- +[\w]+:/.test(lines[place])) return indent(lines[place]) === indent(head);
      if (/^\w/.test(lines[place])) return false;
    }
    return false;
  }

  function show(asked) {
    const all = found();
    const small = token.toLowerCase();
    offers = all.filter(([name]) => name.toLowerCase().startsWith(small) && name !== token).slice(0, 12);
    if (!offers.length || (!asked && !token)) { hide(); return; }
    at = 0;
    box.replaceChildren(...offers.map(([name, help], place) => {
      const item = document.createElement("li");
      item.id = `offer-${place}`;
      item.setAttribute("role", "option");
      const shown = document.createElement("b");
      shown.textContent = name;
      item.append(shown, document.createTextNode(help ? ` ${help}` : ""));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); at = place; take(); });
      return item;
    }));
    box.hidden = false;
    mark();
    place();
  }
  function place() {
    const style = getComputedStyle(text);
    const probe = document.createElement("canvas").getContext("2d");
    probe.font = style.font;
    const before = text.value.slice(0, text.selectionStart - token.length).split("\n");
    const height = parseFloat(style.lineHeight);
    const area = text.getBoundingClientRect();
    const left = area.left + parseFloat(style.paddingLeft) + probe.measureText(before[before.length - 1]).width - text.scrollLeft;
    const top = area.top + parseFloat(style.paddingTop) + before.length * height - text.scrollTop;
    box.style.left = `${Math.max(4, Math.min(left, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${top + box.offsetHeight > innerHeight ? top - height - box.offsetHeight : top}px`;
  }
  function mark() {
    [...box.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    text.setAttribute("aria-activedescendant", `offer-${at}`);
    box.children[at].scrollIntoView({ block: "nearest" });
  }
  function hide() {
    box.hidden = true;
    offers = [];
    text.removeAttribute("aria-activedescendant");
  }
  function take() {
    const [name, , behind] = offers[at];
    const start = text.selectionStart - token.length;
    const rest = text.value.slice(text.selectionStart);
    const written = name + (behind && !rest.startsWith(":") ? behind : "");
    text.focus();
    text.setSelectionRange(start, text.selectionStart);
    if (!document.execCommand("insertText", false, written)) { // keeps undo where the browser can
      text.setRangeText(written, start, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    hide();
    if (behind) show(true);
  }
  text.addEventListener("input", (event) => { if (!event.inputType || event.inputType.startsWith("insert") || !box.hidden) show(false); });
  text.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); show(true); return; }
    if (box.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); at = (at + step + offers.length) % offers.length; mark(); }
    else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); event.stopImmediatePropagation(); take(); }
    else if (event.key === "Escape") { event.preventDefault(); hide(); }
    else if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"].includes(event.key)) hide();
  }, true);
  text.addEventListener("blur", hide);
  text.addEventListener("scroll", hide);
  text.addEventListener("mousedown", hide);
})();
