// The page for a school's office: buttons that copy, and a comparison of the office's own list with ours. What is
// pasted is looked at here, is sent nowhere and kept nowhere.

// ---------------------------------------------------------------- comparing

const BULLET = /^[\s\p{Pd}•·●○▪■◦‣*+>~"'“‘(]+|[\s.,;:"'”’]+$/gu;
const NUMBER = /^\(?\d{1,3}[.):]\s*|^\(?[a-z][.)]\s+/i;
const KIND = /^(school|academy|college)$/;
const BEFORE_TITLE = /^(the )?(list of )?((other )?schools (are )?in )?(our |the )?(send )?/i;

/** The words of a name that tell schools apart: case, accents, marks, "&" and "Saint" make no difference. */
function words(name) {
  const plain = name.normalize("NFKD").replace(/[\u0300-\u036f'’‘`´]/g, "").toLowerCase();
  const parts = plain.replace(/&/g, " and ").replace(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ");
  return parts.filter(Boolean).map((word) => (word === "saint" ? "st" : word));
}

const key = (name) => words(name).join(" ");

/** The key of a name without "School" and the like at its end. */
function stem(name) {
  const left = words(name);
  while (left.length > 1 && KIND.test(left.at(-1))) left.pop();
  return left.join(" ");
}

/** How many letters must be added, left out, changed or swapped with the next to get from one text to the other. */
function distance(one, other) {
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const same = one[row - 1] === other[at - 1];
      next[at] = Math.min(last[at] + 1, next[at - 1] + 1, last[at - 1] + (same ? 0 : 1));
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) {
        next[at] = Math.min(next[at], before[at - 2] + 1);
      }
    }
    [before, last] = [last, next];
  }
  return last[other.length];
}

/** Whether all the words of one name are in the other: "Christ Church" and "Christ Church CE Academy, Deighton". */
function within(one, other) {
  const [few, many] = [words(one), words(other)].sort((a, b) => a.length - b.length);
  const telling = few.filter((word) => !KIND.test(word));
  return telling.length > 0 && telling.join("").length > 3 && few.every((word) => KIND.test(word) || many.includes(word));
}

const alike = (one, other) => distance(stem(one), stem(other)) <= Math.max(1, Math.floor(stem(one).length / 8));

/** A pasted line as names; several stand in one only where some of them are known. */
function names(line, known, title) {
  const whole = line.trim().replace(BULLET, "").replace(NUMBER, "").replace(BULLET, "");
  if (!/\p{L}/u.test(whole) || line.trim().endsWith(":") || title(whole)) return [];
  if (known(whole)) return [whole];
  const bare = whole.replace(/\s*[([][^)\]]*[)\]]$/u, "").trim(); // "(primary)" behind a name
  if (bare !== whole && known(bare)) return [bare];
  for (const between of [/[,;|\t]+/, /\s+and\s+|\s*&\s*/i]) {
    const parts = whole.split(between).filter((part) => part.trim());
    if (parts.length > 1 && parts.some((part) => known(part.replace(BULLET, "")))) {
      return parts.flatMap((part) => names(part, known, title));
    }
  }
  return [whole];
}

/**
 * What differs between OURS ([{name, also: [names]}]) and the PASTED text:
 * GROUP: what a group of schools is called, any and this one: with it begins a title, which is no school.
 * {missing: [name], extra: [name], different: [{theirs, ours, earlier}], twice: [name]}.
 */
export function compare(ours, pasted, group = ["cluster"]) {
  const byKey = new Map(); // a name as words → {school, official}
  for (const school of ours) for (const name of school.also) byKey.set(key(name), { school, official: false });
  for (const school of ours) byKey.set(key(school.name), { school, official: true });
  const title = (line) => {
    const rest = key(line.replace(BEFORE_TITLE, "")).replace(/ \d+$/, "");
    return group.some((words) => rest === key(words).replace(/ \d+$/, ""));
  };
  const theirs = pasted.split(/\r?\n/).flatMap((line) => names(line, (name) => byKey.has(key(name)), title));

  const [found, different, twice] = [new Set(), [], new Set()];
  const met = (school, name) => (found.has(school) ? twice.add(name) : found.add(school));
  let rest = [];
  for (const name of theirs) {
    const hit = byKey.get(key(name));
    if (!hit) rest.push(name);
    else {
      const again = found.has(hit.school);
      met(hit.school, hit.school.name);
      if (!hit.official && !again) different.push({ theirs: name, ours: hit.school.name, earlier: true });
    }
  }
  // Then what is nearly the same, the surest first; each school of ours is the partner of one line only.
  const all = (school) => [school.name, ...school.also];
  const ways = [(a, b) => stem(a) === stem(b), alike, within];
  for (const way of ways) {
    const left = [];
    for (const name of rest) {
      const partners = ours.filter((school) => !found.has(school) && all(school).some((each) => way(name, each)));
      if (partners.length === 1) {
        found.add(partners[0]);
        different.push({ theirs: name, ours: partners[0].name, earlier: false });
      } else left.push(name);
    }
    rest = left;
  }
  const extra = new Map();
  for (const name of rest) {
    if (extra.has(key(name))) twice.add(extra.get(key(name)));
    else extra.set(key(name), name);
  }
  const missing = ours.filter((school) => !found.has(school)).map((school) => school.name);
  return { missing, extra: [...extra.values()], different, twice: [...twice] };
}

// ---------------------------------------------------------------- on the page

const filled = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

/** A button that copies a text; where the browser does not let it, the text is selected instead. */
function addCopyButton(box, { copy, done, selected }) {
  const text = box.querySelector("textarea");
  const title = box.querySelector("h2, h3").textContent;
  const button = element("button", copy);
  const said = element("span");
  button.type = "button";
  button.setAttribute("aria-label", `${copy}: ${title}`);
  said.setAttribute("role", "status");
  const tools = element("p", button, said);
  tools.className = "tools";
  tools.dataset.tools = "";
  box.append(tools);
  text.addEventListener("focus", () => text.scrollIntoView({ block: "nearest" })); // all of it, not its first line only
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = done;
    } catch {
      text.focus();
      text.select();
      said.textContent = selected;
    }
  });
}

function showDifferences(found, { missing, extra, different, twice }) {
  const says = found.dataset;
  const pair = (each) => filled(each.earlier ? says.earlier : says.pair, each);
  const groups = [[says.missing, missing], [says.extra, extra], [says.different, different.map(pair)], [says.twice, twice]];
  const shown = groups.filter(([, items]) => items.length);
  found.replaceChildren(
    ...shown.flatMap(([title, items]) => [element("h3", title), element("ul", ...items.map((item) => element("li", item)))]),
  );
}

function startComparing(form) {
  const said = form.querySelector("[data-said]");
  const found = form.querySelector("[data-found]");
  const pasted = form.querySelector("textarea");
  const ours = [...form.parentElement.querySelectorAll("[data-ours] > li")].map((item) => ({
    name: item.textContent,
    also: item.dataset.also?.split("|") ?? [],
  }));
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    found.replaceChildren();
    if (!pasted.value.trim()) {
      said.textContent = said.dataset.empty;
      pasted.focus();
      return;
    }
    const result = compare(ours, pasted.value, form.dataset.compare.split("|"));
    const count = Object.values(result).reduce((sum, items) => sum + items.length, 0);
    const { same, one, many } = said.dataset;
    said.textContent = count === 0 ? same : count === 1 ? one : filled(many, { count });
    showDifferences(found, result);
  });
}

const pack = document.querySelector("[data-copy]");
if (pack) for (const box of pack.querySelectorAll("[data-copied]")) addCopyButton(box, pack.dataset);
for (const form of document.querySelectorAll("[data-compare]")) startComparing(form);
