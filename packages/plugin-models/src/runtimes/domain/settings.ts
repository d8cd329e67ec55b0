import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {
  argument,
  argumentOf,
  engineOfSpec,
  gpusOf,
  runnersOf,
  type Spec,
  withAmount,
  withArgument,
  withEnv,
  withGpus,
  withRunners,
} from './runner.ts'
import {type FieldSchema, withField} from './schema-path.ts'

/** One `--set KEY=VALUE`. */
export interface Setting {
  readonly key: string
  readonly value: string
}

const shortForms = ['gpus', 'tensorParallelism', 'image', 'memory', 'maxModelLen', 'args.NAME', 'env.NAME']
const forms = `${shortForms.join(', ')}, or a path such as engineConfig.runner.image`

/** Throws `usage` for words that are no KEY=VALUE. */
export const parseSettings = (words: readonly string[]): readonly Setting[] =>
  words.map((word) => {
    const equals = word.indexOf('=')
    if (equals > 0) return {key: word.slice(0, equals), value: word.slice(equals + 1)}
    throw new OmeError('usage', `--set "${word}" is not of the form KEY=VALUE`, [forms])
  })

/** A spec with settings applied in their order. Throws `usage` for unknown keys, wrong values and a parallelism that does not fit the GPUs. */
export function withSettings(spec: Spec, settings: readonly Setting[], schema: FieldSchema): Spec {
  const asked = new Set(settings.map(({key}) => key))
  const changed = settings.reduce((current, setting) => apply(current, setting, {schema, asked}), spec)
  refuseUneven(changed)
  return changed
}

interface Around {
  readonly schema: FieldSchema
  /** Keys of all settings. */
  readonly asked: ReadonlySet<string>
}

function apply(spec: Spec, {key, value}: Setting, {schema, asked}: Around): Spec {
  const dot = key.indexOf('.')
  const [head, rest] = dot < 0 ? [key, ''] : [key.slice(0, dot), key.slice(dot + 1)]
  if (head === 'args' && rest !== '') return withRunners(spec, (runner) => withArgument(runner, [`--${rest}`], value))
  if (head === 'env' && rest !== '') return withRunners(spec, (runner) => withEnv(runner, rest, value))
  switch (key) {
    case 'gpus':
      return withGpuCount(spec, whole(key, value), !asked.has('tensorParallelism'))
    case 'tensorParallelism':
    case 'maxModelLen': {
      const names = argumentOf(engineOfSpec(spec), key)
      return withRunners(spec, (runner) => withArgument(runner, names, String(whole(key, value))))
    }
    case 'image':
      return withRunners(spec, (runner) => ({...runner, image: notEmpty(key, value)}))
    case 'memory':
      if (/^\d+(\.\d+)?([KMGTP]i?)?$/.test(value))
        return withRunners(spec, (runner) => withAmount(runner, 'memory', value))
      throw new OmeError('usage', `--set memory: "${value}" is no amount of memory`, ['write it as 160Gi'])
    default:
      return asPath(spec, {key, value}, schema)
  }
}

/** GPUs of each pod; the engine spreads the model over all of them unless it was told otherwise. */
export function withGpuCount(spec: Spec, gpus: number, spread: boolean): Spec {
  const before = gpusOf(runnersOf(spec)[0] ?? {})
  const counted = withRunners(spec, (runner) => withGpus(runner, gpus))
  const engine = engineOfSpec(spec)
  if (!spread || (engine !== 'vllm' && engine !== 'sglang')) return counted
  const names = argumentOf(engine, 'tensorParallelism')
  return withRunners(counted, (runner) => {
    const parallel = Number(argument(runner, names) ?? before)
    // Leader and workers share one parallelism: it grows as the GPUs of each pod do.
    const pods = before > 0 ? Math.max(1, Math.round(parallel / before)) : 1
    return withArgument(runner, names, String(gpus * pods))
  })
}

function asPath(spec: Spec, {key, value}: Setting, schema: FieldSchema): Spec {
  const path = key.replace(/^spec\./, '')
  const first = path.split(/[.[]/)[0] ?? ''
  if (
    !path.includes('.') &&
    !Object.hasOwn(schema.properties ?? {}, first) &&
    !schema['x-kubernetes-preserve-unknown-fields']
  ) {
    const near = nearest(key, [...shortForms, ...Object.keys(schema.properties ?? {})])
    throw new OmeError('usage', `--set "${key}" is not known`, [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      forms,
    ])
  }
  return withField(spec, schema, {path, text: value}) as Spec
}

function whole(key: string, value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new OmeError('usage', `--set ${key}: "${value}" is no whole number above 0`)
}

function notEmpty(key: string, value: string): string {
  if (value !== '') return value
  throw new OmeError('usage', `--set ${key} is empty`)
}

/** An engine whose parallelism does not divide its GPUs leaves some idle or does not start. */
function refuseUneven(spec: Spec): void {
  const engine = engineOfSpec(spec)
  if (engine !== 'vllm' && engine !== 'sglang') return
  for (const runner of runnersOf(spec)) {
    const parallel = Number(argument(runner, argumentOf(engine, 'tensorParallelism')) ?? 1)
    const gpus = gpusOf(runner)
    if (gpus === 0 || !Number.isInteger(parallel) || gpus % parallel === 0 || (parallel % gpus === 0 && isSpread(spec)))
      continue
    throw new OmeError('usage', `a tensor parallelism of ${parallel} does not divide the ${gpus} GPUs of a pod`, [
      'set both: --set gpus=N --set tensorParallelism=N',
    ])
  }
}

/** The attention heads of a model are dealt out evenly, or the engine does not start. */
export function refuseUnevenHeads(spec: Spec, model: string, heads: number): void {
  const engine = engineOfSpec(spec)
  if (engine !== 'vllm' && engine !== 'sglang') return
  for (const runner of runnersOf(spec)) {
    const parallel = Number(argument(runner, argumentOf(engine, 'tensorParallelism')) ?? 1)
    if (!(parallel > 1) || heads % parallel === 0) continue
    const able = [1, 2, 4, 8, 16].filter((each) => heads % each === 0)
    throw new OmeError(
      'usage',
      `a tensor parallelism of ${parallel} does not divide the ${heads} attention heads of model "${model}"`,
      [`numbers of GPUs that do: ${able.join(', ')}`],
    )
  }
}

/** Leader and workers hold one model together. */
const isSpread = (spec: Spec): boolean =>
  runnersOf(spec).length > 1 &&
  ['engineConfig', 'decoderConfig'].some((each) => {
    const config = spec[each]
    return typeof config === 'object' && config !== null && 'worker' in config
  })
