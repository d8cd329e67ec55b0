import {displayWidth, plain} from '@ome/sdk/text'

/** The page help is set on. */
export interface HelpPage {
  readonly width: number
  /** Name the program is called by. */
  readonly program: string
  readonly colour: boolean
  /** Puts commands that a text names into the words of the program. */
  readonly say?: (text: string) => string
  readonly marks?: AccessMarks
}

/** Commands the person is known to lack rights for, or that a policy forbids: then with its words. */
export interface AccessMarks {
  readonly denied: ReadonlyMap<string, string | undefined>
  /** They are left out instead of standing apart. */
  readonly hide: boolean
}

export type Row = readonly [term: string, text: string]

/** A summary with what a policy says against the command. */
export const withReason = (summary: string, why: string | undefined): string =>
  why === undefined ? summary : `${summary} (${plain(why)})`

export interface Section {
  readonly title: string
  readonly rows: readonly Row[] | readonly string[]
}

/** Sections of two columns (all with the same left one) or of plain lines, under headings. */
export function layOut(lead: readonly string[], sections: readonly Section[], page: HelpPage): string {
  const shown = sections.filter(({rows}) => rows.length > 0)
  const terms = shown.flatMap(({rows}) =>
    rows.flatMap((row) => (typeof row === 'string' ? [] : [displayWidth(row[0])])),
  )
  const column = Math.min(Math.max(0, ...terms), Math.floor(page.width / 3)) + 4
  const blocks = shown.map(({title, rows}) =>
    [
      heading(title, page),
      ...rows.flatMap((row) => (typeof row === 'string' ? [`  ${row}`] : rowLines(row, column, page.width))),
    ].join('\n'),
  )
  return `${[...lead.flatMap((text) => wrap(text, page.width).join('\n')), ...blocks].join('\n\n')}\n`
}

const heading = (title: string, {colour}: HelpPage): string => (colour ? `\u001b[1m${title}\u001b[22m` : title)

function rowLines([term, text]: Row, column: number, width: number): string[] {
  const lines = wrap(text, Math.max(24, width - column))
  const label = `  ${term}`
  if (displayWidth(label) + 2 > column) return [label, ...lines.map((line) => ' '.repeat(column) + line)]
  const [first = '', ...rest] = lines
  return [
    (label + ' '.repeat(column - displayWidth(label)) + first).trimEnd(),
    ...rest.map((line) => ' '.repeat(column) + line),
  ]
}

/** Breaks at blanks so that no line is wider than the page, except words that are. Line breaks of the text stay. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    return [...lines, line]
  })
}
