/** Days and times as people of the shopper's locale write them. */

import { panelStrings as strings } from "../strings.js";

export function createStamp(locale) {
  const format = (options) => {
    try {
      return new Intl.DateTimeFormat(locale, options);
    } catch {
      // A malformed locale: the browser's own.
      return new Intl.DateTimeFormat(undefined, options);
    }
  };
  const time = format({ hour: "numeric", minute: "2-digit" });
  const weekday = format({ weekday: "long", month: "long", day: "numeric" });
  const full = format({ year: "numeric", month: "long", day: "numeric" });
  const number = new Intl.NumberFormat();

  return {
    time: (at) => (isValid(at) ? time.format(at) : ""),

    day(at, now = new Date()) {
      if (!isValid(at)) return "";
      if (isSameDay(at, now)) return strings.today;
      const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
      if (isSameDay(at, before)) return strings.yesterday;
      return (at.getFullYear() === now.getFullYear() ? weekday : full).format(at);
    },

    count: (value) => number.format(value),
  };
}

export function isSameDay(one, other) {
  return Boolean(one && other) && one.toDateString() === other.toDateString();
}

function isValid(at) {
  return !Number.isNaN(at.getTime());
}
