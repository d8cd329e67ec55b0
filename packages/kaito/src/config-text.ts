import {OmeError} from '@ome/sdk/errors'
import type {Document} from 'yaml'
import type {ConfigEdit} from './config-problem.ts'

/** A YAML text as a plain value. Throws `usage` with the line where it cannot be read; `source` names it. */
export async function readConfig(text: string, source: string): Promise<unknown> {
  const {document} = await parsed(text, source)
  try {
    return document.toJS({maxAliasCount: 100})
  } catch (error) {
    // The library's words for a text that unfolds to more than its size.
    if (!(error instanceof ReferenceError)) throw error
    throw new OmeError('usage', `${source}: its aliases make more of it than a config needs`, [], {cause: error})
  }
}

/** The text with values set and everything else, comments included, as it was. Throws as {@link readConfig}. */
export async function editConfig(text: string, edits: readonly ConfigEdit[], source: string): Promise<string> {
  const {document, yaml} = await parsed(text, source)
  for (const {path, value} of edits) {
    const before = document.getIn(path, true)
    if (isScalar(before) && !Array.isArray(value)) {
      before.value = value
      continue
    }
    for (const [at] of path.entries()) makeMap(document, path.slice(0, at), {source, isMap: yaml.isMap})
    document.setIn(path, document.createNode(value))
  }
  return document.toString({lineWidth: 0})
}

interface Making {
  readonly source: string
  readonly isMap: (node: unknown) => boolean
}

/** A map where there is none; left to the library it would be one of YAML's ordered lists. */
function makeMap(document: Document, path: readonly string[], {source, isMap}: Making): void {
  const found: unknown = document.getIn(path, true)
  if (isMap(found)) return
  const isEmpty = found === null || found === undefined || (isScalar(found) && found.value === null)
  if (!isEmpty) throw new OmeError('usage', `${source}: ${path.join('.') || 'the whole of it'} is no map`)
  const map = document.createNode({})
  map.flow = false
  document.setIn(path, map)
}

const isScalar = (node: unknown): node is {value: unknown} =>
  typeof node === 'object' && node !== null && 'value' in node && 'source' in node

async function parsed(
  text: string,
  source: string,
): Promise<{readonly document: Document; readonly yaml: typeof import('yaml')}> {
  const yaml = await import('yaml')
  const document = yaml.parseDocument(text, {version: '1.1', merge: true, logLevel: 'error'})
  const [error] = document.errors
  if (!error) return {document, yaml}
  const where = error.linePos?.[0].line
  const said = error.message.split(/ at line \d|\n/)[0] ?? error.message
  const reason = error.code === 'MULTIPLE_DOCS' ? 'a second document begins here' : said
  throw new OmeError('usage', `${source}${where === undefined ? '' : `, line ${where}`}: ${reason}`, [], {cause: error})
}
