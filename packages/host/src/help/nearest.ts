/** Known words close to a mistyped one, best first: at most a third of the letters wrong, or one the start of the other. */
export function nearest(typed: string, known: readonly string[], count = 3): string[] {
  const limit = Math.max(1, Math.floor(typed.length / 3))
  return known
    .map((word) => ({word, edits: distance(typed, word)}))
    .filter(({word, edits}) => edits <= limit || (typed.length > 2 && word.startsWith(typed)))
    .sort((a, b) => a.edits - b.edits || (a.word < b.word ? -1 : 1))
    .slice(0, count)
    .map(({word}) => word)
}

/** Edits between two words: insert, delete, replace, and swap of neighbours (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({length: b.length + 1}, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row.push(best)
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
