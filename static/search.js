// Finds schools by what people type. It knows no page and no network, so it runs the same in a browser and in Node.
//
// A record: {id, urn, name, town, locality, postcode, outward, phase, lat, lon, aliases}; what is not known is "" or
// null. `build(records).search(query)` gives records, best first, or [] rather than a wrong school.

const MOST = 100; // results; also the characters of a query that are read
const POSTCODE = /^([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{0,2})?$/;

/** Words that say nothing about which school is meant. */
const STOP = words(`a an and at be by child find for from go goes i in is it kid list map me my near
  nearest number of on or our phone please school schools schl sch she he son daughter that the to what whats where
  which with`);

/** Words for the kind of a school: people leave them out, or use those of long ago. */
const KINDS = words("college first grammar high infant junior middle nursery primary secondary sixth form university");
const FAITHS = words("ce catholic");
const GENERIC = new Set([
  ...KINDS,
  ...words(`academy aided catholic ce church cofe community controlled early england english foundation free share st
  trust unit vc va voluntary years`),
]);

/** Ways to write one thing; the left is a pattern of whole words. Abbreviations that begin a word need no line. */
const SAME = [
  ["church of england|c of e|c of england|cofe|coe|c e", "ce"],
  ["(?:voluntary|vol) (?:controlled|aided)|v[ac]", ""],
  ["roman catholic|r ?c", "catholic"],
  ["j ?i (?:and )?n|jin", "junior infant nursery"],
  ["j (?:and )?i|ji", "junior infant"],
  ["saint", "st"],
  ["jnr|juniors", "junior"],
  ["infants", "infant"],
  ["nurseries", "nursery"],
  ["hs", "high school"],
  ["senior", "secondary"],
].map(([pattern, word]) => [new RegExp(`\\b(?:${pattern})\\b`, "g"), word]);

/** A school of this kind is also what people call that. A school may be called "Constructor", as objects are. */
const ALSO = { __proto__: null, infant: "primary", junior: "primary", first: "primary", high: "secondary", secondary: "high" };

/** Saints of other schools: "St Mark's" is no slip for St Mary's. */
const SAINTS = words(`andrew andrews ann anne annes anns anthony anthonys augustine bernard catherine clare cuthbert david
  davids edward george georges giles gregory luke lukes margaret mark marks martin martins martyrs matthew matthews
  michael michaels nicholas oswald paul pauls philip stephen stephens theresa wilfrid wilfrids`);

const NAME = 1;
const ALIAS = 0.8;
const LOCALITY = 0.75;
const PLACE = 0.5; // its town, its outward code
const WEAK = 0.3; // what its kind is also called

const STRONG = 1; // flags: a whole word of its name was typed
const TELLS = 2; // a word that says which school is meant was typed

const VOWELS = "aeiouy";
const KEYS = keys("qwertyuiop", "asdfghjkl", "zxcvbnm"); // letter → those beside it

function words(text) {
  return new Set(text.split(/\s+/));
}

/** The records of an index file, as findyourcluster/outputs/finder.py packs them: a column for each key. */
export function unpack({ columns, origin, step }) {
  const keys = Object.keys(columns);
  const values = keys.map((key) => columns[key].split("\n"));
  return values[0].map((_, row) => {
    const record = Object.fromEntries(keys.map((key, column) => [key, values[column][row]]));
    const [lat, lon] = [record.north, record.east].map((steps, i) => (steps ? origin[i] + steps * step : null));
    const aliases = record.aliases ? record.aliases.split("|") : [];
    const slug = record.slug || fold(record.name).replaceAll(" ", "-");
    return { ...record, id: record.urn || slug, aliases, slug, lat, lon };
  });
}

function keys(...rows) {
  const beside = {};
  rows.forEach((row, r) => {
    [...row].forEach((letter, at) => {
      const near = (other, from, to) => (rows[other] ?? "").slice(Math.max(0, from), to);
      beside[letter] = near(r, at - 1, at) + near(r, at + 1, at + 2) + near(r - 1, at, at + 2) + near(r + 1, at - 1, at + 1);
    });
  });
  return beside;
}

/** TEXT in small letters and figures, words apart by one space: "St. Mary's C/E" is "st marys c e". */
export function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f'’‘`´]/g, "")
    .replace(/&/g, " and ")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

function unify(folded) {
  return SAME.reduce((text, [pattern, word]) => text.replace(pattern, word), folded).replace(/ +/g, " ").trim();
}

/** What a group of schools is called, one and several, where nobody says anything else. */
const GROUP = ["cluster", "clusters"];

/** "cluster 14" → 14; null where the query is about something else. GROUP: the words for one and for several. */
export function clusterNumber(query, group = GROUP) {
  const [one] = group.map(fold);
  return Number(fold(query).match(new RegExp(`^${one} (?:number |no )?0*(\\d{1,4})$`))?.[1]) || null;
}

// ---------------------------------------------------------------- how words are alike

/** Letters to insert, drop, replace or swap to get from TYPED to MEANT; Infinity where it is surely above MOST.
 *  A slip of the finger or of the ear counts 1; to replace a letter by some other counts OTHER. */
function distance(typed, meant, most, other = 1) {
  if (Math.abs(typed.length - meant.length) > most) return Infinity;
  let before = [];
  let last = Array.from({ length: meant.length + 1 }, (_, j) => j);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= meant.length; j++) {
      const [a, b] = [typed[i - 1], meant[j - 1]];
      const replaced = a === b ? 0 : other === 1 || slip(a, b) ? 1 : other;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + replaced);
      if (i > 1 && j > 1 && a === meant[j - 2] && typed[i - 2] === b) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return Infinity;
    [before, last] = [last, row];
  }
  return last[meant.length];
}

/** Whether a finger or an ear takes letter A for letter B. */
function slip(a, b) {
  return KEYS[a]?.includes(b) || [VOWELS, "sz", "ck", "sc", "mn"].some((alike) => alike.includes(a) && alike.includes(b));
}

/** Whether the first letters of a word typed and a word meant can be one slip: "nilltop" for "hilltop", not "killtop". */
function likelyStart(typed, meant) {
  if (typed[0] === meant[0] || typed[1] === meant[0] || typed[0] === meant[1]) return true;
  return KEYS[typed[0]]?.includes(meant[0]);
}

/** How a word sounds, about: its consonants. "cluff" and "clough" are both "clf". */
function sound(word) {
  return word
    .replace(/ough$/, "f")
    .replace(/^kn|^gn/, "n")
    .replace(/^wr/, "r")
    .replace(/ph/g, "f")
    .replace(/gh/g, "")
    .replace(/sc(?=[eiy])|c(?=[eiy])|z/g, "s")
    .replace(/ck|[cq]/g, "k")
    .replace(/x/g, "ks")
    .replace(/(?!^)[aeiouyhw]/g, "")
    .replace(/^[aeiouy]/, "a")
    .replace(/(.)\1+/g, "$1");
}

function letters(word) {
  let mask = 0;
  for (const letter of word) mask |= 1 << letter.charCodeAt(0) % 32;
  return mask;
}

function bits(mask) {
  let count = 0;
  for (; mask; mask &= mask - 1) count++;
  return count;
}

// ---------------------------------------------------------------- the index

/** An index of RECORDS. `search(query)` gives records, best first; `ask(query)` also how they were found:
 *  {records, mended: whether a slip was mended, postcode: whether it was one, sure: whether the first is the one}.
 *  GROUP: the words for a group of schools and for several, which say nothing about a school either. */
export function build(records, group = GROUP) {
  const called = group.map(fold);
  const stop = new Set([...STOP, ...called.filter((words) => !words.includes(" "))]);
  const phrases = called.filter((words) => words.includes(" ")); // whose words may be those of a school's name, too
  const byName = [...records].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const postings = new Map(); // word → Map(school → weight); a school is its place in byName
  const starts = []; // [a name as typed without spaces, school, whether it is another than its own]
  const wholes = new Map(); // a whole name → [[school, whether it is another than its own]]
  const initials = []; // [letters, school]
  const schools = byName.map((record, school) => {
    const names = [record.name, ...(record.aliases ?? [])].map(fold);
    const unified = names.map(unify);
    const own = unified[0].split(" ");
    const outward = fold(record.outward || (record.postcode ?? "").split(" ")[0]);
    const add = (text, weight) => {
      for (const word of text.split(" ")) {
        if (!word || stop.has(word)) continue;
        const found = postings.get(word) ?? new Map();
        found.set(school, Math.max(weight, found.get(school) ?? 0));
        postings.set(word, found);
      }
    };
    names.forEach((name, place) => {
      add(unified[place], place ? ALIAS : NAME);
      add(name.replace(/\b[a-z]\b/g, ""), WEAK); // what stands behind "ce", while it is being typed
      for (const form of new Set([squeeze(name), squeeze(unified[place])])) starts.push([form, school, place > 0]);
      for (const form of initialsOf(name)) initials.push([form, school]);
      wholes.set(unified[place], [...(wholes.get(unified[place]) ?? []), [school, place > 0]]);
    });
    if (own.includes("ce")) add("church england cofe", WEAK);
    for (const word of [...own, fold(record.phase ?? "")]) add(ALSO[word] ?? "", WEAK);
    add(fold(record.phase ?? ""), WEAK);
    add(unify(fold(record.locality ?? "")), LOCALITY);
    add(unify(fold(record.town ?? "")), PLACE);
    add(outward, PLACE);
    const specific = own.filter((word) => !stop.has(word) && !GENERIC.has(word));
    return { record, specific, outward, postcode: squeeze(fold(record.postcode ?? "")) };
  });
  const vocabulary = [...postings.keys()].sort();
  const sounds = new Map();
  for (const word of vocabulary) {
    const key = sound(word);
    sounds.set(key, [...(sounds.get(key) ?? []), word]);
  }
  for (const [word, found] of postings) postings.set(word, { schools: [...found.keys()], weights: [...found.values()] });
  const index = {
    stop,
    phrases,
    schools,
    postings,
    vocabulary,
    masks: vocabulary.map(letters),
    sounds,
    starts: inOrder(starts),
    wholes,
    initials: inOrder(initials),
  };
  const ask = (query) => {
    const { found, ...how } = find(index, query);
    return { records: found.map((school) => byName[school]), ...how };
  };
  return { ask, search: (query) => ask(query).records };
}

const built = new WeakMap();

/** RECORDS that QUERY asks for, best first. */
export function search(query, records) {
  if (!built.has(records)) built.set(records, build(records));
  return built.get(records).search(query);
}

function squeeze(text) {
  return text.replaceAll(" ", "");
}

/** "our lady of lourdes" → "olol" and "oll": people use both. */
function initialsOf(name) {
  const every = name.split(" ").filter((word) => word !== "the" && word !== "and");
  const first = (list) => list.map((word) => word[0]).join("");
  return new Set([first(every), first(every.filter((word) => word !== "of"))]);
}

function inOrder(pairs) {
  return pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The place in the sorted LIST of the first entry that is not before TEXT. */
function lowerBound(list, text, key = (entry) => entry) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(list[middle]) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The entries of a sorted LIST of pairs whose first begins with TEXT. */
function beginning(list, text) {
  const first = lowerBound(list, text, ([form]) => form);
  let end = first;
  while (end < list.length && list[end][0].startsWith(text)) end++;
  return list.slice(first, end);
}

// ---------------------------------------------------------------- a query

function find(index, query) {
  const nothing = { found: [], mended: false, postcode: false, sure: false };
  const typed = fold(query.slice(0, MOST));
  const folded = index.phrases.reduce((text, phrase) => text.replace(phrase, "").replace(/ +/g, " ").trim() || text, typed);
  if (!folded) return nothing;
  const every = (unify(folded) || folded).split(" ");
  const asked = every.some((word) => !index.stop.has(word)) ? every.filter((word) => !index.stop.has(word)) : every.slice(-1);
  const tight = asked.join("");
  const number = tight.match(/^(?:urn)?(\d{3,6})$/)?.[1];
  if (number) return { ...nothing, found: byNumber(index, number), sure: number.length === 6 };
  if (POSTCODE.test(tight)) return { ...nothing, found: byPostcode(index, tight), postcode: true };

  const like = remembered((typed, isLast, alone, care) => likeWords(index, typed, isLast, alone, care));
  for (const care of [0, 1, 2]) {
    const scores = new Float32Array(index.schools.length);
    for (const variant of [asked, ...joined(asked), ...split(index, asked)]) match(index, variant, care, like, scores);
    if (care === 0) for (const [, school] of beginning(index.starts, squeeze(folded))) raise(scores, school, 1);
    if (care !== 1) for (const school of byInitials(index, squeeze(folded), care / 2)) raise(scores, school, 0.9);
    const found = ranked(index, scores, folded, asked);
    if (found.length) return { ...nothing, found, mended: care > 0, sure: isSure(index, folded, found) && care === 0 };
  }
  return nothing;
}

/** Whether the first of FOUND is the only one, or the only one of that whole name. */
function isSure({ wholes }, folded, found) {
  return found.length === 1 || (wholes.get(unify(folded)) ?? []).filter(([, other]) => !other).length === 1;
}

function remembered(work) {
  const known = new Map();
  return (...asked) => {
    const key = asked.join();
    if (!known.has(key)) known.set(key, work(...asked));
    return known.get(key);
  };
}

function raise(scores, school, score) {
  scores[school] = Math.max(score, scores[school]);
}

/** ASKED with two neighbours as one word: people write "mill town" for Milltown. */
function joined(asked) {
  const ways = asked.slice(1).map((word, i) => [...asked.slice(0, i), asked[i] + word, ...asked.slice(i + 2)]);
  return ways.filter((_, i) => !GENERIC.has(asked[i]));
}

/** ASKED with one word as two: people write "milltownparish" too. The first half is a word, the second may go on. */
function split({ postings, vocabulary }, asked) {
  return asked.flatMap((word, i) => {
    const ways = [];
    for (let at = 3; at <= word.length - 3 && word.length > 6; at++) {
      const [left, right] = [word.slice(0, at), word.slice(at)];
      const goesOn = vocabulary[lowerBound(vocabulary, right)]?.startsWith(right);
      if (goesOn && postings.has(left) && !GENERIC.has(left)) ways.push([left, right]);
    }
    return ways.map((pair) => [...asked.slice(0, i), ...pair, ...asked.slice(i + 1)]);
  });
}

/** Raises the SCORES of the schools that have every word of ASKED; words for kinds may be missing.
 *  CARE 0 takes words as typed, 1 mends words that nobody has, 2 mends any. */
function match({ schools, postings, stop }, asked, care, like, scores) {
  const last = asked.length - 1;
  const optional = asked.map((word, i) => GENERIC.has(word) || (i === last && beginsAKind(stop, word)));
  const allOptional = optional.every(Boolean);
  const size = schools.length;
  const [total, hit] = [new Float32Array(size), new Float32Array(size)];
  const [round, flags, kinds, faiths] = [1, 2, 3, 4].map(() => new Uint8Array(size));
  let rounds = 0; // words found so far that a school must have
  let alive = []; // the schools that have them
  for (const i of asked.map((_, i) => i).sort((a, b) => optional[a] - optional[b])) {
    const touched = [];
    for (const [word, quality, sure] of like(asked[i], i === last, last === 0, care)) {
      const tells = GENERIC.has(word) ? 0 : TELLS;
      const { schools: having, weights } = postings.get(word);
      for (let k = 0; k < having.length; k++) {
        const school = having[k];
        const score = quality * weights[k];
        if (round[school] !== rounds || score <= hit[school]) continue;
        if (!hit[school]) touched.push(school);
        hit[school] = score;
        flags[school] |= tells | (tells && sure && weights[k] >= ALIAS ? STRONG : 0);
      }
    }
    if (allOptional || !optional[i]) {
      if (!touched.length) return;
      rounds++;
      alive = touched;
    }
    for (const school of touched) {
      round[school] = rounds;
      total[school] += (optional[i] ? 0.3 : 1) * hit[school];
      hit[school] = 0;
      kinds[school] += KINDS.has(asked[i]);
      faiths[school] += FAITHS.has(asked[i]);
    }
  }
  const askedKinds = asked.filter((word) => KINDS.has(word)).length;
  const askedFaiths = asked.filter((word) => FAITHS.has(word)).length;
  for (const school of alive) {
    // Only a place, or only the beginning of a word, and another kind of school: it is not the one.
    const other = !(flags[school] & STRONG) && kinds[school] < askedKinds;
    const tells = flags[school] & TELLS || allOptional || last === 0;
    if (!other && tells) raise(scores, school, total[school] - (askedFaiths - faiths[school]) * 0.5);
  }
}

function beginsAKind(stop, word) {
  for (const kind of GENERIC) if (kind.startsWith(word)) return true;
  for (const kind of stop) if (kind.startsWith(word)) return true;
  return false;
}

/** The words of the index that TYPED may stand for: [word, quality from 0 to 1, whether it is that very word]. */
function likeWords(index, typed, isLast, alone, care) {
  const found = withPrefix(index, typed, isLast);
  if (SAINTS.has(typed)) return found;
  if (!found.length && typed.length > 3 && typed.endsWith("s")) found.push(...withPrefix(index, typed.slice(0, -1), isLast));
  if (care === 0 || (care === 1 && found.length)) return found;
  return [...found, ...mended(index, typed, alone)];
}

function withPrefix({ vocabulary }, typed, isLast) {
  const found = [];
  for (let i = lowerBound(vocabulary, typed); i < vocabulary.length && vocabulary[i].startsWith(typed); i++) {
    const word = vocabulary[i];
    if (word === typed) found.push([word, 1, true]);
    else found.push([word, (isLast ? 0.7 : 0.6) + (0.2 * typed.length) / word.length, false]);
  }
  return found;
}

function mended(index, typed, alone) {
  if (/\d/.test(typed) || typed.length < (alone ? 4 : 3)) return [];
  const { vocabulary, masks, sounds } = index;
  const mask = letters(typed);
  const near = [[], [], []];
  for (let i = 0; i < vocabulary.length; i++) {
    const word = vocabulary[i];
    const longer = Math.max(word.length, typed.length);
    const most = word.length < 4 ? 0 : longer < 7 ? 1 : 2;
    if (!most || Math.abs(word.length - typed.length) > most || bits(mask ^ masks[i]) > 2 * most) continue;
    const away = distance(typed, word, most);
    if (away === 1 && likelyStart(typed, word)) near[1].push(word);
    if (away === 2 && likelyStart(typed, word) && distance(typed, word, most, 1.5) <= 2) near[2].push(word);
  }
  if (near[1].length) return near[1].map((word) => [word, 0.6, false]);
  const key = sound(typed);
  const alike = key.length < 3 ? [] : (sounds.get(key) ?? []).filter((word) => soundsLike(typed, word));
  if (near[2].length || alike.length) return [...new Set([...near[2], ...alike])].map((word) => [word, 0.45, false]);
  if (!alone || typed.length < 5) return [];
  return vocabulary.filter((word) => word.includes(typed)).map((word) => [word, 0.3, false]);
}

function soundsLike(typed, word) {
  return !GENERIC.has(word) && distance(typed.replace(/ough$/, "uff"), word.replace(/ough$/, "uff"), 2) <= 2;
}

// ---------------------------------------------------------------- numbers, postcodes, initials, order

function byNumber({ schools }, number) {
  const all = schools.map((_, school) => school);
  return all.filter((school) => (schools[school].record.urn || "").startsWith(number)).slice(0, MOST);
}

/** The schools of a postcode's own part, nearest first. */
function byPostcode({ schools }, typed) {
  const outwards = new Set(schools.map(({ outward }) => outward));
  const full = typed.match(/^(.+)(\d[a-z]{2})$/);
  const part = typed.match(/^(.+)(\d)$/);
  const [outward, inward] =
    full ? [full[1], full[2]] : outwards.has(typed) || !part || !outwards.has(part[1]) ? [typed, ""] : [part[1], part[2]];
  const all = schools.map((_, i) => i);
  const inOutward = all.filter((i) => (inward ? schools[i].outward === outward : schools[i].outward.startsWith(outward)));
  const inSector = inOutward.filter((i) => inward && schools[i].postcode.startsWith(outward + inward[0]));
  const middle = centre((inSector.length ? inSector : inOutward).map((i) => schools[i].record));
  const far = (i) => {
    const { record, outward: own, postcode } = schools[i];
    const step = own !== outward ? 3 : postcode === typed ? 0 : inSector.includes(i) ? 1 : 2;
    return step * 1e6 + (inward.length === 1 && step === 1 ? 0 : middle && record.lat ? metres(middle, record) : 9e5);
  };
  const order = inOutward.map((i) => [far(i), schools[i].postcode, i]);
  return order.sort(([a, p], [b, q]) => a - b || (p < q ? -1 : 1)).map(([, , i]) => i).slice(0, MOST);
}

function centre(records) {
  const placed = records.filter(({ lat }) => lat);
  const mean = (key) => placed.reduce((sum, record) => sum + record[key], 0) / placed.length;
  return placed.length ? { lat: mean("lat"), lon: mean("lon") } : null;
}

function metres(a, b) {
  const east = (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180);
  return 111_195 * Math.hypot(a.lat - b.lat, east);
}

function byInitials({ initials }, typed, slips) {
  if (typed.length < 3 + slips || typed.length > 6) return [];
  const near = ([form]) => form.length === typed.length && distance(typed, form, 1) === 1;
  return (slips ? initials.filter(near) : beginning(initials, typed)).map(([, school]) => school);
}

/** The schools of SCORES, best first: names that begin as typed, then those of which most was typed, then A to Z. */
function ranked({ schools, starts, wholes }, scores, folded, asked) {
  const unified = unify(folded);
  const bonus = new Map();
  const give = (school, other, most) => {
    if (scores[school]) bonus.set(school, Math.max(bonus.get(school) ?? 0, other ? most / 2 : most));
  };
  for (const form of new Set([squeeze(folded), squeeze(unified)])) {
    for (const [, school, other] of form ? beginning(starts, form) : []) give(school, other, 2);
  }
  for (const [school, other] of wholes.get(unified) ?? []) give(school, other, 5);
  const typed = new Set(asked);
  const totals = scores.map((score, school) => {
    if (!score) return 0;
    const { specific } = schools[school];
    const covered = specific.reduce((count, word) => count + typed.has(word), 0) / (specific.length || 1);
    return score + (bonus.get(school) ?? 0) + 0.5 * covered;
  });
  const least = Float32Array.from(totals).sort()[Math.max(0, totals.length - MOST)];
  const best = [];
  totals.forEach((total, school) => total && total >= least && best.push(school));
  return best.sort((a, b) => totals[b] - totals[a] || a - b).slice(0, MOST);
}
