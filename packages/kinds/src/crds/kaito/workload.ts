import type {ObjectField} from '../../notation/field.ts'

const defaultInstance = 'string = "Standard_NC24ads_A100_v4"'

/** A model of KAITO's catalogue. `modelAccessSecret` came with v1beta1. */
const presetOf = <Options extends ObjectField>(presetOptions: Options) =>
  ({
    'name!': 'string',
    accessMode: 'enum:public|private = "public"',
    presetOptions,
  }) as const satisfies ObjectField

export const presetV1alpha1 = presetOf({image: 'string', imagePullSecrets: '[string]'} as const)

export const preset = presetOf({image: 'string', imagePullSecrets: '[string]', modelAccessSecret: 'string'} as const)

/** Where an adapter's weights or a data set come from. Volumes are not checked by the schema. */
export const dataSource = {
  name: 'string',
  urls: '[string]',
  image: 'string',
  imagePullSecrets: '[string]',
  volumeSource: 'any',
} as const satisfies ObjectField

const inferenceOf = <Preset extends ObjectField>(preset: Preset) =>
  ({
    preset,
    template: 'any',
    config: 'string',
    adapters: {'[]': {source: dataSource, strength: 'string'}},
  }) as const satisfies ObjectField

export const inferenceV1alpha1 = inferenceOf(presetV1alpha1)
export const inference = inferenceOf(preset)

/** A slice of a GPU. */
export const partition = {
  'mode!': 'enum:mig|accelerator twice',
  profile: 'string',
  count: 'int range 1..',
} as const satisfies ObjectField

const machines = {
  'labelSelector!': '@LabelSelector',
  count: 'int = 1',
  preferredNodes: '[string]',
} as const satisfies ObjectField

/** Nodes of a Workspace or RAGEngine in v1alpha1, which chose an instance type by itself. */
export const computeV1alpha1 = {...machines, instanceType: defaultInstance} as const satisfies ObjectField
export const compute = {...machines, instanceType: 'string', partition} as const satisfies ObjectField

const measured = {'description!': 'string', 'value!': 'string', unit: 'string'} as const satisfies ObjectField

/** Results of KAITO's own benchmark. `config` came with v1beta1. */
export const performanceV1alpha1 = {metrics: {'{}': measured}} as const satisfies ObjectField
export const performance = {metrics: {'{}': {...measured, config: '{string}'}}} as const satisfies ObjectField
