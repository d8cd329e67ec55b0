import type {Belongings} from '@ome/inference-model/belonging'
import {type Deleter, type Doomed, planDeletion} from '@ome/inference-model/deletion'
import type {Query} from '@ome/inference-model/lists'
import {applyRank} from '@ome/inference-model/manifests/apply-order'
import {discoveryWord, type Noun, nounOf} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {type Catalogue, shelfOf} from '../domain/listing.ts'
import {resourceOf} from '../domain/noun-resources.ts'
import type {Resources} from '../domain/resources.ts'
import type {Selection} from '../domain/selection.ts'
import {getObjects} from './get-objects.ts'
import {missingError} from './select-items.ts'
import {usersOf} from './users-of.ts'

export interface PlanDelete {
  readonly selections: readonly Selection[]
  readonly namespace?: string | undefined
  readonly selector?: string | undefined
  readonly all: boolean
  readonly scope?: 'namespace' | 'cluster' | undefined
  /** Objects of a manifest, instead of selections. */
  readonly manifest?: readonly KubeObject[] | undefined
  readonly force: boolean
  /** What is not there is no error, as for kubectl. */
  readonly ignoreNotFound: boolean
}

interface Ports {
  readonly catalogue: Catalogue
  readonly resources: Resources
  readonly belongings: Belongings
  readonly deleter: Deleter
  /** What ends with objects beyond what they own, one sentence each. */
  readonly aftermath: (objects: readonly KubeObject[]) => Promise<readonly string[]>
}

interface Located {
  readonly object: KubeObject
  readonly resource: ResourceRef
}

/** One selection with what holds for all of them. */
type One = Selection & Omit<PlanDelete, 'selections'>

/** What is there of what was asked for, and the errors for what is not. */
interface Search {
  readonly located: readonly Located[]
  readonly missing: readonly OmeError[]
  readonly notes?: readonly string[]
}

export interface PlannedDelete {
  readonly plan: Plan
  /** For named objects that are not there, while others are. */
  readonly missing?: OmeError
}

/**
 * What a deletion would remove, what needs others before them. Names are taken as typed, never completed. Throws
 * `not-found` when nothing that was named is there.
 */
export async function planDelete(ports: Ports, ask: PlanDelete): Promise<PlannedDelete> {
  const search = await locate(ports, ask)
  const missing = ask.ignoreNotFound ? undefined : allMissing(search.missing)
  if (missing && search.located.length === 0) throw missing
  const located = search.located.toSorted((a, b) => applyRank(b.object.kind) - applyRank(a.object.kind))
  const [children, used, ends] = await Promise.all([
    ports.belongings.ofAll(located.map(({object}) => object)),
    usersOf(
      ports.catalogue,
      located.map(({object}) => object),
    ),
    ports.aftermath(located.map(({object}) => object)),
  ])
  const doomed = located.map(
    (each, index): Doomed => ({...each, children: children[index] ?? [], users: used.of(each.object)}),
  )
  const {notes = [], ...plan} = planDeletion(doomed, ports.deleter, {force: ask.force})
  return {
    plan: {...plan, notes: [...(search.notes ?? []), ...used.notes, ...notes, ...ends]},
    ...(missing === undefined ? {} : {missing}),
  }
}

function allMissing(errors: readonly OmeError[]): OmeError | undefined {
  const [first] = errors
  if (!first || errors.length === 1) return first
  const hints = [...new Set(errors.flatMap((error) => error.hints))]
  return new OmeError('not-found', errors.map(({message}) => message).join('; '), hints)
}

async function locate(ports: Ports, {selections, ...ask}: PlanDelete): Promise<Search> {
  const found = ask.manifest
    ? await Promise.all(ask.manifest.map((object) => locateWritten(ports, object, ask.namespace)))
    : await Promise.all(selections.map((selection) => locateOne(ports, {...selection, ...ask})))
  return {
    located: found.flatMap(({located}) => located),
    missing: found.flatMap(({missing}) => missing),
    notes: found.flatMap(({notes}) => notes ?? []),
  }
}

async function locateOne(ports: Ports, ask: One): Promise<Search> {
  if (ask.names.length > 0 && (ask.selector !== undefined || ask.all)) {
    throw new OmeError('usage', 'names cannot be combined with a selector or --all')
  }
  const noun = nounOf(ask.word)
  return noun ? await locateNoun(ports, noun, ask) : await locateResource(ports, discoveryWord(ask.word), ask)
}

async function locateNoun({catalogue, resources}: Ports, noun: Noun, ask: One): Promise<Search> {
  const query: Query = {
    ...(ask.namespace === undefined ? {} : {namespace: ask.namespace}),
    ...(ask.selector === undefined ? {} : {selector: ask.selector}),
  }
  const items: readonly Item[] = (await shelfOf(catalogue, noun).list(query)).items
  const {chosen, missing} = byExactName(noun, items.filter(deletable(noun, ask)), ask)
  const located = await Promise.all(
    chosen.map(async (item): Promise<Located | undefined> => {
      const resource = resourceOf(noun, item)
      const object = await resources.find(resource, item.name, item.namespace)
      return object && {object, resource}
    }),
  )
  const isShared = chosen.length === 0 && missing.length === 0 && items.some(({scope}) => scope === 'cluster')
  const notes = isShared
    ? [`no ${noun}s in namespace ${ask.namespace ?? 'default'}; cluster-wide ones: --scope cluster`]
    : []
  return {located: located.filter((each) => each !== undefined), missing, notes}
}

interface Item {
  readonly name: string
  readonly namespace?: string
  readonly scope?: 'namespace' | 'cluster'
  readonly source?: 'class' | 'nodes'
}

/** By selection only objects of the namespace go; what the whole cluster shares must be named or `--scope cluster`. */
const deletable =
  (noun: Noun, {names, scope}: One) =>
  (item: Item): boolean => {
    if (scope !== undefined && item.scope !== undefined) return item.scope === scope
    if (names.length > 0) return true
    return noun === 'accelerator' ? item.source === 'class' : item.scope !== 'cluster'
  }

interface Chosen {
  readonly chosen: readonly Item[]
  readonly missing: readonly OmeError[]
}

function byExactName(noun: Noun, items: readonly Item[], {names, namespace}: One): Chosen {
  if (names.length === 0) return {chosen: items, missing: []}
  const twice = names.find((name) => items.filter((item) => item.name === name).length > 1)
  if (twice !== undefined) {
    throw new OmeError('usage', `${noun} "${twice}" exists in the namespace and for the whole cluster`, [
      'add --scope namespace or --scope cluster',
    ])
  }
  const missing = names.filter((name) => !items.some((item) => item.name === name))
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`
  const known = items.map(({name}) => name)
  return {
    chosen: items.filter(({name}) => names.includes(name)),
    missing:
      missing.length === 0 ? [] : [missingError(noun, missing, [`list what is there: ome get ${noun}s`], where, known)],
  }
}

async function locateResource({resources}: Ports, word: string, ask: One): Promise<Search> {
  const resource = await resources.resolve(word)
  const namespace = resource.namespaced ? ask.namespace : undefined
  const options = {...(namespace === undefined ? {} : {namespace}), selector: ask.selector}
  const {objects, failure} = await getObjects(resources, {resource, names: ask.names, options})
  if (failure && failure.kind !== 'not-found') throw failure
  return {located: objects.map((object) => ({object, resource})), missing: failure ? [failure] : []}
}

async function locateWritten({resources}: Ports, wanted: KubeObject, namespace: string | undefined): Promise<Search> {
  const resource = await resources.resolveKind(wanted.apiVersion, wanted.kind)
  const {name} = wanted.metadata
  const inside = resource.namespaced ? (wanted.metadata.namespace ?? namespace) : undefined
  const object = await resources.find(resource, name, inside)
  if (object) return {located: [{object, resource}], missing: []}
  const where = inside === undefined ? '' : ` in namespace "${inside}"`
  const hints = ['what is gone already is no error with --ignore-not-found']
  return {located: [], missing: [missingError(resource.singular || resource.plural, [name], hints, where)]}
}
