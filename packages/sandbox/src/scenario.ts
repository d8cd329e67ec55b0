import type {ApiObject} from './api.ts'
import {durationMs} from './kubelet/faults.ts'
import {type ScenarioFiles, scenarioFiles, scenarioNames} from './scenario-files.ts'

/** A cluster state to begin with. */
export interface Scenario {
  readonly name: string
  readonly summary: string
  /** Stacks whose definitions, controllers and admission are installed: `ome`. */
  readonly install: readonly string[]
  /** Contexts of the kubeconfig with their namespaces; the first is current. */
  readonly contexts: Readonly<Record<string, string>>
  /** Objects by how long ago they were made, oldest first, in milliseconds. */
  readonly steps: readonly {readonly ageMs: number; readonly objects: readonly ApiObject[]}[]
}

/** Thrown for a name that is no scenario, and for a scenario file that cannot be used. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
}

interface Header {
  readonly install?: readonly string[]
  readonly include?: readonly string[]
  readonly contexts?: Readonly<Record<string, string>>
  readonly age?: string
}

const headerVersion = 'sandbox.ome.cli/v1'
const ageAnnotation = 'sandbox.ome.cli/age'

/** Names and summaries of all scenarios. */
export const listScenarios = (): readonly {name: string; summary: string}[] =>
  publicNames().map((name) => ({name, summary: scenarioFiles(name)?.summary ?? ''}))

const publicNames = (): readonly string[] => scenarioNames().filter((name) => !name.startsWith('_'))

/** Texts of a scenario's working files by path; none for a name that is no scenario. */
export const scenarioWorkingFiles = (name: string): Readonly<Record<string, string>> =>
  scenarioFiles(name)?.working ?? {}

/** Reads a scenario with everything it includes. */
export function loadScenario(name: string): Scenario {
  const files = scenarioFiles(name)
  if (!files) throw new ScenarioError(`there is no scenario "${name}"; the scenarios are ${publicNames().join(', ')}`)
  const {header, objects} = read(name, files)
  return {
    name,
    summary: files.summary,
    install: [...new Set(header.install ?? [])],
    contexts: header.contexts ?? {sandbox: 'default'},
    steps: byAge(objects),
  }
}

interface Aged {
  readonly object: ApiObject
  readonly ageMs: number
}

function read(name: string, files: ScenarioFiles): {header: Header; objects: Aged[]} {
  const header: Header = files.documents.find(isHeader)?.spec ?? {}
  const included = (header.include ?? []).map((other) => {
    const found = scenarioFiles(other)
    if (!found) throw new ScenarioError(`scenario "${name}" includes "${other}", which does not exist`)
    return read(other, found)
  })
  const own = files.documents.filter((document) => !isHeader(document)).map((document) => aged(name, document, header))
  return {
    header: {...header, install: [...included.flatMap((part) => part.header.install ?? []), ...(header.install ?? [])]},
    objects: [...included.flatMap((part) => part.objects), ...own],
  }
}

const isHeader = (document: unknown): document is {apiVersion: string; spec: Header} =>
  document !== null && typeof document === 'object' && 'apiVersion' in document && document.apiVersion === headerVersion

function aged(name: string, document: unknown, header: Header): Aged {
  if (!isObject(document)) throw new ScenarioError(`scenario "${name}" has a document that is no Kubernetes object`)
  const {[ageAnnotation]: age = header.age, ...annotations} = document.metadata.annotations ?? {}
  const ageMs = age === undefined ? 0 : durationMs(age)
  if (ageMs === undefined) {
    throw new ScenarioError(
      `scenario "${name}": ${document.kind} ${document.metadata.name} has the age "${age}"; write it as 30m, 2h or 7d`,
    )
  }
  return {ageMs, object: {...document, metadata: {...document.metadata, annotations}}}
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

function byAge(objects: readonly Aged[]): Scenario['steps'] {
  const groups = new Map<number, ApiObject[]>()
  for (const {ageMs, object} of objects) groups.set(ageMs, [...(groups.get(ageMs) ?? []), object])
  return [...groups]
    .sort(([a], [b]) => b - a)
    .map(([ageMs, group]) => ({ageMs, objects: [...group].sort((a, b) => rank(a) - rank(b))}))
}
