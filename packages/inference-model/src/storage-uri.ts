import type {Generation} from './generation.ts'

/** Where a model's files are, as its storage address says. */
export type StorageUri =
  | {readonly scheme: 'hf'; readonly id: string; readonly revision?: string}
  /** Oracle object storage, no image registry. */
  | {readonly scheme: 'oci'; readonly bucket: string; readonly path: string}
  | {readonly scheme: 'pvc'; readonly namespace?: string; readonly claim: string; readonly path: string}
  | {readonly scheme: 'local'; readonly path: string}
  | {readonly scheme: 's3'; readonly bucket: string; readonly path: string}
  | {readonly scheme: 'vendor' | 'az' | 'gs' | 'github'; readonly path: string}

export type StorageScheme = StorageUri['scheme']

/** How the addresses of each scheme are written. Source: OME v0.1 `pkg/utils/storage`. */
export const storageForms: Readonly<Record<StorageScheme, string>> = {
  hf: 'hf://ORG/MODEL[@REVISION]',
  oci: 'oci://n/NAMESPACE/b/BUCKET/o/PATH',
  pvc: 'pvc://[NAMESPACE:]CLAIM/PATH',
  local: 'local:///PATH',
  vendor: 'vendor://VENDOR/TYPE/PATH',
  s3: 's3://BUCKET[@REGION]/PREFIX',
  az: 'az://ACCOUNT/CONTAINER/PATH',
  gs: 'gs://BUCKET/OBJECT',
  github: 'github://OWNER/REPOSITORY[@TAG]',
}

/** The scheme that an address names; undefined for one that OME does not know. */
export function schemeOf(uri: string): StorageScheme | undefined {
  const word = uri.slice(0, Math.max(0, uri.indexOf('://')))
  return isScheme(word) ? word : undefined
}

const isScheme = (word: string): word is StorageScheme => Object.hasOwn(storageForms, word)

const patterns: Readonly<Record<StorageScheme, RegExp>> = {
  hf: /^hf:\/\/([^/@\s]+\/[^/@\s]+)(?:@([^\s]+))?$/,
  oci: /^oci:\/\/n\/([^/]+)\/b\/([^/]+)\/o\/(.+)$/,
  pvc: /^pvc:\/\/(?:([a-z0-9-]+):)?([a-z0-9][a-z0-9.-]*)\/(.+)$/,
  local: /^local:\/\/(\/?[^\s].*)$/,
  vendor: /^vendor:\/\/([^/]+\/[^/]+\/.+)$/,
  s3: /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:@[a-z0-9-]+)?\/(.+)$/,
  az: /^az:\/\/([^/]+\/[^/]+\/.+)$/,
  gs: /^gs:\/\/([^/]+\/.+)$/,
  github: /^github:\/\/([^/@]+\/[^/@]+(?:@.+)?)$/,
}

const trimmed = (path = ''): string => path.replace(/\/+$/, '')

/** The parts of an address; undefined when it is not of the form of its scheme, or the scheme is unknown. */
export function parseStorageUri(uri: string): StorageUri | undefined {
  const scheme = schemeOf(uri)
  const match = scheme && patterns[scheme].exec(uri)
  if (!scheme || !match) return undefined
  const [, first = '', second = '', third = ''] = match
  switch (scheme) {
    case 'hf':
      return {scheme, id: first, ...(match[2] !== undefined && {revision: second})}
    case 'oci':
      return {scheme, bucket: second, path: trimmed(third)}
    case 'pvc':
      return {scheme, ...(match[1] !== undefined && {namespace: first}), claim: second, path: trimmed(third)}
    case 's3':
      return {scheme, bucket: first, path: trimmed(second)}
    default:
      return {scheme, path: trimmed(first)}
  }
}

/**
 * How the files get to the nodes. `agent`: each node's agent downloads them. `in-place`: they are there. `claim`: pods
 * mount them. `never`: the address is accepted and nothing happens.
 */
export function deliveryOf(
  scheme: StorageScheme,
  generation: Pick<Generation, 'servesPvc'>,
): 'agent' | 'in-place' | 'claim' | 'never' {
  if (scheme === 'hf' || scheme === 'oci') return 'agent'
  if (scheme === 'local' || scheme === 'vendor') return 'in-place'
  return scheme === 'pvc' && generation.servesPvc ? 'claim' : 'never'
}
