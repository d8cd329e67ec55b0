import {tunableModels} from '@ome/capacity/kaito-models'
import {kaitoClouds, nodeModes} from '@ome/kaito/operator-profile'
import {trainingWords, tuningMethods} from '@ome/kaito/training-config'
import {Args, Flags} from '@ome/sdk/command'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {namespaced, write} from '@ome/sdk/flags'
import {parseFormat} from '@ome/sdk/format'
import type {Completions} from '@ome/sdk/need'
import {interval} from '../runs/flags.ts'
import type {StartWish} from './domain/start-wish.ts'

const several = {multiple: true, multipleNonGreedy: true} as const
const {wait: _wait, timeout: _timeout, output: _output, ...writes} = write

export const startName = {name: Args.string({description: 'name of the run', required: true})}

export const startFlags = {
  ...namespaced,
  model: Flags.string({description: 'model to tune'}),
  method: Flags.option({options: tuningMethods})({description: 'how it is tuned; qlora when not given'}),
  input: Flags.string({
    description: 'the data: URL (several may be given), gs://BUCKET/OBJECT, pvc://CLAIM or image:REF',
    helpValue: 'SOURCE',
    ...several,
  }),
  output: Flags.string({
    char: 'o',
    description: 'where the adapter goes: REGISTRY/NAME:TAG or pvc://CLAIM; a word for a format is that of the output',
    helpValue: 'TARGET|json|yaml|name',
    ...several,
  }),
  'push-secret': Flags.string({
    description: 'secret the image is pushed with; the only one of its kind when not given',
  }),
  'pull-secret': Flags.string({description: 'secret the image of the data is pulled with'}),
  config: Flags.string({description: 'ConfigMap with the settings of the training', helpValue: 'NAME'}),
  epochs: Flags.integer({description: 'times the data are gone through', min: 1}),
  'batch-size': Flags.integer({description: 'rows at once on a GPU', min: 1}),
  set: Flags.string({description: 'a setting of the training: KEY=VALUE', helpValue: 'KEY=VALUE', ...several}),
  'instance-type': Flags.string({description: 'machine to train on; the cheapest that holds the run when not given'}),
  'node-selector': Flags.string({description: 'label its node has, KEY=VALUE', ...several}),
  optimize: Flags.boolean({description: 'take another instance type where the given one is too small'}),
  'cost-estimate': Flags.boolean({description: 'tell what the run takes and costs'}),
  'expect-hours': Flags.integer({description: 'how long the run may take, for the cost', min: 1}),
  interactive: Flags.boolean({description: 'ask for everything, one question after the other'}),
  watch: Flags.boolean({char: 'w', description: 'follow the run to its end'}),
  ...interval,
  ...writes,
  offline: Flags.boolean({description: 'ask neither cluster nor network, with --dry-run=client', helpGroup: 'KAITO'}),
  cloud: Flags.option({options: kaitoClouds})({
    description: "cloud of the operator's instance types",
    helpGroup: 'KAITO',
  }),
  'node-mode': Flags.option({options: nodeModes})({description: 'who makes the nodes', helpGroup: 'KAITO'}),
  'operator-version': Flags.string({description: 'version of the operator', helpValue: '0.12', helpGroup: 'KAITO'}),
  region: Flags.string({description: 'region of the prices; that of the nodes when not given', helpGroup: 'KAITO'}),
  prices: Flags.string({description: 'own prices per instance type', helpValue: 'FILE', helpGroup: 'KAITO'}),
  online: Flags.boolean({description: 'ask the clouds for their price lists', helpGroup: 'KAITO'}),
}

export const startCompletions = {
  flags: {
    namespace: {from: 'namespaces' as const},
    model: {values: tunableModels()},
    config: {resource: 'configmaps'},
    set: {values: trainingWords().map((word) => `${word}=`)},
    'push-secret': {resource: 'secrets'},
    'pull-secret': {resource: 'secrets'},
  },
} satisfies Completions

interface StartFlags {
  readonly model?: string | undefined
  readonly method?: string | undefined
  readonly input?: readonly string[] | undefined
  readonly output?: readonly string[] | undefined
  readonly 'push-secret'?: string | undefined
  readonly 'pull-secret'?: string | undefined
  readonly config?: string | undefined
  readonly epochs?: number | undefined
  readonly 'batch-size'?: number | undefined
  readonly set?: readonly string[] | undefined
  readonly 'instance-type'?: string | undefined
  readonly 'node-selector'?: readonly string[] | undefined
  readonly optimize?: boolean | undefined
  readonly 'cost-estimate'?: boolean | undefined
  readonly 'expect-hours'?: number | undefined
}

function isFormat(word: string): boolean {
  try {
    parseFormat(word)
    return true
  } catch (error) {
    if (isOmeError(error)) return false
    throw error
  }
}

/** The format among the values of `--output`. */
export const formatOf = (output: readonly string[] = []): string | undefined => output.findLast(isFormat)

/** Where the adapter goes. Throws `usage` for two places. */
function targetOf(output: readonly string[] = []): string | undefined {
  const [target, other] = output.filter((word) => !isFormat(word))
  if (other === undefined) return target
  throw new OmeError('usage', `--output ${target} and --output ${other}: the adapter goes to one place`)
}

/** The wish a line states. */
export const wishOf = (name: string, namespace: string, flags: StartFlags): StartWish => ({
  namespace,
  name,
  model: flags.model,
  method: flags.method ?? 'qlora',
  input: flags.input ?? [],
  output: targetOf(flags.output),
  pushSecret: flags['push-secret'],
  pullSecret: flags['pull-secret'],
  config: flags.config,
  epochs: flags.epochs?.toString(),
  batchSize: flags['batch-size']?.toString(),
  settings: flags.set ?? [],
  instanceType: flags['instance-type'],
  nodeSelector: flags['node-selector'] ?? [],
  optimizes: flags.optimize ?? false,
  estimates: (flags['cost-estimate'] ?? false) || flags['expect-hours'] !== undefined,
  expectedHours: flags['expect-hours'],
})
