import {parseLabels} from '@ome/inference-model/deploy/pairs'
import {type AdapterSource, checkAdapters, parseAdapter, parseStrength} from '@ome/kaito/adapter-source'
import type {Problems} from '@ome/kaito/problems'
import {OmeError} from '@ome/sdk/errors'
import {typedGates} from './gate-check.ts'

/** Flags of `deploy` that KAITO knows, as typed. */
export interface KaitoDeployFlags {
  readonly name?: string | undefined
  readonly kind?: 'workspace' | 'inferenceset' | undefined
  readonly runtime?: string | undefined
  readonly replicas?: number | undefined
  readonly autoscale?: boolean | undefined
  readonly 'min-replicas'?: number | undefined
  readonly 'max-replicas'?: number | undefined
  readonly label?: readonly string[] | undefined
  readonly 'instance-type'?: string | undefined
  readonly adapter?: readonly string[] | undefined
  readonly 'adapter-strength'?: string | undefined
  readonly config?: string | undefined
  readonly 'model-access-secret'?: string | undefined
  readonly 'max-nodes'?: number | undefined
  readonly gpus?: number | undefined
  readonly 'require-gates'?: string | undefined
  readonly 'node-selector'?: readonly string[] | undefined
  readonly 'load-balancer'?: boolean | undefined
  readonly 'no-benchmark'?: boolean | undefined
  readonly 'performance-mode'?: string | undefined
  readonly template?: string | undefined
}

export type EngineRuntime = 'vllm' | 'transformers'

/** What is asked for, checked as far as words go. */
export interface KaitoDeployRequest {
  /** Absent where a pod template stands in its place. */
  readonly model: string | undefined
  readonly name: string | undefined
  readonly namespace: string
  readonly noun: 'workspace' | 'inferenceset'
  readonly replicas: number
  readonly scaler: {readonly min: number; readonly max: number} | undefined
  readonly runtime: EngineRuntime | undefined
  readonly adapters: readonly AdapterSource[]
  readonly config: {readonly map: string} | {readonly file: string} | undefined
  readonly template: string | undefined
  readonly secret: string | undefined
  readonly instanceType: string | undefined
  readonly maxNodes: number | undefined
  readonly gpus: number | undefined
  readonly gates: Readonly<Record<string, boolean>>
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly loadBalancer: boolean
  readonly noBenchmark: boolean
  readonly performanceMode: string | undefined
  /** How words were taken. */
  readonly notes: readonly string[]
}

/** Reads the flags; what is wrong with them is kept in `problems`. */
export function kaitoRequest(
  model: string | undefined,
  namespace: string,
  flags: KaitoDeployFlags,
  problems: Problems,
): KaitoDeployRequest {
  const {check} = problems
  check(() => checkSubject(model, flags))
  const scaler = check(() => scalerOf(flags))
  const several = (flags.replicas ?? 1) > 1 || scaler !== undefined
  if (flags.kind === 'workspace' && several)
    check(() => refuse('a Workspace has one replica: KAITO scales InferenceSets', ['leave out --kind workspace']))
  const strength = check(() => strengthOf(flags))
  const runtime = check(() => runtimeOf(flags.runtime))
  const adapters = check(() => adaptersOf(flags, strength)) ?? []
  const engine = check(() => engineFor(runtime, strength))
  return {
    model,
    name: flags.name,
    namespace,
    noun: flags.kind ?? (several ? 'inferenceset' : 'workspace'),
    replicas: flags.replicas ?? 1,
    scaler,
    runtime: engine?.runtime,
    adapters,
    config: flags.config === undefined ? undefined : configOf(flags.config),
    template: flags.template,
    secret: flags['model-access-secret'],
    instanceType: flags['instance-type'],
    maxNodes: flags['max-nodes'],
    gpus: flags.gpus,
    gates: check(() => typedGates(flags['require-gates'] ?? '')) ?? {},
    nodeSelector: check(() => parseLabels('--node-selector', flags['node-selector'])) ?? {},
    labels: check(() => parseLabels('--label', flags.label)) ?? {},
    loadBalancer: flags['load-balancer'] === true,
    noBenchmark: flags['no-benchmark'] === true,
    performanceMode: flags['performance-mode'],
    notes: engine?.notes ?? [],
  }
}

const refuse = (message: string, hints: readonly string[] = []): never => {
  throw new OmeError('usage', message, hints)
}

function checkSubject(model: string | undefined, {template, name, ...flags}: KaitoDeployFlags): void {
  if (model === undefined && template === undefined)
    refuse('which model? a name is missing', [
      'ome deploy MODEL --name NAME',
      'list them: ome models list --catalog kaito',
    ])
  if (template === undefined) return
  if (model !== undefined)
    refuse(`--template runs the pod of a file, not the model "${model}"`, ['give one of the two'])
  if (name === undefined) refuse('a name is missing: --template has no model to take it from', ['add --name NAME'])
  if (flags.adapter !== undefined || flags.config !== undefined || flags.runtime !== undefined)
    refuse('--adapter, --config and --runtime go with a model, not with --template')
}

function scalerOf(flags: KaitoDeployFlags): KaitoDeployRequest['scaler'] {
  const [min, max] = [flags['min-replicas'], flags['max-replicas']]
  if (!flags.autoscale) {
    if (min !== undefined || max !== undefined) refuse('--min-replicas and --max-replicas go with --autoscale')
    return undefined
  }
  if (flags.replicas !== undefined) refuse('--replicas fixes what --autoscale is to choose', ['give one of the two'])
  if (max === undefined) return refuse('--autoscale needs an upper bound', ['add --max-replicas N'])
  if ((min ?? 1) > max) refuse(`--min-replicas ${min} is more than --max-replicas ${max}`)
  return {min: min ?? 1, max}
}

function strengthOf(flags: KaitoDeployFlags): string | undefined {
  const typed = flags['adapter-strength']
  if (typed === undefined) return undefined
  if (flags.adapter === undefined) refuse('--adapter-strength goes with --adapter')
  const strength = parseStrength(typed)
  return strength === '1' ? undefined : strength
}

function runtimeOf(typed: string | undefined): EngineRuntime | undefined {
  if (typed === undefined || typed === 'vllm' || typed === 'transformers') return typed
  return refuse(`KAITO runs vllm or transformers, not "${typed}"`)
}

function adaptersOf({adapter = []}: KaitoDeployFlags, strength: string | undefined): readonly AdapterSource[] {
  const adapters = adapter.map((typed) => parseAdapter(typed, strength === undefined ? {} : {strength}))
  checkAdapters(adapters)
  return adapters
}

/** A strength other than 1 is something vLLM cannot do. */
function engineFor(runtime: EngineRuntime | undefined, strength: string | undefined) {
  if (strength === undefined) return {runtime, notes: []}
  if (runtime === 'vllm')
    refuse(`vLLM takes no --adapter-strength ${strength}: it serves adapters as they are`, [
      'leave it out, or take --runtime transformers',
    ])
  const notes = runtime === undefined ? [`runtime transformers: vLLM takes no --adapter-strength ${strength}`] : []
  return {runtime: 'transformers' as const, notes}
}

/** A map's name has no slash and no ending. */
const configOf = (typed: string): {readonly map: string} | {readonly file: string} =>
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(typed) ? {map: typed} : {file: typed}
