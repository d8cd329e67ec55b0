import type {
  DiffusionComponent,
  DiffusionPipeline,
  NamedVersion,
  SelectableModel,
  SupportedFormat,
} from './format-match.ts'
import type {SelectableRuntime} from './runtime-selection.ts'

/** Any decoded JSON object; fields that are absent or of another type are read as absent. */
type Json = Readonly<Record<string, unknown>>

/** The `spec` of a BaseModel or ClusterBaseModel as selection sees it. A model without a format has the name `''`. */
export function selectableModel(spec: unknown): SelectableModel {
  const from = record(spec)
  const framework = namedVersion(from['modelFramework'])
  const pipeline = diffusionPipeline(from['diffusionPipeline'])
  return {
    format: namedVersion(from['modelFormat']) ?? {name: ''},
    ...(framework && {framework}),
    ...optional('architecture', text(from['modelArchitecture'])),
    ...optional('quantization', text(from['quantization'])),
    ...optional('size', text(from['modelParameterSize'])),
    ...(pipeline && {diffusionPipeline: pipeline}),
  }
}

/** A ServingRuntime or ClusterServingRuntime object as selection sees it. */
export function selectableRuntime(object: {
  readonly kind: string
  readonly metadata: {readonly name: string}
  readonly [field: string]: unknown
}): SelectableRuntime {
  const spec = record(object['spec'])
  const range = record(spec['modelSizeRange'])
  const classes = record(spec['acceleratorRequirements'])['acceleratorClasses']
  return {
    name: object.metadata.name,
    scope: object.kind === 'ServingRuntime' ? 'namespace' : 'cluster',
    disabled: spec['disabled'] === true,
    formats: list(spec['supportedModelFormats']).map(supportedFormat),
    ...(spec['modelSizeRange'] !== undefined && {
      sizeRange: {...optional('min', text(range['min'])), ...optional('max', text(range['max']))},
    }),
    acceleratorClasses: list(classes).filter((name) => typeof name === 'string'),
  }
}

/** Accelerator classes that an InferenceService names, sorted: annotation, selector, engine and decoder override. */
export function requiredAcceleratorClasses(object: {
  readonly metadata: object
  readonly [field: string]: unknown
}): readonly string[] {
  const spec = record(object['spec'])
  const override = (component: string): unknown =>
    record(record(spec[component])['acceleratorOverride'])['acceleratorClass']
  const named = [
    record(record(object.metadata)['annotations'])['ome.io/accelerator-class'],
    record(spec['acceleratorSelector'])['acceleratorClass'],
    override('engine'),
    override('decoder'),
  ]
  const names = named.filter((name) => typeof name === 'string').filter((name) => name !== '')
  return [...new Set(names)].sort()
}

function supportedFormat(entry: unknown): SupportedFormat {
  const from = record(entry)
  const pipeline = diffusionPipeline(from['diffusionPipeline'])
  const format = supportedName(from['modelFormat'])
  const framework = supportedName(from['modelFramework'])
  const {autoSelect, priority} = from
  return {
    ...(format && {format}),
    ...(framework && {framework}),
    ...optional('architecture', text(from['modelArchitecture'])),
    ...optional('quantization', text(from['quantization'])),
    ...(pipeline && {diffusionPipeline: pipeline}),
    ...(typeof autoSelect === 'boolean' && {autoSelect}),
    ...(typeof priority === 'number' && {priority}),
  }
}

function supportedName(value: unknown): SupportedFormat['format'] {
  const named = namedVersion(value)
  if (!named) return undefined
  const {operator, weight} = record(value)
  return {...named, ...optional('operator', text(operator)), ...(typeof weight === 'number' && {weight})}
}

function namedVersion(value: unknown): NamedVersion | undefined {
  const from = record(value)
  const name = text(from['name'])
  return name === undefined ? undefined : {name, ...optional('version', text(from['version']))}
}

const componentNames = ['scheduler', 'textEncoder', 'tokenizer', 'transformer', 'vae']

function diffusionPipeline(value: unknown): DiffusionPipeline | undefined {
  if (value === undefined || value === null) return undefined
  const from = record(value)
  const components = componentNames
    .filter((name) => from[name] !== undefined)
    .map((name) => [name, component(from[name])])
  const additional = Object.entries(record(from['additionalComponents'])).map(([name, each]) => [name, component(each)])
  return {
    ...optional('className', text(from['className'])),
    components: Object.fromEntries(components),
    additional: Object.fromEntries(additional),
  }
}

function component(value: unknown): DiffusionComponent {
  const from = record(value)
  return {...optional('library', text(from['library'])), ...optional('type', text(from['type']))}
}

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function optional<Key extends string>(key: Key, value: string | undefined): {readonly [K in Key]?: string} {
  return value === undefined ? {} : ({[key]: value} as {readonly [K in Key]: string})
}
