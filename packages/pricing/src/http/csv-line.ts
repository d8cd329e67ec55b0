/** The cells of one line of a CSV file whose cells hold no line breaks. */
export function csvCells(line: string): readonly string[] {
  const cells: string[] = []
  for (let at = 0; at <= line.length; ) {
    const quoted = line[at] === '"'
    const end = quoted ? closingQuote(line, at + 1) : line.indexOf(',', at)
    const stop = end < 0 ? line.length : end
    cells.push(quoted ? line.slice(at + 1, stop).replaceAll('""', '"') : line.slice(at, stop))
    at = quoted ? stop + 2 : stop + 1
  }
  return cells
}

function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    if (line[at + 1] !== '"') return at
    at += 1
  }
  return -1
}
