/** A row of a CSV file, with the line it begins on. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Rows of a CSV text by RFC 4180; undefined with an open quote at the end. Blank lines are left out. */
export function csvRows(text: string): readonly CsvRow[] | undefined {
  const rows: CsvRow[] = []
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y
  let line = 1
  let begin = 1
  let cells: string[] = []
  while (cell.lastIndex < text.length || cells.length > 0) {
    const found = cell.exec(text)
    if (!found) return undefined
    const [all, quoted, plain = '', end = ''] = found
    cells.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'))
    line += all.split('\n').length - 1
    if (end === ',') continue
    if (cells.some((each) => each !== '')) rows.push({line: begin, cells})
    cells = []
    begin = line
    if (end === '') break
  }
  return rows
}
