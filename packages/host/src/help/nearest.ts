/** Known words close to a mistyped one, best first: at most a third of the letters wrong, or one the start of the other. */
export function nearest(typed: string, known: readonly string[], count = 3): string[] {
  return known
    .map((word) => ({word, distance: distance(typed, word)}))
    .filter(
      ({word, distance: edits}) =>
        edits <= Math.max(1, Math.floor(Math.max(typed.length, word.length) / 3)) ||
        (typed.length > 2 && word.startsWith(typed)),
    )
    .sort((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1))
    .slice(0, count)
    .map(({word}) => word)
}

/** Edits between two words: insert, delete, replace, and swap of neighbours (optimal string alignment). */
export function distance(a: string, b: string): number {
  const rows = Array.from({length: a.length + 1}, (_, i) => [i, ...Array<number>(b.length).fill(0)])
  const at = (i: number, j: number): number => rows[i]?.[j] ?? j
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1)
      const row = rows[i]
      if (row) row[j] = best
    }
  }
  return at(a.length, b.length)
}
