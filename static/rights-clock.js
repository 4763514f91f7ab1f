// The rights clock: what is typed is worked out here and goes nowhere. The periods are the page's own data,
// made from findyourcluster/clock.py; the arithmetic is that file's, and both are tested on the same cases.

const DAY = 24 * 60 * 60 * 1000; // milliseconds; every date here is midnight UTC
const language = document.documentElement.lang;
const weekday = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
const dayOfYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

const utc = (year, month, day) => new Date(Date.UTC(year, month, day)); // January is month 0
const iso = (date) => date.toISOString().slice(0, 10);
const isWeekend = (date) => date.getUTCDay() % 6 === 0;

function addPeriod(start, { weeks, days, months }) {
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth() + Number(months)];
  const lastOfMonth = utc(year, month + 1, 0).getUTCDate();
  const moved = utc(year, month, Math.min(start.getUTCDate(), lastOfMonth));
  return new Date(moved.getTime() + (Number(weeks) * 7 + Number(days)) * DAY);
}

function afterHolidays(end) {
  const [year, month, day] = [end.getUTCFullYear(), end.getUTCMonth(), end.getUTCDate()];
  if (month === 7) return workingDay(utc(year, 8, 1));
  if (month === 11 && day >= 25) return workingDay(utc(year + 1, 0, 2));
  if (month === 0 && day === 1) return workingDay(utc(year, 0, 2));
  return end;
}

function workingDay(date) {
  const newYear = utc(date.getUTCFullYear(), 0, 1);
  while (isWeekend(newYear)) newYear.setTime(newYear.getTime() + DAY); // its bank holiday
  while (isWeekend(date) || date.getTime() === newYear.getTime()) date = new Date(date.getTime() + DAY);
  return date;
}

/** The typed day of a date field; null where it is empty or not whole. */
const typed = (input) => (input.value && input.validity.valid ? new Date(`${input.value}T00:00:00Z`) : null);

/** The steps of a clock whose days can be worked out from what was typed: {item, day, counts}. */
function workOut(section) {
  const latest = section.querySelector("[data-latest]");
  const steps = [...section.querySelectorAll("[data-after]")]
    .map((item) => ({ item, start: typed(section.querySelector(`#${item.dataset.after}`)) }))
    .filter(({ start }) => start)
    .map(({ item, start }) => ({ item, day: addPeriod(start, item.dataset), counts: !latest }));
  if (latest) {
    const last = new Date(Math.max(...steps.map(({ day }) => day)));
    steps.push({ item: latest, day: afterHolidays(last), counts: true });
  }
  return steps;
}

function show(section) {
  const said = section.querySelector("[data-said]");
  const inputs = [...section.querySelectorAll("input")];
  const wrong = inputs.find((input) => !input.validity.valid);
  for (const input of inputs) {
    input.removeAttribute("aria-invalid");
  }
  for (const due of section.querySelectorAll("[data-due]")) {
    due.hidden = true;
  }
  section.querySelector("[data-tools]").hidden = Boolean(wrong);
  if (wrong) {
    wrong.setAttribute("aria-invalid", "true");
    wrong.focus();
    said.textContent = said.dataset.missing;
    return;
  }
  const steps = workOut(section);
  for (const { item, day, counts } of steps) {
    const due = item.querySelector("[data-due]");
    const time = document.createElement("time");
    time.dateTime = iso(day);
    time.textContent = `${weekday.format(day)} ${dayOfYear.format(day)}`;
    const passed = iso(day) < iso(new Date()) ? due.dataset.passed : "";
    const weekend = isWeekend(day) ? due.dataset.weekend : "";
    due.replaceChildren(time, counts ? passed || weekend : "");
    due.hidden = false;
  }
  said.textContent = said.dataset.done;
  const file = new Blob([calendar(section, steps)], { type: "text/calendar" });
  const link = section.querySelector("[data-calendar]");
  if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(file);
}

/** A calendar file (RFC 5545): a whole-day event for each step, with a reminder a week before. */
function calendar(section, steps) {
  const compact = (date) => iso(date).replaceAll("-", "");
  const text = (element) => {
    const words = [...(element?.childNodes ?? [])].filter((node) => !node.matches?.(".note, .overdue"));
    return words.map((node) => node.textContent).join("").replace(/\s+/g, " ").trim();
  };
  const escaped = (words) => words.replace(/[\\;,]/g, "\\$&");
  const events = steps.filter(({ counts }) => counts).flatMap(({ item, day }) => [
    "BEGIN:VEVENT",
    `UID:${section.id}-${item.dataset.step}-${compact(day)}@${location.hostname}`,
    `DTSTAMP:${compact(new Date())}T000000Z`,
    `DTSTART;VALUE=DATE:${compact(day)}`,
    `DTEND;VALUE=DATE:${compact(new Date(day.getTime() + DAY))}`,
    `SUMMARY:${escaped(text(item.querySelector("[data-short]")))}`,
    `DESCRIPTION:${escaped(`${text(item.querySelector("[data-fact]"))} ${location.origin}${location.pathname}`.trim())}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(text(item.querySelector("[data-short]")))}`,
    "TRIGGER:-P7D",
    "END:VALARM",
    "END:VEVENT",
  ]);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", `PRODID:-//${location.hostname}//Rights clock//EN`, ...events, "END:VCALENDAR"];
  return lines.map(folded).join("\r\n") + "\r\n";
}

/** A line in pieces of at most 75 bytes, as calendars ask. */
function folded(line) {
  const pieces = [""];
  for (const char of line) {
    const piece = pieces.at(-1) + char;
    if (new TextEncoder().encode(piece).length > 74) pieces.push(char);
    else pieces[pieces.length - 1] = piece;
  }
  return pieces.join("\r\n ");
}

for (const section of document.querySelectorAll("[data-clock]")) {
  const form = section.querySelector("[data-form]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(section);
  });
  section.querySelector("[data-print]").addEventListener("click", () => print());
  section.querySelector("[data-examples]").open = false;
}
