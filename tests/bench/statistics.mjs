// The few figures that a measurement is told with.

/** The value below which the given share lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place));
}

/** The middle value. */
export function median(values) {
  return quantile(values, 0.5);
}

/** The same values in a fresh random order. */
export function shuffled(values) {
  return values
    .map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}
