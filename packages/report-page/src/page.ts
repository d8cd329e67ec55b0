import {plain} from '@ome/sdk/text'
import type {Tone} from '@ome/sdk/view'
import {pageStyle, pageStyleDigest} from './page-style.ts'

/** Text of whatever origin as text of a page: no control characters, no markup. */
export const text = (value: string): string => plain(value).replaceAll(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)

export interface Page {
  readonly title: string
  /** A line below the title. */
  readonly about: string
  /** Markup of the parts below each other, as the functions of this package write it. */
  readonly sections: readonly string[]
}

/** One HTML page that needs nothing else: no script, no network, and it prints. */
export const page = ({title, about, sections}: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${pageStyleDigest}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${text(title)}</h1>
<p>${text(about)}</p>
${sections.filter(Boolean).join('\n')}
</main>
</body>
</html>
`

/** A title over markup; nothing for no title. */
export const heading = (title: string | undefined): string => (title === undefined ? '' : `<h2>${text(title)}</h2>`)

export const classOf = (...names: readonly (Tone | 'n' | undefined)[]): string => {
  const given = names.filter((name) => name !== undefined)
  return given.length === 0 ? '' : ` class="${given.join(' ')}"`
}

export interface TableRow {
  /** The first names the row. */
  readonly cells: readonly string[]
  readonly tone?: Tone | undefined
}

export interface Table {
  readonly header: readonly string[]
  readonly rows: readonly TableRow[]
  /** Columns of numbers, which stand right. */
  readonly figures?: ReadonlySet<number>
}

/** Each row is named by its first cell. */
export function table({header, rows, figures = new Set()}: Table): string {
  const number = (index: number) => (figures.has(index) ? 'n' : undefined)
  const head = header.map((word, index) => `<th scope="col"${classOf(number(index))}>${text(word)}</th>`).join('')
  const body = rows.map(({cells: [first = '', ...rest], tone}) => {
    const cells = rest.map((cell, index) => `<td${classOf(number(index + 1))}>${text(cell)}</td>`).join('')
    return `<tr${classOf(tone)}><th scope="row">${text(first)}</th>${cells}</tr>`
  })
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
}
