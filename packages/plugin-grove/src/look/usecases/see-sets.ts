import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {BuildOptions} from '../../domain/build-tree.ts'
import {buildTree} from '../../domain/build-tree.ts'
import type {GroveObjects, Unread} from '../../domain/grove-objects.ts'
import type {Ask, Extra, GroveReader} from '../../domain/grove-reader.ts'
import type {GroveSet, GroveTree} from '../../domain/grove-tree.ts'

export interface SeeSets {
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  /** `-a`, which goes with no name. */
  readonly all?: boolean | undefined
  readonly extras: readonly Extra[]
  readonly options: BuildOptions
}

/** The sets that were asked for, with the tree they are from. */
export interface Seen {
  readonly sets: readonly GroveSet[]
  readonly tree: GroveTree
  readonly objects: GroveObjects
}

/** Throws `usage` for a name with `--all`, and `not-found` with near names. */
export async function seeSets(reader: GroveReader, ask: SeeSets): Promise<Seen> {
  return chosen(await reader.read(askOf(ask)), ask)
}

/** The same, and again when something changed. Empty while a named set does not exist any more. */
export async function* followSets(reader: GroveReader, ask: SeeSets, signal: AbortSignal): AsyncGenerator<Seen> {
  let isFirst = true
  for await (const objects of reader.follow(askOf(ask), signal)) {
    yield isFirst ? chosen(objects, ask) : seenIn(objects, ask)
    isFirst = false
  }
}

export function askOf({namespace, name, all, extras}: SeeSets): Ask {
  if (all && name !== undefined)
    throw new OmeError('usage', `--all means every set, and "${name}" is one`, ['leave one of them out'])
  return {namespace, set: name, extras}
}

function seenIn(objects: GroveObjects, {name, options}: SeeSets): Seen {
  const wanted = name === undefined ? objects.sets : objects.sets.filter(({metadata}) => metadata.name === name)
  const tree = buildTree({...objects, sets: wanted}, options)
  return {sets: tree.sets, tree, objects}
}

function chosen(objects: GroveObjects, ask: SeeSets): Seen {
  const seen = seenIn(objects, ask)
  if (ask.name === undefined || seen.sets.length > 0) return seen
  throw noSet(
    ask.name,
    ask.namespace,
    objects.sets.map(({metadata}) => metadata.name),
  )
}

export function noSet(name: string, namespace: string | undefined, there: readonly string[]): OmeError {
  const close = nearest(name, there)
  const where = namespace === undefined ? 'any namespace' : `namespace "${namespace}"`
  const list = namespace === undefined ? 'ome grove status -A' : `ome grove status -n ${namespace}`
  return new OmeError(
    'not-found',
    `podcliqueset "${name}" not found in ${where}`,
    [...(close === undefined ? [] : [`did you mean ${close}?`]), `see what is there: ${list}`],
    {object: `podcliqueset/${name}`},
  )
}

/** One note for everything that could not be read; undefined where all was. */
export function unreadNote(unread: readonly Unread[]): string | undefined {
  if (unread.length === 0) return undefined
  const names = unread.map(({resource}) => resource).join(', ')
  return `you may not list ${names}: what comes from them is <unknown>`
}
