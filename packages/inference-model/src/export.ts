import type {KubeObject} from '@ome/sdk/kube'

/** Annotations that the server, its controllers and webhooks write. Source: OME v0.1 defaulting webhook and controller. */
const written = new Set([
  'ome.io/deploymentMode',
  'ome.io/ingress-disable-creation',
  'ome.io/deprecation-warning',
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
])

/**
 * What the model agent fills in from the model's own files when the field is empty, and no runtime is chosen by. The
 * rest it fills in is kept: without format, framework, architecture, size, quantization and pipeline a service that names no
 * runtime is refused until the model is downloaded again.
 */
const agentFilled = ['modelCapabilities', 'modelConfiguration', 'modelType', 'maxTokens']

/** Bounds that the webhook gives a component: minimum and maximum of replicas. */
const bounds: Readonly<Record<string, readonly [number, number]>> = {engine: [1, 3], decoder: [1, 3], router: [1, 2]}

/**
 * An object as somebody would have written it: without status, what only the server writes, and values that equal the
 * defaults. Of what the model agent fills in, those fields stay that runtimes are chosen by or somebody applied; `asIs`
 * keeps them all.
 */
export function exported(object: KubeObject, {asIs = false}: {readonly asIs?: boolean} = {}): KubeObject {
  const {status: _status, metadata, spec, ...rest} = object
  const {name, namespace, labels, annotations} = metadata
  const kept = annotations && Object.fromEntries(Object.entries(annotations).filter(([key]) => !written.has(key)))
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : {namespace}),
      ...(labels && Object.keys(labels).length > 0 ? {labels} : {}),
      ...(kept && Object.keys(kept).length > 0 ? {annotations: kept} : {}),
    },
    ...(spec === undefined ? {} : {spec: exportedSpec(object, spec, asIs)}),
  }
}

function exportedSpec(
  {kind, metadata: {managedFields = []}}: KubeObject,
  spec: Readonly<Record<string, unknown>>,
  asIs: boolean,
): Record<string, unknown> {
  const entries = Object.entries(spec)
  if (kind === 'InferenceService')
    return Object.fromEntries(entries.map(([key, value]) => [key, withoutDefaults(key, value)]))
  if ((kind === 'BaseModel' || kind === 'ClusterBaseModel') && !asIs && !isOneValue(managedFields)) {
    const applied = appliedFields(managedFields)
    return Object.fromEntries(entries.filter(([key]) => !agentFilled.includes(key) || applied.has(key)))
  }
  return {...spec}
}

interface Managed {
  readonly manager?: string
  readonly operation?: string
  readonly fieldsV1?: {readonly 'f:spec'?: object}
}

/**
 * Whether the server owns the spec as a whole and not by field, as that of models in OME v0.1: applied without a field,
 * it would lose it.
 */
const isOneValue = (managed: readonly unknown[]): boolean =>
  (managed as readonly Managed[]).some(({fieldsV1}) => {
    const owned = fieldsV1?.['f:spec']
    return owned !== undefined && Object.keys(owned).length === 0
  })

/** Fields of the spec that a person's tool wrote: the agent updates and never applies. */
function appliedFields(managed: readonly unknown[]): ReadonlySet<string> {
  const persons = (managed as readonly Managed[]).filter(
    ({manager, operation}) => operation === 'Apply' || manager?.startsWith('kubectl'),
  )
  return new Set(persons.flatMap(({fieldsV1}) => Object.keys(fieldsV1?.['f:spec'] ?? {}).map((key) => key.slice(2))))
}

const references: Readonly<Record<string, string>> = {model: 'ClusterBaseModel', runtime: 'ClusterServingRuntime'}

function withoutDefaults(key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const [min, max] = bounds[key] ?? []
  const hasDefaultBounds =
    'minReplicas' in value && value.minReplicas === min && 'maxReplicas' in value && value.maxReplicas === max
  const drop: Record<string, unknown> = {
    ...(hasDefaultBounds ? {minReplicas: min, maxReplicas: max} : {}),
    ...(references[key] === undefined ? {} : {kind: references[key], apiGroup: 'ome.io'}),
  }
  return Object.fromEntries(Object.entries(value).filter(([field, inner]) => !(field in drop && drop[field] === inner)))
}
