import {OmeError} from './errors.ts'
import {findAll, goText} from './jsonpath.ts'

export interface CustomColumn {
  readonly header: string
  readonly path: string
}

/** Reads `HEADER:.path,HEADER2:.path`. Throws `usage` in kubectl's words. */
export function parseCustomColumns(spec: string): CustomColumn[] {
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':')
    if (colon === -1) {
      throw new OmeError('usage', `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    }
    return {header: part.slice(0, colon), path: part.slice(colon + 1)}
  })
}

/** One row per object: values of a path joined by commas, `<none>` where it finds nothing. */
export function customRow(columns: readonly CustomColumn[], object: unknown): string[] {
  return columns.map(({path}) => {
    const found = findAll(path, object)
    return found.length === 0 ? '<none>' : found.map(goText).join(',')
  })
}
