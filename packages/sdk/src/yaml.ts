import type {Schema} from 'js-yaml'
import {OmeError} from './errors.ts'
import type {KubeObject} from './kube.ts'

export interface YamlOptions {
  /** Named in errors: a path, `-` for stdin. */
  readonly source?: string
  /** Largest text read, default 16 MiB. */
  readonly limitBytes?: number
}

const defaultLimit = 16 * 2 ** 20
/** Largest document after aliases are expanded, in values. */
const largestDocument = 2_000_000

/**
 * The documents of a YAML (or JSON) text as plain values, read as kubectl reads them: YAML 1.1 booleans (`yes`, `on`),
 * octals (`017`), `1_000` and merge keys, but no sexagesimal numbers and no timestamps. Empty documents are left out.
 * Throws `usage` with source and line for a text that cannot be read, is too large, or grows too large by aliases.
 */
export async function parseYaml(
  text: string,
  {source, limitBytes = defaultLimit}: YamlOptions = {},
): Promise<unknown[]> {
  const where = source === undefined ? '' : `${source}: `
  if (text.length > limitBytes) throw new OmeError('usage', `${where}more than ${limitBytes} bytes of YAML`)
  const json = parseJson(text)
  if (json !== undefined) return [json]
  const {CORE_SCHEMA, boolYaml11Tag, floatCoreTag, intCoreTag, loadAll, mergeTag, NOT_RESOLVED} = await import(
    'js-yaml'
  )
  const schema: Schema = CORE_SCHEMA.withTags(
    boolYaml11Tag,
    {...intCoreTag, resolve: (scalar) => readInteger(scalar) ?? NOT_RESOLVED},
    {...floatCoreTag, resolve: (scalar) => readFloat(scalar) ?? NOT_RESOLVED},
    mergeTag,
  )
  let documents: unknown[]
  try {
    documents = loadAll(text, {schema, maxAliases: 10_000})
  } catch (error) {
    throw new OmeError('usage', `${where}${syntaxError(error)}`, [], {cause: error})
  }
  for (const document of documents) checkSize(document, where)
  return documents.filter((document) => document !== null && document !== undefined)
}

/**
 * The Kubernetes objects of a YAML text: {@link parseYaml}, with `List` kinds flattened. Throws `usage` for a document
 * that is no object or has no `apiVersion` or `kind`.
 */
export async function parseManifests(text: string, options: YamlOptions = {}): Promise<KubeObject[]> {
  const documents = await parseYaml(text, options)
  return documents.flatMap((document, index) =>
    manifests(document, `${options.source ?? 'input'}: document ${index + 1}`),
  )
}

function manifests(value: unknown, where: string): KubeObject[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OmeError('usage', `${where} is not a Kubernetes object`)
  }
  const {apiVersion, kind, items, metadata} = value as Record<string, unknown>
  if (typeof apiVersion !== 'string' || apiVersion === '') throw new OmeError('usage', `${where}: apiVersion not set`)
  if (typeof kind !== 'string' || kind === '') throw new OmeError('usage', `${where}: kind not set`)
  if (kind.endsWith('List') && Array.isArray(items)) {
    return items.flatMap((item, index) => manifests(item, `${where}: item ${index + 1}`))
  }
  const isMap = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
  if (metadata !== undefined && metadata !== null && !isMap)
    throw new OmeError('usage', `${where}: metadata is not a map`)
  return [{...value, apiVersion, kind, metadata: (isMap ? metadata : {}) as KubeObject['metadata']}]
}

/** JSON needs no YAML parser; a text that only begins like JSON may still be YAML in flow style. */
function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Go's `strconv.ParseInt(text, 0, 64)` after underscores are taken out, as go-yaml reads integers. */
function readInteger(scalar: string): number | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/.exec(
    withoutUnderscores(scalar),
  )
  if (!match) return undefined
  const [, sign, hex, binary, octal, decimal] = match
  const digits = hex ?? binary ?? octal ?? decimal ?? ''
  const base = hex ? 16 : binary ? 2 : octal ? 8 : 10
  const value = Number.parseInt(digits, base)
  return sign === '-' && value !== 0 ? -value : value
}

function readFloat(scalar: string): number | undefined {
  const special = {'.inf': Number.POSITIVE_INFINITY, '-.inf': Number.NEGATIVE_INFINITY, '.nan': Number.NaN}
  const word = scalar.toLowerCase().replace(/^\+/, '')
  if (word in special && /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(scalar))
    return special[word as keyof typeof special]
  const plainText = scalar.startsWith('.') ? scalar : withoutUnderscores(scalar)
  return /^[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?$/.test(plainText) ? Number(plainText) : undefined
}

/** A leading underscore makes a text, not a number. */
const withoutUnderscores = (scalar: string): string => (/^[-+]?\d/.test(scalar) ? scalar.replaceAll('_', '') : scalar)

function syntaxError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const reason = 'reason' in error ? String(error.reason) : error.message
  const mark = 'mark' in error && typeof error.mark === 'object' && error.mark !== null ? error.mark : {}
  return 'line' in mark && typeof mark.line === 'number' ? `line ${mark.line + 1}: ${reason}` : reason
}

/** Aliases share memory here but multiply when the document is sent or printed. */
function checkSize(document: unknown, where: string): void {
  const sizes = new Map<object, number>()
  const open = new Set<object>()
  const size = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1
    const known = sizes.get(value)
    if (known !== undefined) return known
    if (open.has(value)) throw new OmeError('usage', `${where}an alias contains itself`)
    open.add(value)
    const total = Object.values(value).reduce<number>((sum, member) => sum + size(member), 1)
    open.delete(value)
    sizes.set(value, total)
    if (total > largestDocument)
      throw new OmeError('usage', `${where}the document is too large once its aliases are expanded`)
    return total
  }
  size(document)
}
