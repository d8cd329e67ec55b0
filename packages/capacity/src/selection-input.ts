import {fields, list, text, texts} from './fields.ts'
import type {
  DiffusionComponent,
  DiffusionPipeline,
  NamedVersion,
  SelectableModel,
  SupportedFormat,
} from './format-match.ts'
import type {SelectableRuntime} from './runtime-selection.ts'

/** The `spec` of a BaseModel or ClusterBaseModel as selection sees it. A model without a format has the name `''`. */
export function selectableModel(spec: unknown): SelectableModel {
  const from = fields(spec)
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
  const spec = fields(object['spec'])
  const range = fields(spec['modelSizeRange'])
  const classes = fields(spec['acceleratorRequirements'])['acceleratorClasses']
  return {
    name: object.metadata.name,
    scope: object.kind === 'ServingRuntime' ? 'namespace' : 'cluster',
    disabled: spec['disabled'] === true,
    formats: list(spec['supportedModelFormats']).map(supportedFormat),
    ...(spec['modelSizeRange'] !== undefined && {
      sizeRange: {...optional('min', text(range['min'])), ...optional('max', text(range['max']))},
    }),
    acceleratorClasses: texts(classes),
  }
}

/** Accelerator classes that an InferenceService names, sorted: annotation, selector, engine and decoder override. */
export function requiredAcceleratorClasses(object: {
  readonly metadata: object
  readonly [field: string]: unknown
}): readonly string[] {
  const spec = fields(object['spec'])
  const override = (component: string): unknown =>
    fields(fields(spec[component])['acceleratorOverride'])['acceleratorClass']
  const named = [
    fields(fields(object.metadata)['annotations'])['ome.io/accelerator-class'],
    fields(spec['acceleratorSelector'])['acceleratorClass'],
    override('engine'),
    override('decoder'),
  ]
  const names = named.filter((name) => typeof name === 'string').filter((name) => name !== '')
  return [...new Set(names)].sort()
}

function supportedFormat(entry: unknown): SupportedFormat {
  const from = fields(entry)
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
  const {operator, weight} = fields(value)
  return {...named, ...optional('operator', text(operator)), ...(typeof weight === 'number' && {weight})}
}

function namedVersion(value: unknown): NamedVersion | undefined {
  const from = fields(value)
  const name = text(from['name'])
  return name === undefined ? undefined : {name, ...optional('version', text(from['version']))}
}

const componentNames = ['scheduler', 'textEncoder', 'tokenizer', 'transformer', 'vae']

function diffusionPipeline(value: unknown): DiffusionPipeline | undefined {
  if (value === undefined || value === null) return undefined
  const from = fields(value)
  const components = componentNames
    .filter((name) => from[name] !== undefined)
    .map((name) => [name, component(from[name])])
  const additional = Object.entries(fields(from['additionalComponents'])).map(([name, each]) => [name, component(each)])
  return {
    ...optional('className', text(from['className'])),
    components: Object.fromEntries(components),
    additional: Object.fromEntries(additional),
  }
}

function component(value: unknown): DiffusionComponent {
  const from = fields(value)
  return {...optional('library', text(from['library'])), ...optional('type', text(from['type']))}
}

function optional<Key extends string>(key: Key, value: string | undefined): {readonly [K in Key]?: string} {
  return value === undefined ? {} : ({[key]: value} as {readonly [K in Key]: string})
}
