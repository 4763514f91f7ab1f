// The search box: a combobox after the pattern of the W3C (editable, with list autocomplete). Without this script the
// form is a plain one and leads to the A to Z. What is typed is matched here, by search.js, and goes nowhere.

const SHOWN = 8; // options; the rest are a link away
const PAUSE = 600; // milliseconds without typing before the count is read out

const form = document.querySelector("[data-finder]");
const box = form.elements.q;
const list = document.querySelector("[data-options]");
const status = document.querySelector("[data-status]");
const results = document.querySelector("[data-results]");
const notes = Object.fromEntries([...document.querySelectorAll("[data-note]")].map((note) => [note.dataset.note, note]));
const said = form.dataset; // the words, as the page's language has them
const start = said.start ?? ""; // what the addresses of that language begin with

let index = null; // of search.js, once it and the data are here
let options = [];
let active = -1;
let pause = 0;

// ---------------------------------------------------------------- the index

let loading = null;

function load() {
  loading ??= Promise.all([import("./search.js"), fetch(said.index).then((response) => response.json())])
    .then(([search, packed]) => {
      index = { ...search, ...search.build(search.unpack(packed), packed.group), ...packed };
    })
    .catch(() => {
      loading = null; // the form still works, and the next letter tries again
    });
  return loading;
}

// ---------------------------------------------------------------- what is shown

/** What was found for QUERY: {options: [{href, name, hint, urn}], setting, postcode, mended, sure, count}. */
function ask(query) {
  const number = index.clusterNumber(query, index.group);
  const clusters = index.clusters.map(cluster);
  const asked = clusters.filter((each) => each.number === number || isCalled(each, query));
  if (asked.length === 1) return { options: asked, sure: true, count: 1, says: asked[0].words };
  const found = index.ask(query);
  const schools = found.records.filter((record) => !record.kind);
  const first = found.records[0];
  const setting = first?.kind && (found.sure || !schools.length) ? first : null;
  const begun = clusters.filter((each) => begins(each, query));
  const options = [...begun, ...schools.map(option)];
  const says = begun.length && !schools.length ? begun.map(({ words }) => words).join(". ") : "";
  return { ...found, options, setting, says, count: options.length, sure: found.sure && !setting && !begun.length };
}

/** The option for a cluster, as the page's language calls it: WORDS are its title, TITLE the same to be shown. */
function cluster(number, at) {
  const name = index.names[at] ?? "";
  const [before, after] = said.cluster.replace("{number}", number).split("{name}");
  const title = after === undefined ? [before] : [before, inOriginal(name), after];
  const words = [before, ...(after === undefined ? [] : [name, after])].join("");
  return { href: `${start}/${index.folder}/${number}/`, title, words, hint: [], number, cluster: name };
}

/** Whether QUERY is the title of a cluster. Its name alone may be that of a school, too. */
function isCalled({ words, cluster: name }, query) {
  const plain = (text) => text.toLocaleLowerCase().replace(/[\s\u2066-\u2069]+/g, " ").trim();
  return words !== name && plain(words) === plain(query);
}

/** Whether QUERY is the beginning of the name of a cluster, long enough to say which. */
function begins({ cluster: name }, query) {
  return query.length > 2 && index.fold(name).startsWith(index.fold(query) || " ");
}

function option(record) {
  const place = [...new Set([record.locality, record.town])].filter(Boolean).join(", ");
  const hint = [place && inOriginal(place), form.getAttribute(`data-phase-${record.phase}`), record.closed && said.closed];
  return { href: `${start}/schools/${record.slug}/`, name: record.name, hint: hint.filter(Boolean), urn: record.urn };
}

/** What is never translated: in a page of another language its own language and direction are said. */
function inOriginal(...words) {
  const span = document.createElement("span");
  span.append(...words);
  return said.names ? set(span, { lang: said.names, dir: "ltr" }) : span;
}

/** NAME with the letters that were typed marked; its text stays the same. */
function marked(name, query) {
  const { fold } = index;
  const typed = fold(query).split(" ").filter(Boolean);
  return name.split(/([^\p{L}\p{N}'’.]+)/u).flatMap((word) => {
    const start = typed.filter((part) => fold(word).startsWith(part)).sort((a, b) => b.length - a.length)[0];
    if (!start) return [word];
    let end = 0;
    while (fold(word.slice(0, end)).length < start.length) end++;
    const mark = document.createElement("mark");
    mark.textContent = word.slice(0, end);
    return [mark, word.slice(end)];
  });
}

function link({ href, name, title, hint, urn }, query) {
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.append(...(name ? [inOriginal(...marked(name, query))] : title));
  if (urn) anchor.dataset.urn = urn;
  if (hint.length) {
    const small = document.createElement("span");
    small.className = "hint";
    small.append(...hint.flatMap((part, i) => (i ? [" · ", part] : [part])));
    anchor.append(" ", small);
  }
  return anchor;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function show() {
  const query = box.value.trim();
  clearTimeout(pause);
  const found = index && query ? ask(query) : null;
  options = (found?.options ?? []).slice(0, SHOWN).map((each, i) => {
    const anchor = link(each, query);
    return set(anchor, { id: `option-${i}`, role: "option", tabindex: "-1", "aria-selected": "false" });
  });
  list.replaceChildren(...options);
  open(options.length > 0);
  if (found) explain(found, query);
  else tell("", []);
}

/** The count, and what a parent should know besides. */
function explain(found, query) {
  const { count, setting, mended, postcode } = found;
  const needed = [
    setting && "setting",
    !count && !setting && (postcode || looksLikePostcode(query) ? "elsewhere" : "none"),
    mended && count && "mended",
    postcode && count && "near",
    count > SHOWN && "more",
  ].filter(Boolean);
  if (setting) {
    notes.setting.querySelector("[data-name]").textContent = setting.name;
    notes.setting.querySelector("a").hash = setting.kind;
  }
  if (count > SHOWN) {
    const more = notes.more.querySelector("a");
    more.textContent = said.all.replace("{count}", count);
    more.search = new URLSearchParams({ q: query });
  }
  const words = found.says || (count > 1 ? said.many.replace("{count}", count) : count ? said.one : "");
  tell(words, needed);
}

function looksLikePostcode(query) {
  return /^[a-z]{1,2}\d[a-z\d]?\s*(\d[a-z]{2})?$/i.test(query);
}

function tell(words, needed) {
  for (const [name, note] of Object.entries(notes)) note.hidden = !needed.includes(name);
  const besides = needed.filter((name) => name !== "more").map((name) => notes[name].dataset.say ?? notes[name].textContent);
  const all = [words, ...besides].filter(Boolean).join(" ").replace(/\s+/g, " ").trim();
  pause = setTimeout(() => (status.textContent = all), all ? PAUSE : 0);
}

function open(is) {
  list.hidden = !is;
  set(box, { "aria-expanded": is });
  highlight(-1);
}

function highlight(at) {
  if (options[active]) set(options[active], { "aria-selected": "false" });
  active = at;
  const chosen = options[active];
  if (!chosen) {
    box.removeAttribute("aria-activedescendant");
    return;
  }
  set(chosen, { "aria-selected": "true" });
  set(box, { "aria-activedescendant": chosen.id });
  chosen.scrollIntoView({ block: "nearest" });
  clearTimeout(pause);
  const place = said.active.replace("{at}", active + 1).replace("{count}", options.length);
  pause = setTimeout(() => (status.textContent = `${chosen.textContent}. ${place}`), 100);
}

// ---------------------------------------------------------------- keys and pointers

const KEYS = {
  ArrowDown(event) {
    if (list.hidden) show();
    if (options.length && !list.hidden) highlight(event.altKey ? active : (active + 1) % options.length);
  },
  ArrowUp() {
    if (list.hidden) show();
    if (options.length && !list.hidden) highlight(active <= 0 ? options.length - 1 : active - 1);
  },
  Enter(event) {
    if (active < 0) return false; // the form's own
    const { href } = options[active];
    if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(href);
    else location.assign(href);
  },
  Escape() {
    if (list.hidden) return false;
    open(false);
  },
  Home() {
    highlight(-1);
    box.setSelectionRange(0, 0);
  },
  End() {
    highlight(-1);
    box.setSelectionRange(box.value.length, box.value.length);
  },
  Tab() {
    open(false);
    return false;
  },
};

box.addEventListener("keydown", (event) => {
  if (event.isComposing || (event.ctrlKey && event.key !== "Enter")) return;
  if (event.shiftKey && (event.key === "Home" || event.key === "End")) return;
  if (KEYS[event.key] && KEYS[event.key](event) !== false) event.preventDefault();
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") highlight(-1);
});

box.addEventListener("input", () => {
  remember();
  if (index) show();
  else load().then(show);
});
box.addEventListener("focus", load, { once: true });
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus

form.addEventListener("submit", (event) => {
  if (!index) return; // the plain form
  const query = box.value.trim();
  const found = query ? ask(query) : null;
  if (found?.sure && found.options.length) {
    event.preventDefault();
    location.assign(found.options[0].href);
  } else if (results) {
    event.preventDefault();
    const address = new URL(location);
    address.searchParams.set("q", query);
    history.replaceState(history.state, "", address);
    open(false);
    showAll();
  }
});

// ---------------------------------------------------------------- the whole list of results, on the A to Z's own page

function showAll() {
  const query = box.value.trim();
  const found = index && query ? ask(query) : null;
  results.hidden = !found?.count;
  results.querySelector("ul").replaceChildren(
    ...(found?.options ?? []).map((each) => {
      const item = document.createElement("li");
      item.append(link(each, query));
      return item;
    }),
  );
  if (found) explain({ ...found, count: Math.min(found.count, SHOWN) }, query);
  else tell("", []);
}

// ---------------------------------------------------------------- coming and going back

/** What was typed is kept with this place in the history, on this device, so that Back brings it back. */
function remember() {
  history.replaceState({ ...history.state, q: box.value }, "");
}

function restore() {
  const asked = new URLSearchParams(location.search).get("q");
  const kept = history.state?.q;
  if (kept === undefined && !asked) return;
  box.value = kept ?? asked;
  load().then(() => {
    if (!index) return;
    if (results && asked) showAll();
    if (kept !== undefined && kept !== asked) show();
  });
}

set(list, { role: "listbox", "aria-label": list.dataset.options });
set(box, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });
restore();
if (document.activeElement === box) load();
