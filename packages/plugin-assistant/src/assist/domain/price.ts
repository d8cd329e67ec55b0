/** Dollars for an hour that a command's notes tell: `price for 1 replica: $10.48/h to $27.52/h …`; the highest counts. */
export function toldUsdPerHour(notes: readonly string[]): number | undefined {
  const line = notes.find((note) => note.startsWith('price for '))
  const prices = [...(line ?? '').matchAll(/\$(\d+(?:\.\d+)?)\/h/g)].map(([, figure]) => Number(figure))
  return prices.length === 0 ? undefined : Math.max(...prices)
}
