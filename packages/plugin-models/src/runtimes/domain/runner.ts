import {at, fields, list, text, texts} from '@ome/capacity/fields'
import {type ArgumentName, argumentIn, argumentNames, hasKnownWords} from '@ome/inference-model/engine-arguments'
import {type Engine, engineOf} from '@ome/inference-model/runtime'
import {OmeError} from '@ome/sdk/errors'

/** `spec` of a runtime, or a part of it. Changed by making a new one. */
export type Spec = Readonly<Record<string, unknown>>

const components = ['engineConfig', 'decoderConfig'] as const
const places = [['runner'], ['leader', 'runner'], ['worker', 'runner']] as const

/** The containers that run the model: of the engine and the decoder, of leader and workers. */
export const runnersOf = (spec: Spec): readonly Spec[] =>
  components.flatMap((component) =>
    places.flatMap((place) => {
      const runner = at(spec, component, ...place)
      return runner === undefined ? [] : [fields(runner)]
    }),
  )

/** The spec with each of these containers changed. */
export function withRunners(spec: Spec, change: (runner: Spec) => Spec): Spec {
  const changed = components.flatMap((component) => {
    const config = spec[component]
    return config === undefined ? [] : [[component, withPlaces(fields(config), change)] as const]
  })
  return {...spec, ...Object.fromEntries(changed)}
}

function withPlaces(config: Spec, change: (runner: Spec) => Spec): Spec {
  const parts = ['leader', 'worker'].flatMap((part) => {
    const runner = at(config, part, 'runner')
    return runner === undefined ? [] : [[part, {...fields(config[part]), runner: change(fields(runner))}] as const]
  })
  return {
    ...config,
    ...(config['runner'] !== undefined && {runner: change(fields(config['runner']))}),
    ...Object.fromEntries(parts),
  }
}

export const engineOfSpec = (spec: Spec): Engine => {
  const [runner = {}] = runnersOf(spec)
  return engineOf(text(runner['image']), [...texts(runner['command']), ...texts(runner['args'])])
}

/** The engine's word for a setting. Throws `usage` for engines whose words are not known. */
export function argumentOf(engine: Engine, setting: ArgumentName): readonly string[] {
  if (hasKnownWords(engine)) return argumentNames[engine][setting]
  throw new OmeError('usage', `--set ${setting}: the argument of engine ${engine} is not known`, [
    'set it by its own name: --set args.NAME=VALUE',
  ])
}

/** Value of an argument of the container. */
export const argument = (runner: Spec, names: readonly string[]): string | undefined =>
  argumentIn([...texts(runner['command']), ...texts(runner['args'])], names)

/**
 * The container with an argument set: `true` is the bare name, `false` removes it. Throws `usage` where the engine is
 * started by a shell script, whose words are not ours to change.
 */
export function withArgument(runner: Spec, names: readonly string[], value: string): Spec {
  const [name = ''] = names
  if (texts(runner['command']).at(-1) === '-c' || texts(runner['args']).some((word) => word.includes('\n')))
    throw new OmeError('usage', `${name} cannot be set: the engine is started by a shell script`, [
      'set the script itself: --set engineConfig.runner.args=\'["…"]\'',
    ])
  const isInCommand = texts(runner['command']).some((word) => names.includes(word.split('=')[0] ?? ''))
  const key = isInCommand ? 'command' : 'args'
  const rest = without(texts(runner[key]), names)
  const written = value === 'true' ? [name] : [`${name}=${value}`]
  return {...runner, [key]: value === 'false' ? rest : [...rest, ...written]}
}

function without(words: readonly string[], names: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    const before = words[index - 1]
    const isValue = before !== undefined && names.includes(before) && !word.startsWith('-')
    return !isValue && !names.some((name) => word === name || word.startsWith(`${name}=`))
  })
}

export const withEnv = (runner: Spec, name: string, value: string): Spec => ({
  ...runner,
  env: [...list(runner['env']).filter((entry) => at(entry, 'name') !== name), {name, value}],
})

const gpu = 'nvidia.com/gpu'

export const gpusOf = (runner: Spec): number =>
  Number(at(runner, 'resources', 'limits', gpu) ?? at(runner, 'resources', 'requests', gpu) ?? 0)

/** The container with an amount in requests and limits. */
export function withAmount(runner: Spec, resource: string, amount: string): Spec {
  const resources = fields(runner['resources'])
  const set = (key: 'requests' | 'limits'): Spec => ({...fields(resources[key]), [resource]: amount})
  return {...runner, resources: {...resources, requests: set('requests'), limits: set('limits')}}
}

export const withGpus = (runner: Spec, gpus: number): Spec => withAmount(runner, gpu, String(gpus))
