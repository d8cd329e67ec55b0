import {OmeError} from '@ome/sdk/errors'
import type {Document} from 'yaml'
import type {ConfigEdit} from './config-problem.ts'

/** A YAML text as a plain value. Throws `usage` with the line where it cannot be read; `source` names it. */
export async function readConfig(text: string, source: string): Promise<unknown> {
  return (await parsed(text, source)).toJS({maxAliasCount: 100})
}

/** The text with values set and everything else, comments included, as it was. Throws as {@link readConfig}. */
export async function editConfig(text: string, edits: readonly ConfigEdit[], source: string): Promise<string> {
  const document = await parsed(text, source)
  for (const {path, value} of edits) {
    const before = document.getIn(path, true)
    if (isScalar(before) && !Array.isArray(value)) {
      before.value = value
      continue
    }
    for (const [at] of path.entries()) makeMap(document, path.slice(0, at), source)
    document.setIn(path, document.createNode(value))
  }
  return document.toString({lineWidth: 0})
}

/** A map where there is none; left to the library it would be one of YAML's ordered lists. */
function makeMap(document: Document, path: readonly string[], source: string): void {
  const found: unknown = document.getIn(path)
  if (typeof found === 'object' && found !== null) return
  if (found !== null && found !== undefined) throw new OmeError('usage', `${source}: ${path.join('.')} is no map`)
  const map = document.createNode({})
  map.flow = false
  document.setIn(path, map)
}

const isScalar = (node: unknown): node is {value: unknown} =>
  typeof node === 'object' && node !== null && 'value' in node && 'source' in node

async function parsed(text: string, source: string): Promise<Document> {
  const {parseDocument} = await import('yaml')
  const document = parseDocument(text, {version: '1.1', merge: true})
  const [error] = document.errors
  if (!error) return document
  const where = error.linePos?.[0].line
  const reason = error.message.split(/ at line \d|\n/)[0] ?? error.message
  throw new OmeError('usage', `${source}${where === undefined ? '' : `, line ${where}`}: ${reason}`, [], {cause: error})
}
