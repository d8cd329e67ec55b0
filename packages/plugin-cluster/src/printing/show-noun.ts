import type {Noun} from '@ome/inference-model/names'
import {renderObjects} from '@ome/sdk/object-output'
import {type Paper, render} from '@ome/sdk/output'
import type {Cluster} from '../compose.ts'
import type {GetAsk} from '../flags.ts'
import {followItems, getItems, objectsOf} from '../usecases/get-items.ts'
import {faceOf, itemView, lookedAt} from '../views/noun-view.ts'
import {tellSecrets} from './tell-secrets.ts'

/** What a command gives away so that a printer can write for it. */
export interface Desk {
  readonly signal: AbortSignal
  paper(output: string | undefined): Paper
  note(text: string): void
}

/** Prints one of our nouns: once, or as it changes. Throws what could not be read after printing the rest. */
export async function showNoun(
  desk: Desk,
  found: Cluster,
  ask: GetAsk & {readonly noun: Noun; readonly names: readonly string[]},
): Promise<void> {
  const {noun, names} = ask
  const wanted = {...ask, query: ask, face: faceOf(noun)}
  const paper = () => ({...desk.paper(ask.output), noHeaders: ask.noHeaders})
  if (ask.follow) {
    const {showLive} = await import('@ome/sdk/live')
    return await showLive(lookedAt(noun, ask), followItems(found.catalogue, wanted), {paper, signal: desk.signal})
  }
  const {items, notes, failure} = await getItems(found, wanted)
  for (const note of notes) desk.note(note)
  const [first] = items
  const single = names.length === 1 && items.length === 1
  if (first && wantsObjects(ask)) {
    const objects = await objectsOf(found.resources, wanted, items, ask.clean)
    if (ask.clean) for (const object of objects) tellSecrets(object, desk.note)
    renderObjects(objects, {...ask, io: paper().io, output: 'yaml', single})
  } else if (first && single) render(itemView(noun, ask), first, paper())
  else if (first || !(failure || (names.length > 0 && ask.ignoreNotFound))) render(lookedAt(noun, ask), items, paper())
  if (failure) throw failure
}

const wantsObjects = ({clean, output, names}: GetAsk & {readonly names: readonly string[]}): boolean =>
  clean !== undefined || (output === 'yaml' && names.length > 0)
