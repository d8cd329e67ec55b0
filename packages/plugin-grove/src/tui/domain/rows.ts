import type {GroveObjects} from '../../domain/grove-objects.ts'
import type {GroveTree} from '../../domain/grove-tree.ts'
import {parseFilter} from './filter.ts'
import {type Route, visit} from './forest.ts'
import {podsOf, type Twig} from './twig.ts'

export type Sort = 'tree' | 'name' | 'age' | 'status' | 'gpus'

/** What rows are made of. */
export interface Data {
  readonly tree: GroveTree
  readonly objects: GroveObjects
  /** Pages are still coming. */
  readonly isPartial?: boolean
}

export interface Choice {
  readonly route: Route
  readonly filter: string
  readonly sort: Sort
  readonly onlyFaults: boolean
}

export interface Listing {
  readonly way: readonly Twig[]
  readonly rows: readonly Twig[]
  /** How many there are without filter. */
  readonly total: number
}

/** Rows that a choice shows. Made anew for new data or another choice, never for a key that moves the cursor. */
export function listing({tree, objects}: Data, {route, filter, sort, onlyFaults}: Choice): Listing {
  const {way, twigs} = visited(tree, route)
  const fits = filter.trim() === '' ? undefined : parseFilter(filter, labelIndex(objects, filter))
  const texts = fits ? textsOf(twigs) : []
  const kept =
    fits || onlyFaults
      ? twigs.filter((twig, at) => (!onlyFaults || severity(twig) > 0) && (fits?.(twig, texts[at] ?? '') ?? true))
      : twigs
  return {way, rows: sorted(kept, sort), total: twigs.length}
}

type Visited = ReturnType<typeof visit>

const visits = new WeakMap<GroveTree, {readonly key: string; readonly visited: Visited}>()

/** A filter that is typed and another order look at the same rows again. */
function visited(tree: GroveTree, route: Route): Visited {
  const key = JSON.stringify(route)
  const known = visits.get(tree)
  if (known?.key === key) return known.visited
  const made = visit(tree, route)
  visits.set(tree, {key, visited: made})
  return made
}

function labelIndex(objects: GroveObjects, filter: string) {
  if (!/^!?\s*-l/.test(filter.trim())) return () => undefined
  const all = [...objects.sets, ...(objects.pods ?? [])]
  const index = new Map(all.map(({metadata}) => [metadata.uid ?? '', metadata.labels ?? {}]))
  return (uid: string) => index.get(uid)
}

const known = new WeakMap<readonly Twig[], readonly string[]>()

/** What a filter looks at, in small letters, a line each: name, state, where it is. Made once for the rows of a place. */
function textsOf(twigs: readonly Twig[]): readonly string[] {
  const texts = known.get(twigs) ?? twigs.map((twig) => wordsOf(twig).join('\n').toLowerCase())
  known.set(twigs, texts)
  return texts
}

function wordsOf(twig: Twig): readonly string[] {
  const {label} = twig
  switch (twig.level) {
    case 'set':
      return [label, twig.set.namespace, twig.set.health, twig.set.phase]
    case 'replica':
    case 'node':
      return [label]
    case 'gang':
      return [label, twig.gang.name, twig.gang.phase]
    case 'role':
      return [label, ...twig.workers.map(({domain = ''}) => domain)]
    case 'worker':
      return [label, twig.worker.state, twig.worker.domain ?? '']
    case 'pod':
      return [label, twig.pod.name, twig.pod.state, twig.pod.reason ?? '', twig.pod.node ?? '']
  }
}

const phases = {Running: 0, Starting: 1, Updating: 2, Pending: 3, Degraded: 4} as const
const healths = {Healthy: 0, Progressing: 1, Unknown: 2, Degraded: 4} as const
const states = {
  ready: 0,
  going: 1,
  starting: 1,
  waiting: 2,
  pending: 3,
  gated: 3,
  unready: 4,
  unschedulable: 5,
  failed: 6,
} as const

/** 0 for what is as it should be, else the more the worse it is. */
export function severity(twig: Twig): number {
  switch (twig.level) {
    case 'set':
      return healths[twig.set.health]
    case 'replica':
      return Math.max(0, ...twig.replica.gangs.map(({phase}) => phases[phase]))
    case 'gang':
      return phases[twig.gang.phase]
    case 'worker':
      return states[twig.worker.state]
    case 'pod':
      return states[twig.pod.state]
    case 'role':
    case 'node':
      return podsOf(twig).reduce((worst, {state}) => Math.max(worst, states[state]), 0)
  }
}

function createdAt(twig: Twig): string {
  switch (twig.level) {
    case 'set':
      return twig.set.createdAt ?? ''
    case 'gang':
      return twig.gang.createdAt ?? ''
    case 'pod':
      return twig.pod.createdAt ?? ''
    default:
      return podsOf(twig).reduce((oldest, {createdAt: at = ''}) => (oldest === '' || at < oldest ? at : oldest), '')
  }
}

export const gpusOf = (twig: Twig): number =>
  podsOf(twig).reduce((sum, {gpus, state}) => sum + (state === 'going' ? 0 : gpus), 0)

/** Keys are made once for each row, not for each comparison. */
function sorted(twigs: readonly Twig[], sort: Sort): readonly Twig[] {
  if (sort === 'tree') return twigs
  if (sort === 'name') return byKey(twigs, nameKey, compareNames)
  if (sort === 'age') return byKey(twigs, createdAt, (a, b) => (a > b ? -1 : a < b ? 1 : 0))
  return byKey(twigs, sort === 'status' ? severity : gpusOf, (a, b) => b - a)
}

function byKey<Key>(
  twigs: readonly Twig[],
  keyOf: (twig: Twig) => Key,
  compare: (a: Key, b: Key) => number,
): readonly Twig[] {
  return twigs
    .map((twig) => ({twig, key: keyOf(twig)}))
    .sort((a, b) => compare(a.key, b.key))
    .map(({twig}) => twig)
}

interface NameKey {
  readonly stem: string
  readonly number: number
}

function nameKey({label}: Twig): NameKey {
  const [, stem = label, digits = ''] = /^(.*?)(\d*)$/.exec(label) ?? []
  return {stem, number: Number(digits)}
}

/** `decode-10` behind `decode-9`. */
const compareNames = (a: NameKey, b: NameKey): number =>
  a.stem === b.stem ? a.number - b.number : a.stem < b.stem ? -1 : 1
