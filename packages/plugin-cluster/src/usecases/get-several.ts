import {discoveryWord, type Noun, nounOf} from '@ome/inference-model/names'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource} from '@ome/sdk/kube'
import type {Item} from '../domain/listing.ts'
import type {FoundResource, ReadResource, Resources} from '../domain/resources.ts'
import type {Selection} from '../domain/selection.ts'
import {type Export, type GetItems, getItems, objectsOf} from './get-items.ts'

export interface GetSeveral extends Omit<GetItems, 'noun' | 'names' | 'face'>, Pick<ReadResource, 'output' | 'change'> {
  readonly selections: readonly Selection[]
  readonly faceOf: (noun: Noun) => (item: Item) => unknown
  /** Asks for the cluster objects of our nouns; with `clean` as somebody would have written them. */
  readonly objects?: {readonly clean: Export} | undefined
}

export interface GotSeveral {
  readonly sections: readonly Section[]
  readonly notes: readonly string[]
  /** For names that are not there, after the others were shown. */
  readonly failure?: OmeError
}

interface Ports extends Pick<Parameters<typeof getItems>[0], 'catalogue' | 'hasCoreService'> {
  readonly resources: Resources
  read(ask: ReadResource): Promise<FoundResource>
}

/** What was found of one of several types. */
export type Section = NounSection | ResourceSection

export interface NounSection {
  readonly noun: Noun
  readonly items: readonly Item[]
  readonly objects?: readonly KubeObject[]
}

export interface ResourceSection extends Omit<FoundResource, 'failure'> {
  readonly resource: Resource
}

type Target = {readonly names: readonly string[]} & ({readonly noun: Noun} | {readonly resource: Resource})

type Part = {readonly section?: Section | undefined; readonly notes?: readonly string[]; readonly failure?: OmeError}

/** Several types at once. What may not be read is a note, unless nothing may be read: then the first refusal is thrown. */
export async function getSeveral(ports: Ports, ask: GetSeveral): Promise<GotSeveral> {
  const targets = (await Promise.all(ask.selections.map((selection) => targetsOf(ports.resources, selection)))).flat()
  const read = await Promise.all(targets.map((target) => orRefused(readTarget(ports, target, ask))))
  const parts = read.filter((each): each is Part => !isOmeError(each))
  const refusals = read.filter(isOmeError)
  const [refusal] = refusals
  if (refusal && parts.length === 0) throw refusal
  const failures = parts.flatMap(({failure}) => (failure ? [failure] : []))
  return {
    sections: parts.flatMap(({section}) => (section ? [section] : [])),
    notes: [
      ...refusals.map(({message}) => `not everything is shown: ${message}`),
      ...new Set(parts.flatMap(({notes = []}) => notes)),
    ],
    ...(failures.length > 0 ? {failure: joined(failures)} : {}),
  }
}

async function targetsOf(resources: Resources, {word, names}: Selection): Promise<readonly Target[]> {
  const noun = nounOf(word)
  if (noun) return [{noun, names}]
  return (await resources.named(discoveryWord(word))).map((resource) => ({resource, names}))
}

async function readTarget(ports: Ports, target: Target, ask: GetSeveral): Promise<Part> {
  const {names} = target
  if ('noun' in target) {
    const {noun} = target
    const {items, notes, failure} = await getItems(ports, {...ask, noun, names, face: ask.faceOf(noun)})
    if (names.length > 0 && items.length === 0) return {notes, ...(failure ? {failure} : {})}
    const objects = ask.objects && {objects: await objectsOf(ports.resources, {...ask, noun}, items, ask.objects.clean)}
    return {section: {noun, items, ...objects}, notes, ...(failure ? {failure} : {})}
  }
  const {resource} = target
  const {query, sortBy, ignoreNotFound, output, change} = ask
  const {failure, ...found} = await ports.read({resource, names, ...query, sortBy, ignoreNotFound, output, change})
  const section = names.length > 0 && found.objects.length === 0 ? undefined : {resource, ...found}
  return {section, ...(failure ? {failure} : {})}
}

async function orRefused(reading: Promise<Part>): Promise<Part | OmeError> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return error
    throw error
  }
}

function joined(failures: readonly OmeError[]): OmeError {
  const [first] = failures
  const hints = failures.flatMap(({hints}) => hints).slice(0, 3)
  const object = first?.object === undefined ? {} : {object: first.object}
  return new OmeError('not-found', failures.map(({message}) => message).join('; '), [...new Set(hints)], object)
}
