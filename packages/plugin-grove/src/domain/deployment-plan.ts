import {at, fields, number, text, textMap} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {parsed} from './revision.ts'

/**
 * What a set was planned for, as ConfigMap `<name>-aic-plan` keeps it under `plan.json`: the shape of Grove's prototype,
 * with what it has no place for under `ome`. What a plan does not say is not expected.
 */
export interface DeploymentPlan {
  readonly name: string
  readonly namespace: string
  readonly storedAt?: string
  readonly model?: string
  readonly system?: string
  readonly mode?: string
  /** Per replica of the set, by role word. */
  readonly workers: Readonly<Record<string, number>>
  readonly tensorParallel: Readonly<Record<string, number>>
  readonly gpusPerWorker: Readonly<Record<string, number>>
  readonly images: Readonly<Record<string, string>>
  readonly racks?: number
  readonly minScore?: number
  readonly expected: {
    readonly tokensPerSecondPerGpu?: number
    readonly ttftMs?: number
    readonly tpotMs?: number
  }
  readonly source?: {readonly kind: string; readonly name: string; readonly sha256?: string}
}

export const planName = (name: string): string => `${name}-aic-plan`
export const planLabel = 'grove.io/aic-plan'
export const storedAtAnnotation = 'grove.io/stored-at'

export interface PlanSource {
  /** Undefined where no plan of that name is kept. */
  find(namespace: string, name: string): Promise<DeploymentPlan | undefined>
  /** All plans of a namespace that can be read. */
  list(namespace: string): Promise<readonly DeploymentPlan[]>
}

/** The plan of a ConfigMap; undefined where it holds none that can be read. */
export function toPlan(object: KubeObject): DeploymentPlan | undefined {
  const plan = parsed(at(object, 'data', 'plan.json'))
  const {metadata} = object
  const name = metadata.labels?.[planLabel] ?? metadata.name.replace(/-aic-plan$/, '')
  if (Object.keys(plan).length === 0) return undefined
  const own = fields(plan['ome'])
  const storedAt = metadata.annotations?.[storedAtAnnotation]
  const [model, system, mode] = ['model', 'system', 'serving_mode'].map((key) => text(plan[key]))
  const [racks, minScore] = ['racks', 'minScore'].map((key) => number(own[key]))
  const source = fields(own['source'])
  const sha256 = text(source['sha256'])
  return {
    name,
    namespace: metadata.namespace ?? '',
    ...(storedAt !== undefined && {storedAt}),
    ...(model !== undefined && {model}),
    ...(system !== undefined && {system}),
    ...(mode !== undefined && {mode}),
    workers: bySuffix(plan['config'], '_workers'),
    tensorParallel: bySuffix(plan['config'], '_tp'),
    gpusPerWorker: numbers(own['gpusPerWorker']),
    images: textMap(own['images']),
    ...(racks !== undefined && {racks}),
    ...(minScore !== undefined && {minScore}),
    expected: expectedOf(plan),
    ...(text(source['kind']) !== undefined && {
      source: {
        kind: text(source['kind']) ?? '',
        name: text(source['name']) ?? '',
        ...(sha256 !== undefined && {sha256}),
      },
    }),
  }
}

function expectedOf(plan: Readonly<Record<string, unknown>>): DeploymentPlan['expected'] {
  const expected = fields(plan['expected'])
  const [tokens, ttft, tpot] = ['throughput_tokens_per_sec_per_gpu', 'ttft_ms', 'tpot_ms'].map((key) =>
    number(expected[key]),
  )
  return {
    ...(tokens !== undefined && {tokensPerSecondPerGpu: tokens}),
    ...(ttft !== undefined && {ttftMs: ttft}),
    ...(tpot !== undefined && {tpotMs: tpot}),
  }
}

/** `{prefill_workers: 4}` by role. */
const bySuffix = (value: unknown, suffix: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(numbers(value))
      .filter(([key]) => key.endsWith(suffix))
      .map(([key, amount]) => [key.slice(0, -suffix.length), amount]),
  )

const numbers = (value: unknown): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(fields(value)).flatMap(([key, amount]) => (typeof amount === 'number' ? [[key, amount]] : [])),
  )
