import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {accessFreshMs} from './caller-folder.ts'
import {keep} from './keep.ts'
import type {Answer, PolicyRule} from './reviews.ts'

/** What is known of one person's rights in one namespace, or in the whole cluster. */
export interface KnownAccess {
  readonly readAt: number
  /** Absent: nobody has asked for the rules yet. */
  readonly rules?: readonly PolicyRule[]
  /** The server could not list all rules: what none of them covers may be allowed all the same. */
  readonly incomplete: boolean
  /** Single answers, by the key of their question; they outweigh the rules. */
  readonly answers: Readonly<Record<string, Answer>>
}

export interface AccessStore {
  /** Undefined when nothing fresh is known. */
  load(namespace: string | undefined): KnownAccess | undefined
  save(namespace: string | undefined, known: KnownAccess): void
}

/** Files of one person's folder, a file per namespace and one for the cluster, readable by their owner only. */
export const accessStore = (folder: string, now: () => Date): AccessStore => ({
  load(namespace) {
    const known = read(pathOf(folder, namespace))
    return known && Math.abs(now().getTime() - known.readAt) < accessFreshMs ? known : undefined
  },
  save(namespace, known) {
    keep(pathOf(folder, namespace), known)
  },
})

/** For clients that say nothing of who asks: nothing is kept. */
export const noStore: AccessStore = {load: () => undefined, save: () => undefined}

/** No namespace is called like the cluster's file; a name that is no namespace's stays inside the folder. */
const pathOf = (folder: string, namespace: string | undefined): string =>
  join(folder, `${namespace === undefined ? '~cluster' : encodeURIComponent(namespace).replaceAll('.', '%2E')}.json`)

function read(path: string): KnownAccess | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isKnown(value) ? value : undefined
  } catch {
    // A missing or damaged file is asked for again.
    return undefined
  }
}

const isKnown = (value: unknown): value is KnownAccess =>
  typeof value === 'object' &&
  value !== null &&
  'readAt' in value &&
  typeof value.readAt === 'number' &&
  'incomplete' in value &&
  typeof value.incomplete === 'boolean' &&
  'answers' in value &&
  typeof value.answers === 'object' &&
  value.answers !== null &&
  (!('rules' in value) || (Array.isArray(value.rules) && value.rules.every(isRule)))

const isRule = (value: unknown): value is PolicyRule =>
  typeof value === 'object' &&
  value !== null &&
  ['verbs', 'apiGroups', 'resources'].every((key) => Array.isArray(Reflect.get(value, key))) &&
  (!('resourceNames' in value) || Array.isArray(value.resourceNames))
