import type {ApiObject} from '../api.ts'
import type {Component} from './names.ts'

/** An object of unknown fields: a pod spec with what OME adds to it. */
export type Fields = Readonly<Record<string, unknown>>

const own = [
  'minReplicas',
  'maxReplicas',
  'scaleTarget',
  'scaleMetric',
  'containerConcurrency',
  'timeoutSeconds',
  'canaryTrafficPercent',
  'labels',
  'annotations',
  'minAvailable',
  'maxUnavailable',
  'deploymentStrategy',
  'kedaConfig',
  'runner',
  'leader',
  'worker',
  'acceleratorOverride',
  'config',
  'model',
  'workerSpec',
  'lifecycle',
  'autoscaler',
  'autoscalerPolicyRef',
  'servicePortAppProtocols',
  'topologyKey',
  'topologySpread',
  'topologySpreadKey',
]

/** One kind of pod: its main container and the rest of its spec. */
export interface MergedPart {
  readonly runner: Fields
  /** The rest of the pod spec. */
  readonly pod: Fields
}

export interface MergedComponent extends MergedPart {
  /** Bounds, labels, strategy: the service's over the runtime's. */
  readonly settings: Fields
  /** Set when the component takes several nodes. */
  readonly leader?: MergedPart
  readonly worker?: MergedPart & {readonly size: number}
}

const configField: Readonly<Record<Component, string>> = {
  engine: 'engineConfig',
  decoder: 'decoderConfig',
  router: 'routerConfig',
  predictor: 'engineConfig',
}

export const mainContainer = 'ome-container'

/** A component as it will run: what the runtime says, with what the service says over it. Undefined without any container. */
export function mergeComponent(
  service: ApiObject,
  runtime: ApiObject | undefined,
  component: Component,
): MergedComponent | undefined {
  const base = asFields(runtime?.spec?.[configField[component]])
  const over = asFields(service.spec[component])
  const legacy = list(runtime?.spec?.containers).find((container) => container['name'] === mainContainer)
  const runner = mergeContainer(
    asFields(base['runner'] ?? (component === 'engine' || component === 'predictor' ? legacy : undefined)),
    asFields(over['runner']),
  )
  const leader = nodePart(base['leader'], over['leader'])
  const worker = nodePart(base['worker'], over['worker'])
  if (!runner['image'] && !leader?.runner['image']) return undefined
  const name = runner['name'] || (component === 'router' ? 'router' : mainContainer)
  return {
    settings: {
      ...pick(base, own),
      ...pick(over, own),
      labels: {...asFields(base['labels']), ...asFields(over['labels'])},
      annotations: {...asFields(base['annotations']), ...asFields(over['annotations'])},
    },
    runner: {...(runner['image'] ? runner : leader?.runner), name},
    pod: mergePod(omit(base, own), omit(over, own)),
    ...(leader ? {leader} : {}),
    ...(worker ? {worker: {...worker, size: sizeOf(base['worker'], over['worker'])}} : {}),
  }
}

function nodePart(base: unknown, over: unknown): MergedPart | undefined {
  if (base === undefined && over === undefined) return undefined
  const [from, to] = [asFields(base), asFields(over)]
  return {
    runner: mergeContainer(asFields(from['runner']), asFields(to['runner'])),
    pod: mergePod(omit(from, ['runner', 'size']), omit(to, ['runner', 'size'])),
  }
}

const sizeOf = (base: unknown, over: unknown): number => Number(asFields(over)['size'] ?? asFields(base)['size'] ?? 1)

/** What one kind of pod adds to its component. */
export function mergePart(merged: MergedComponent, part: MergedPart | undefined): MergedPart {
  if (!part) return merged
  const runner = mergeContainer(merged.runner, part.runner)
  return {runner: {...runner, name: merged.runner['name']}, pod: mergePod(merged.pod, part.pod)}
}

const mergedMaps = ['nodeSelector']
const mergedLists = ['volumes', 'containers', 'initContainers', 'imagePullSecrets']

function mergePod(base: Fields, over: Fields): Fields {
  const merged: Record<string, unknown> = {...base, ...over}
  for (const field of mergedMaps) {
    if (base[field] && over[field]) merged[field] = {...asFields(base[field]), ...asFields(over[field])}
  }
  for (const field of mergedLists) {
    if (base[field] && over[field]) merged[field] = byName(list(base[field]), list(over[field]))
  }
  if (base['tolerations'] && over['tolerations']) {
    merged['tolerations'] = [...list(base['tolerations']), ...list(over['tolerations'])]
  }
  return merged
}

/** Containers merge by Kubernetes' strategic rules: env, mounts and ports by key, arguments as a whole. */
function mergeContainer(base: Fields, over: Fields): Fields {
  const merged: Record<string, unknown> = {...base, ...over}
  if (base['env'] && over['env']) merged['env'] = byName(list(base['env']), list(over['env']))
  if (base['volumeMounts'] && over['volumeMounts']) {
    merged['volumeMounts'] = by('mountPath', list(base['volumeMounts']), list(over['volumeMounts']))
  }
  if (base['resources'] && over['resources']) {
    const [from, to] = [asFields(base['resources']), asFields(over['resources'])]
    merged['resources'] = {
      limits: {...asFields(from['limits']), ...asFields(to['limits'])},
      requests: {...asFields(from['requests']), ...asFields(to['requests'])},
    }
  }
  return merged
}

const byName = (base: readonly Fields[], over: readonly Fields[]): Fields[] => by('name', base, over)

function by(key: string, base: readonly Fields[], over: readonly Fields[]): Fields[] {
  const merged = new Map<unknown, Fields>(base.map((entry) => [entry[key], entry]))
  for (const entry of over) merged.set(entry[key], {...merged.get(entry[key]), ...entry})
  return [...merged.values()]
}

/** The value as an object; `{}` for everything that is none. */
export const asFields = (value: unknown): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? {...value} : {}

/** The value as a list of objects; empty for everything that is none. */
export const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(asFields) : [])

const pick = (from: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))

const omit = (from: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)))
