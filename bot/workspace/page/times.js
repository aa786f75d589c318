const locale = navigator.language.startsWith("en") ? navigator.language : "en-GB";
let zone;
let formats = new Map();

/** The viewer's place is that of whom they play, as the coach knows it, and not that of the browser. */
export function keepTimeOf(place) {
  if (place === zone) return;
  zone = place;
  formats = new Map();
}

const format = (options, language = locale) => ({
  format(date) {
    if (!formats.has(options)) formats.set(options, new Intl.DateTimeFormat(language, { ...options, timeZone: zone }));
    return formats.get(options).format(date);
  },
});

const TIME = format({ hour: "numeric", minute: "2-digit" });
const TIME_SECONDS = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = format({ weekday: "long", day: "numeric", month: "long" });
const MOMENT = format({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
const DAY_KEY = format({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
const EXACT = format({ dateStyle: "full", timeStyle: "short" });

export const fromTs = (ts) => new Date(Number(ts) * 1000);
export const timeOf = (date) => TIME.format(date);
export const momentOf = (date) => MOMENT.format(date);
export const exactly = (date) => EXACT.format(date);
/** As 2026-12-31. */
export const dayKey = (date) => DAY_KEY.format(date);

const DAY_NAMES = { 0: "Today", "-1": "Yesterday", 1: "Tomorrow" };

export function dayLabel(date, now) {
  return DAY_NAMES[daysBetween(now, date)] ?? DAY.format(date);
}

function daysBetween(from, to) {
  return (Date.parse(dayKey(to)) - Date.parse(dayKey(from))) / 86_400_000;
}

const LONG = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const MEDIUM = format({ day: "numeric", month: "long", year: "numeric" });
const SHORT = format({ day: "numeric", month: "short", year: "numeric" });
const NUMERIC = format({ day: "2-digit", month: "2-digit", year: "numeric" });

/** Slack's <!date^…> template: {date_short_pretty} at {time}, and its kin. */
export function fillDate(template, seconds, now) {
  const date = fromTs(seconds);
  const pretty = (long) => DAY_NAMES[daysBetween(now, date)]?.toLowerCase() ?? long.format(date);
  const parts = {
    date_num: () => NUMERIC.format(date),
    date: () => MEDIUM.format(date),
    date_short: () => SHORT.format(date),
    date_long: () => LONG.format(date),
    date_pretty: () => pretty(MEDIUM),
    date_short_pretty: () => pretty(SHORT),
    date_long_pretty: () => pretty(LONG),
    time: () => TIME.format(date),
    time_secs: () => TIME_SECONDS.format(date),
    ago: () => ago(date, now),
  };
  return template.replace(/\{(\w+)\}/g, (whole, name) => parts[name]?.() ?? whole);
}

const RELATIVE = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60]];

export function ago(date, now) {
  const seconds = (date - now) / 1000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["minute", 60];
  return RELATIVE.format(Math.trunc(seconds / size), unit);
}
