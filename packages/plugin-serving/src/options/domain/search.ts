import type {AcceleratorSpec} from '@ome/capacity/accelerators'
import {type Fit, fitConstants, type Misfit, tryPlace} from '@ome/capacity/memory'
import type {EngineSetup, RequestSize} from '@ome/capacity/throughput'
import {engineLimits} from '@ome/inference-model/engine-arguments'
import type {Model} from '@ome/inference-model/model'
import type {ModelFigures} from '@ome/inference-model/model-figures'
import type {Runtime} from '@ome/inference-model/runtime'
import {formatBytes} from '@ome/sdk/units'
import type {Fallen, Option} from './option.ts'
import {ableRuntimes, contextOf, contextWord, copyOf, type RuntimeChange} from './runtime-change.ts'
import {type Correction, type Load, speedOf} from './speed.ts'
import {type Split, splitText} from './split.ts'
import {podRoom, type Target} from './target.ts'

/** A model that could be served in place of the present one: itself, or one that differs in how its weights are stored. */
export interface Variant {
  readonly model: Model
  readonly figures: ModelFigures
}

/** How the service is now. */
export interface Present extends Split {
  readonly accelerator?: string | undefined
  readonly model: string
  readonly runtime?: Runtime | undefined
  readonly replicas: number
}

export interface SearchInput {
  readonly targets: readonly Target[]
  readonly variants: readonly Variant[]
  /** Of the namespace and the cluster. */
  readonly runtimes: readonly Runtime[]
  readonly namespace: string
  readonly present: Present
  /** The shortest context that serves; absent: as the present one, where that is known. */
  readonly contextTokens?: number | undefined
  readonly size: RequestSize
  readonly load: Load
  readonly maxReplicas: number
  readonly correction?: Correction | undefined
}

export interface Found {
  readonly options: readonly Option[]
  readonly fallen: readonly Fallen[]
  /** Combinations of GPUs, model and replicas that were looked at. */
  readonly tried: number
}

/** Every way to run the service on the machines there are, bounded by them, and what fell out. Order and result are fixed. */
export function searchOptions(input: SearchInput): Found {
  const taken = new Set(input.runtimes.map(({name}) => name))
  const found = input.targets.flatMap((target) =>
    input.variants.flatMap((variant) =>
      splitsOn(target, input).map((split) => optionsOf({...input, target, variant, split, taken})),
    ),
  )
  const options = found.flatMap((each) => ('reason' in each ? [] : each))
  const fallen = found.flatMap((each) => ('reason' in each ? [each] : []))
  return {options, fallen, tried: options.length + fallen.length}
}

/** Powers of two within a node, and what runtimes that span nodes say. */
function splitsOn({gpusPerNode}: Target, {runtimes}: SearchInput): readonly Split[] {
  const within: Split[] = []
  for (let gpus = 1; gpus <= gpusPerNode; gpus *= 2) within.push({tensorParallel: gpus, nodes: 1})
  const across = runtimes
    .filter(({mode, gpusPerPod, gpus}) => mode === 'MultiNode' && gpusPerPod > 0 && gpus > gpusPerPod)
    .map(({gpusPerPod, gpus}) => ({tensorParallel: gpusPerPod, nodes: Math.round(gpus / gpusPerPod)}))
    .filter(({tensorParallel}) => tensorParallel <= gpusPerNode)
  const keys = new Map([...within, ...across].map((split) => [`${split.tensorParallel}x${split.nodes}`, split]))
  return [...keys.values()]
}

interface Trial extends SearchInput {
  readonly target: Target
  readonly variant: Variant
  readonly split: Split
  /** Names of runtimes that are there. */
  readonly taken: ReadonlySet<string>
}

/** Every number of replicas that the machines have room for; or why this model cannot run so. */
function optionsOf(trial: Trial): readonly Option[] | Fallen {
  const {target, variant, split} = trial
  const places = target.places.filter(({node}) => variant.model.nodesReady.includes(node.name))
  if (places.length === 0) return fallen(trial, 'the model is on none of these nodes')
  const refused = refusedPrecision(variant, target.spec)
  if (refused !== undefined) return fallen(trial, refused)
  const able = ableRuntimes({...trial, model: variant.model, present: trial.present.runtime?.name})
  if (typeof able === 'string') return fallen(trial, able)
  const chosen = chosenRuntime(trial, able)
  if (typeof chosen === 'string') return fallen(trial, chosen)
  const room = podRoom(places, split.tensorParallel)
  const most = Math.min(trial.maxReplicas, Math.floor(room.all / split.nodes))
  if (most < 1) return fallen(trial, `no ${split.nodes} nodes of its kind have ${split.tensorParallel} GPUs`)
  const freeReplicas = Math.floor(room.free / split.nodes)
  return Array.from({length: most}, (_, index) => optionFor(trial, chosen, {replicas: index + 1, freeReplicas}))
}

/** A runtime with the context that it gives, and the room that is left beside the weights. */
export interface Chosen {
  readonly runtime: RuntimeChange
  readonly contextTokens?: number
  readonly fit: Pick<Fit, 'maxTokens'>
}

/** The first runtime whose context fits and serves; else a copy with the longest that fits. */
function chosenRuntime(
  trial: Trial,
  {exact, copied}: Exclude<ReturnType<typeof ableRuntimes>, string>,
): Chosen | string {
  const {variant, split, present, taken} = trial
  const longest = variant.model.maxTokens ?? variant.figures.shape?.maxTokens
  const wanted = trial.contextTokens ?? (present.runtime && contextOf(present.runtime, longest)) ?? 0
  let misfit: Misfit | undefined
  for (const runtime of exact) {
    const contextTokens = contextOf(runtime, longest)
    const fit = fitWith(trial, runtime, contextTokens)
    if ('reason' in fit) misfit = fit
    else if ((contextTokens ?? wanted) >= wanted)
      return {runtime: {kind: 'existing', runtime}, fit, ...(contextTokens !== undefined && {contextTokens})}
  }
  const from = copied ?? exact.find(({mode}) => mode === 'Raw')
  if (from) {
    const own = contextOf(from, longest)
    for (const contextTokens of contextsOf(longest, wanted)) {
      const fit = fitWith(trial, from, contextTokens)
      if ('reason' in fit) {
        misfit = fit
        continue
      }
      const gpus = from.gpusPerPod === split.tensorParallel ? undefined : split.tensorParallel
      const differs = contextTokens !== undefined && contextTokens !== own
      const change = {...(gpus !== undefined && {gpus}), ...(differs && {contextTokens})}
      const runtime: RuntimeChange =
        gpus === undefined && !differs
          ? {kind: 'existing', runtime: from}
          : copyOf(from, change, {model: variant.model, taken})
      return {runtime, fit, ...(contextTokens !== undefined && {contextTokens})}
    }
  }
  return misfit ? misfitText(misfit, trial) : `its context is shorter than ${wanted} tokens`
}

/** Longest first: a shorter one makes nothing cheaper or faster. Without a shape only what the model states. */
function contextsOf(longest: number | undefined, wanted: number): readonly (number | undefined)[] {
  if (longest === undefined) return [wanted > 0 ? wanted : undefined]
  const powers = [131_072, 65_536, 32_768, 16_384, 8192, 4096]
  const all = [longest, wanted, ...powers].filter((tokens) => tokens > 0 && tokens <= longest)
  return [...new Set(all)].sort((left, right) => right - left)
}

function fitWith({variant, target, split}: Trial, runtime: Runtime, contextTokens: number | undefined): Fit | Misfit {
  const {memoryShare, kvBytes} = engineLimits(runtime)
  const {figures} = variant
  return tryPlace(
    {
      weightBytes: figures.weightBytes,
      ...(figures.shape && {shape: figures.shape}),
      gpuMemoryBytes: target.gpuMemoryBytes,
      kvBytes,
      constants: {...fitConstants, utilisation: memoryShare},
      ...(contextTokens !== undefined && {contextTokens}),
    },
    split.tensorParallel,
    split.nodes,
  )
}

function misfitText(misfit: Misfit, {split}: Trial): string {
  if (misfit.reason === 'heads')
    return `its ${misfit.heads} attention heads cannot be dealt out over ${split.tensorParallel} GPUs`
  return `needs ${formatBytes(misfit.neededBytes)} on each GPU, which has ${formatBytes(misfit.usableBytes)} for it`
}

/** Engines refuse bf16 before compute capability 8.0. */
function refusedPrecision({figures}: Variant, spec: AcceleratorSpec | undefined): string | undefined {
  const capability = spec?.computeCapability
  return figures.weightType === 'bf16' && capability !== undefined && capability < 8
    ? `${spec?.model} does not compute bf16`
    : undefined
}

const fallen = ({target, variant, split}: Trial, reason: string): Fallen => ({
  what: `${splitText(split)} ${target.name}, ${variant.model.name}`,
  reason,
  count: 1,
})

/** One number of replicas of a way that fits. */
export function optionFor(
  trial: Omit<Trial, 'taken' | 'targets' | 'variants' | 'runtimes' | 'maxReplicas'>,
  {runtime, contextTokens, fit}: Chosen,
  {replicas, freeReplicas}: {readonly replicas: number; readonly freeReplicas: number},
): Option {
  const {target, variant, split, present, size, load, correction} = trial
  const {model, figures} = variant
  const from = runtime.kind === 'existing' ? runtime.runtime : runtime.from
  const limits = engineLimits(from)
  const perRequest = size.inputTokens + size.outputTokens
  const kept = fit.maxTokens === undefined ? limits.sequences : Math.max(1, Math.floor(fit.maxTokens / perRequest))
  const batch = Math.min(limits.sequences, kept)
  const gpus = split.tensorParallel * split.nodes * replicas
  const setup: EngineSetup | undefined = target.spec && {
    ...figures,
    kvBytes: limits.kvBytes,
    accelerator: target.spec,
    ...split,
  }
  const isPresent =
    present.accelerator === target.name &&
    present.model === model.name &&
    present.replicas === replicas &&
    present.tensorParallel === split.tensorParallel &&
    present.nodes === split.nodes &&
    runtime.kind === 'existing' &&
    present.runtime?.name === runtime.runtime.name
  return {
    id: [target.name, `${split.tensorParallel}x${split.nodes}`, model.name, ...contextIn(runtime), `r${replicas}`].join(
      '-',
    ),
    accelerator: target.name,
    model: {name: model.name, kind: model.kind},
    weightType: figures.weightType,
    ...split,
    replicas,
    gpus,
    ...(contextTokens !== undefined && figures.shape && {contextTokens}),
    runtime,
    ...(target.price && {usdPerHour: target.price.usdPerGpuHour * gpus, priceSource: target.price.source}),
    requestsAtOnce: batch * replicas,
    ...(setup && speedOf({setup, replicas, batch, size, load, correction})),
    freeReplicas,
    isPresent,
  }
}

const contextIn = (runtime: RuntimeChange): readonly string[] =>
  runtime.kind === 'copy' && runtime.contextTokens !== undefined ? [contextWord(runtime.contextTokens)] : []
