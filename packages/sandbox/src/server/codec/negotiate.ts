import {bodyMediaTypes, notAcceptable} from '../errors.ts'

/** In which form an answer is wanted. */
export interface Accepted {
  readonly as: 'object' | 'Table' | 'PartialObjectMetadata'
  readonly yaml: boolean
  /** `v1` or `v1beta1` of meta.k8s.io, for tables. */
  readonly version: string
}

const plain: Accepted = {as: 'object', yaml: false, version: 'v1'}
const known = new Map<string, Accepted>()
const maxKnown = 200

/** Picks the first clause of an Accept header that the server can satisfy; 406 when there is none. */
export function negotiate(header: string | undefined): Accepted {
  if (!header || header === 'application/json' || header === '*/*') return plain
  const cached = known.get(header)
  if (cached) return cached
  for (const clause of header.split(',')) {
    const accepted = readClause(clause)
    if (!accepted) continue
    if (known.size < maxKnown) known.set(header, accepted)
    return accepted
  }
  throw notAcceptable(bodyMediaTypes)
}

function readClause(clause: string): Accepted | undefined {
  const [type = '', ...parameters] = clause.split(';').map((part) => part.trim())
  const values = new Map(parameters.map((parameter) => [parameter.split('=')[0] ?? '', parameter.split('=')[1] ?? '']))
  const yaml = type === 'application/yaml'
  if (!yaml && type !== 'application/json' && type !== '*/*' && type !== 'application/*') return undefined
  const as = values.get('as')
  if (as === undefined) return {...plain, yaml}
  const version = values.get('v') ?? ''
  if (values.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined
  if (as === 'Table') return {as, yaml, version}
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList'
    ? {as: 'PartialObjectMetadata', yaml, version}
    : undefined
}
