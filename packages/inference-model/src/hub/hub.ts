import type {WeightType} from '@ome/capacity/model-shape'
import {OmeError} from '@ome/sdk/errors'
import {parseStorageUri} from '../storage-uri.ts'

/** A model of the hub as a list shows it. Absent is what the hub did not say. */
export interface HubModel {
  readonly id: string
  /** Commit of the default branch. */
  readonly commit?: string
  readonly downloads?: number
  readonly likes?: number
  readonly licence?: string
  /** Needs a token of somebody who accepted its terms. */
  readonly gated: boolean
  /** From the safetensors headers. */
  readonly parameters?: number
  /** From the types in the safetensors headers. */
  readonly weightBytes?: number
  readonly architecture?: string
  readonly modelType?: string
  readonly quantization?: string
  /** How config.json says the weights are stored, where its list entry shows that. */
  readonly weightType?: WeightType
  readonly updatedAt?: string
}

export interface HubFile {
  readonly path: string
  readonly bytes: number
}

/** Everything an import looks at. */
export interface HubDetails extends HubModel {
  readonly revision: string
  readonly files: readonly HubFile[]
  /** Decoded config.json; absent when there is none or it may not be read. */
  readonly config?: unknown
  /** The hub refused config.json: the model is gated and the token missing or not accepted. */
  readonly configDenied: boolean
}

export type HubSort = 'downloads' | 'likes' | 'modified'

export interface HubQuery {
  readonly text?: string
  readonly organisation?: string
  readonly licence?: string
  readonly sort: HubSort
  /** Models at most; the hub is asked for more pages until so many are accepted, or its list ends. */
  readonly limit: number
  /** Left out are models for which this is false. */
  readonly accept?: (model: HubModel) => boolean
  /** The names alone are enough: what lists leave out is not read for each model. */
  readonly namesOnly?: boolean
}

/** The model hub. Throws `unreachable` without an answer and `not-found` for an unknown id. */
export interface Hub {
  /** Address without credentials. */
  readonly endpoint: string
  search(query: HubQuery): Promise<readonly HubModel[]>
  /** Fills in what a list leaves out; `token` is used for gated models only. */
  read(id: HubId, token?: string): Promise<HubDetails>
}

export interface HubId {
  readonly id: string
  /** Branch, tag or commit; the default is `main`. */
  readonly revision?: string
}

/** `org/name` or `org/name@revision`. Throws `usage` for anything else. */
export function parseHubId(text: string): HubId {
  const [id = '', revision, ...rest] = text.split('@')
  const whole = isHubId(id) && rest.length === 0 && (revision === undefined || /^[\w][\w./-]{0,199}$/.test(revision))
  if (!whole) {
    throw new OmeError('usage', `"${text}" is not the id of a hub model`, [
      'write it as ORG/NAME or ORG/NAME@REVISION, for example meta-llama/Llama-3.3-70B-Instruct',
      'find ids: ome search hf TEXT',
    ])
  }
  return revision === undefined ? {id} : {id, revision}
}

export const isHubId = (text: string): boolean =>
  text.length <= 200 && /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9_][\w.-]*$/.test(text) && !text.includes('..')

/** The hub id of a storage address, whatever its revision; undefined for other storage. */
export function hubIdIn(uri: string | undefined): string | undefined {
  const parts = uri === undefined ? undefined : parseStorageUri(uri)
  return parts?.scheme === 'hf' ? parts.id : undefined
}

/** Vendor words and the hub organisations that publish for them. */
const organisations: Readonly<Record<string, string>> = {
  ai21: 'ai21labs',
  alibaba: 'Qwen',
  allenai: 'allenai',
  baai: 'BAAI',
  cohere: 'CohereForAI',
  databricks: 'databricks',
  deepseek: 'deepseek-ai',
  google: 'google',
  huggingface: 'HuggingFaceTB',
  ibm: 'ibm-granite',
  intfloat: 'intfloat',
  meta: 'meta-llama',
  microsoft: 'microsoft',
  mistral: 'mistralai',
  moonshot: 'moonshotai',
  nvidia: 'nvidia',
  openai: 'openai',
  qwen: 'Qwen',
  stability: 'stabilityai',
  tii: 'tiiuae',
  xai: 'xai-org',
  zhipu: 'zai-org',
}

/** Vendor words that are offered. */
export const vendorWords: readonly string[] = Object.keys(organisations)

/** The hub organisation for a vendor word; a word we do not know is taken as the organisation itself. */
export const organisationOf = (vendor: string): string =>
  Object.hasOwn(organisations, vendor.toLowerCase()) ? (organisations[vendor.toLowerCase()] ?? vendor) : vendor

/** The vendor word for a hub id: the organisation's own name when that is one. */
export function vendorOf(id: string): string {
  const organisation = id.split('/')[0] ?? id
  const name = organisation.toLowerCase()
  if (Object.hasOwn(organisations, name)) return name
  return Object.entries(organisations).find(([, published]) => published.toLowerCase() === name)?.[0] ?? organisation
}

/** Whether an id, or its last part, matches a pattern of `*` and `?`, case aside. */
export function matchesPattern(id: string, pattern: string): boolean {
  const parts = pattern.split('/').length > 1 ? id : (id.split('/').at(-1) ?? id)
  return globMatches(parts.toLowerCase(), pattern.toLowerCase())
}

/** Linear in the text for each star; no regular expression is made of a foreign pattern. */
function globMatches(text: string, pattern: string): boolean {
  let [at, position, star, resume] = [0, 0, -1, 0]
  while (at < text.length) {
    const expected = pattern[position]
    if (expected === '*') {
      star = position++
      resume = at
    } else if (expected === '?' || expected === text[at]) {
      position++
      at++
    } else if (star >= 0) {
      position = star + 1
      at = ++resume
    } else return false
  }
  while (pattern[position] === '*') position++
  return position === pattern.length
}
