/** Prices and options as a shopper reads them. */

const LOCALE = "en-US";

/** `$12.00`, or `From $12.00` where variants differ; empty where nothing has a price. */
export function priceLabel({ variants = [] }) {
  const prices = variants.map(({ price }) => price).filter((price) => price?.amount);
  if (!prices.length) return "";
  const lowest = prices.reduce((low, price) => (cents(price) < cents(low) ? price : low));
  const isOne = prices.every((price) => cents(price) === cents(lowest));
  return isOne ? money(lowest) : `From ${money(lowest)}`;
}

export function isSoldOut({ variants = [] }) {
  return variants.length > 0 && variants.every(({ available }) => !available);
}

/** What each variant that is sold out is called by its options. */
export function soldOut({ variants = [] }) {
  const missing = variants.filter(({ available }) => !available);
  return missing.map(({ options }) => Object.values(options ?? {}).join(", "));
}

/** `[["size", ["50 g", "125 g"]], …]`, in the order of the variants. */
export function optionsOf({ variants = [] }) {
  const options = new Map();
  for (const variant of variants) {
    for (const [name, value] of Object.entries(variant.options ?? {})) {
      options.set(name, (options.get(name) ?? new Set()).add(value));
    }
  }
  return Array.from(options, ([name, values]) => [name, Array.from(values)]);
}

function money({ amount, currency }) {
  try {
    return new Intl.NumberFormat(LOCALE, { style: "currency", currency }).format(amount);
  } catch {
    return `${amount} ${currency ?? ""}`.trim();
  }
}

function cents({ amount }) {
  return Math.round(Number(amount) * 100);
}
