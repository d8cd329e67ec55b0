import type {ApiObject} from './api.ts'
import type {FaultOrder} from './faults/fault.ts'
import {durationMs} from './kubelet/faults.ts'
import {type ScenarioFiles, scenarioFiles, scenarioNames, type WorkingContent} from './scenario-files.ts'
import {type Repeat, repeated} from './scenario-repeat.ts'

/** A cluster state to begin with. */
export interface Scenario {
  readonly name: string
  readonly summary: string
  /** Stacks whose definitions, controllers and admission are installed: `ome`. */
  readonly install: readonly string[]
  /** Contexts of the kubeconfig by name; the first is current. */
  readonly contexts: Readonly<Record<string, ScenarioContext>>
  /** Further clusters that run beside the first, by the name that contexts use. */
  readonly clusters: Readonly<Record<string, Scenario>>
  /** Stand-ins outside the cluster; the model hub is among them except for a further cluster. */
  readonly standIns: readonly string[]
  /** Objects by how long ago they were made, oldest first, in milliseconds. */
  readonly steps: readonly {readonly ageMs: number; readonly objects: readonly ApiObject[]}[]
  /** What went wrong in the last quarter of an hour, oldest first. */
  readonly faults: readonly ScenarioFault[]
}

export interface ScenarioFault {
  readonly order: FaultOrder
  /** How long ago it began, in milliseconds. */
  readonly ageMs: number
}

/** A context of the kubeconfig that a scenario comes with. */
export interface ScenarioContext {
  readonly namespace: string
  /** Who the context is; an administrator when absent. */
  readonly user?: {readonly name: string; readonly groups?: readonly string[]}
  /** The credentials are no longer accepted: every request gets 401. */
  readonly expired?: boolean
  /** One of the scenario's further clusters; the first one when absent. */
  readonly cluster?: string
}

/** Thrown for a name that is no scenario, and for a scenario file that cannot be used. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
}

interface Header {
  readonly install?: readonly string[]
  readonly include?: readonly string[]
  /** By name: the namespace alone, or everything about it. */
  readonly contexts?: Readonly<Record<string, string | Partial<ScenarioContext>>>
  readonly clusters?: Readonly<Record<string, {readonly include: readonly string[]}>>
  readonly standIns?: readonly string[]
  readonly age?: string
}

interface Content {
  readonly install: readonly string[]
  readonly contexts: Readonly<Record<string, ScenarioContext>>
  readonly clusters: Readonly<Record<string, readonly string[]>>
  readonly standIns: readonly string[]
  readonly objects: readonly Aged[]
  readonly faults: readonly ScenarioFault[]
}

const headerVersion = 'sandbox.ome.cli/v1'
const ageAnnotation = 'sandbox.ome.cli/age'
/** Like the age, but to the moment: counted from the present and not from when the scenario has settled. */
const agoAnnotation = 'sandbox.ome.cli/ago'

/** How long objects without an age have existed when the cluster is handed over: long enough to be running. */
export const settleMs = 15 * 60_000

/** Names and summaries of all scenarios. */
export const listScenarios = (): readonly {name: string; summary: string}[] =>
  publicNames().map((name) => ({name, summary: scenarioFiles(name)?.summary ?? ''}))

const publicNames = (): readonly string[] => scenarioNames().filter((name) => !name.startsWith('_'))

/** The working files of a scenario and of those it includes, by path; none for a name that is no scenario. */
export function scenarioWorkingFiles(name: string): Readonly<Record<string, WorkingContent>> {
  const files = scenarioFiles(name)
  if (!files) return {}
  const included = headerOf(files).include ?? []
  return Object.assign({}, ...included.map(scenarioWorkingFiles), files.working)
}

/** Reads a scenario with everything it includes. */
export function loadScenario(name: string): Scenario {
  const files = scenarioFiles(name)
  if (!files) throw new ScenarioError(`there is no scenario "${name}"; the scenarios are ${publicNames().join(', ')}`)
  const content = read(name, files)
  const clusters = Object.entries(content.clusters).map(([cluster, parts]) => {
    const summary = `cluster ${cluster} of scenario ${name}`
    return [cluster, scenarioOf(cluster, summary, together(included(name, parts)))] as const
  })
  for (const [context, {cluster}] of Object.entries(content.contexts)) {
    if (cluster === undefined || cluster in content.clusters) continue
    throw new ScenarioError(`scenario "${name}": context ${context} is of cluster "${cluster}", which it does not have`)
  }
  const scenario = scenarioOf(name, files.summary, content)
  return {...scenario, clusters: Object.fromEntries(clusters), standIns: ['hub', ...scenario.standIns]}
}

const scenarioOf = (name: string, summary: string, content: Content): Scenario => ({
  name,
  summary,
  install: content.install,
  contexts: Object.keys(content.contexts).length > 0 ? content.contexts : {sandbox: {namespace: 'default'}},
  clusters: {},
  standIns: content.standIns,
  steps: byAge(content.objects),
  faults: [...content.faults].sort((a, b) => b.ageMs - a.ageMs),
})

interface Aged {
  readonly object: ApiObject
  readonly ageMs: number
}

const headerOf = (files: ScenarioFiles): Header => files.documents.find(isHeader)?.spec ?? {}

function read(name: string, files: ScenarioFiles): Content {
  const header = headerOf(files)
  const own = files.documents.flatMap((document) => objectsOf(name, document, header))
  const faults = files.documents.filter(isFault).map(({spec: {age, ...order}}) => ({order, ageMs: ageOf(name, age)}))
  const contexts = Object.entries(header.contexts ?? {}).map(([context, given]) => {
    const more = typeof given === 'string' ? {namespace: given} : given
    return [context, {namespace: 'default', ...more}] as const
  })
  const clusters = Object.entries(header.clusters ?? {}).map(([cluster, {include}]) => [cluster, include] as const)
  return together([
    {
      install: [],
      contexts: Object.fromEntries(contexts),
      clusters: Object.fromEntries(clusters),
      standIns: [],
      objects: [],
      faults: [],
    },
    ...included(name, header.include ?? []),
    {install: header.install ?? [], contexts: {}, clusters: {}, standIns: header.standIns ?? [], objects: own, faults},
  ])
}

const included = (name: string, parts: readonly string[]): Content[] =>
  parts.map((other) => {
    const found = scenarioFiles(other)
    if (!found) throw new ScenarioError(`scenario "${name}" includes "${other}", which does not exist`)
    return read(other, found)
  })

/** The parts in their order. A context or a cluster that two of them name is the first one's. */
const together = (parts: readonly Content[]): Content => ({
  install: [...new Set(parts.flatMap((part) => part.install))],
  contexts: firstWins(parts.map((part) => part.contexts)),
  clusters: firstWins(parts.map((part) => part.clusters)),
  standIns: [...new Set(parts.flatMap((part) => part.standIns))],
  objects: parts.flatMap((part) => part.objects),
  faults: parts.flatMap((part) => part.faults),
})

const firstWins = <Value>(maps: readonly Readonly<Record<string, Value>>[]): Record<string, Value> => {
  const all = new Map<string, Value>()
  for (const [name, value] of maps.flatMap((map) => Object.entries(map))) if (!all.has(name)) all.set(name, value)
  return Object.fromEntries(all)
}

type Own<Kind, Spec> = {readonly apiVersion: typeof headerVersion; readonly kind: Kind; readonly spec: Spec}

const isOwn =
  <Kind extends string, Spec>(kind: Kind) =>
  (document: unknown): document is Own<Kind, Spec> =>
    document !== null &&
    typeof document === 'object' &&
    'apiVersion' in document &&
    document.apiVersion === headerVersion &&
    'kind' in document &&
    document.kind === kind

const isHeader = isOwn<'Scenario', Header>('Scenario')
const isFault = isOwn<'Fault', FaultOrder & {readonly age?: string}>('Fault')
const isRepeat = isOwn<'Repeat', Repeat['spec']>('Repeat')

function objectsOf(name: string, document: unknown, header: Header): Aged[] {
  if (isHeader(document) || isFault(document)) return []
  return (isRepeat(document) ? repeated(document) : [document]).map((object) => aged(name, object, header))
}

function aged(name: string, document: unknown, header: Header): Aged {
  if (!isObject(document)) throw new ScenarioError(`scenario "${name}" has a document that is no Kubernetes object`)
  const {[ageAnnotation]: age = header.age, [agoAnnotation]: ago, ...annotations} = document.metadata.annotations ?? {}
  const what = `${name}": ${document.kind} "${document.metadata.name}`
  const ageMs = ago === undefined ? ageOf(what, age) : ageOf(what, ago) - settleMs
  return {ageMs, object: {...document, metadata: {...document.metadata, annotations}}}
}

function ageOf(what: string, age: string | undefined): number {
  const ageMs = age === undefined ? 0 : durationMs(age)
  if (ageMs !== undefined) return ageMs
  throw new ScenarioError(`scenario "${what}" has the age "${age}"; write it as 30m, 2h or 7d`)
}

const isObject = (document: unknown): document is ApiObject =>
  document !== null &&
  typeof document === 'object' &&
  'apiVersion' in document &&
  'kind' in document &&
  'metadata' in document &&
  typeof document.metadata === 'object'

/** Later kinds need earlier ones to be there. */
const order = [
  'Namespace',
  'CustomResourceDefinition',
  'Node',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'AcceleratorClass',
]
const last = ['InferenceService', 'BenchmarkJob', 'Event']

function rank({kind}: ApiObject): number {
  const early = order.indexOf(kind)
  return early >= 0 ? early : order.length + 1 + last.indexOf(kind) + 1
}

/** By age, oldest first. Objects of one age come in an order in which each finds what it needs. */
function byAge(objects: readonly Aged[]): Scenario['steps'] {
  const groups = new Map<number, ApiObject[]>()
  for (const {ageMs, object} of objects) {
    const group = groups.get(ageMs)
    if (group) group.push(object)
    else groups.set(ageMs, [object])
  }
  return [...groups]
    .sort(([a], [b]) => b - a)
    .map(([ageMs, group]) => ({ageMs, objects: group.sort((a, b) => rank(a) - rank(b))}))
}
