import {checkNamed, selectRuntime} from '@ome/capacity/runtime-selection'
import {engineLimits, hasKnownWords} from '@ome/inference-model/engine-arguments'
import type {Model} from '@ome/inference-model/model'
import type {Runtime} from '@ome/inference-model/runtime'
import {shortReason} from '@ome/inference-model/short-reason'
import type {Split} from './split.ts'
import type {Target} from './target.ts'

/** The runtime of an option: one that is there, or a copy of one with other GPUs or another context. */
export type RuntimeChange =
  | {readonly kind: 'existing'; readonly runtime: Runtime}
  | {
      readonly kind: 'copy'
      readonly from: Runtime
      readonly name: string
      /** Where it differs from the one it is copied from. */
      readonly gpus?: number
      readonly contextTokens?: number
    }

export interface RuntimeQuestion {
  readonly model: Model
  readonly target: Target
  readonly split: Split
  readonly namespace: string
  readonly runtimes: readonly Runtime[]
  /** Of the service now. */
  readonly present?: string | undefined
}

/** What takes a model on some GPUs: exactly so as it is, or as a copy with other numbers. */
export interface AbleRuntimes {
  readonly exact: readonly Runtime[]
  readonly copied?: Runtime
}

/** The runtimes that take a model on a target, in the order in which they would be chosen; or why there is none. */
export function ableRuntimes(question: RuntimeQuestion): AbleRuntimes | string {
  const {model, namespace, runtimes, present, split} = question
  const all = inOrder({model, namespace, runtimes}, present)
  if (all.length === 0) return refusal(question)
  const onTarget = all.filter((runtime) => allows(runtime, question.target))
  if (onTarget.length === 0) return `${listed(all)} does not list accelerator ${question.target.name}`
  const joined = onTarget.filter(({mode}) => mode === 'Raw' || mode === 'MultiNode')
  if (joined.length === 0) return `${listed(onTarget)} runs prefill and decode apart, of which no figures are known`
  const exact = joined.filter((runtime) => isSplitSo(runtime, split))
  // A leader and its workers are made as their runtime says: another number of nodes is another runtime's matter.
  const copied = split.nodes > 1 ? undefined : joined.find(({mode, engine}) => mode === 'Raw' && hasKnownWords(engine))
  if (exact.length === 0 && !copied)
    return split.nodes > 1
      ? `no runtime that takes it runs one model on ${split.nodes} nodes`
      : `${listed(joined)} is for other numbers of GPUs, and its engine's words for them are not known`
  return {exact, ...(copied && {copied})}
}

/** The running one first, then as the controller would choose, those that have to be named last. */
function inOrder(
  question: {readonly model: Model; readonly namespace: string; readonly runtimes: readonly Runtime[]},
  present: string | undefined,
): readonly Runtime[] {
  const ranked = selectRuntime(question).candidates.map(({runtime}) => runtime)
  const running = ranked.find(({name}) => name === present)
  return running ? [running, ...ranked.filter((each) => each !== running)] : ranked
}

/** A runtime that lists classes runs on these; OME lets one without classes run anywhere. */
const allows = ({acceleratorClasses}: Runtime, {name, byClass}: Target): boolean =>
  acceleratorClasses.length === 0 || (byClass && acceleratorClasses.includes(name))

const isSplitSo = ({mode, gpus, gpusPerPod}: Runtime, {tensorParallel, nodes}: Split): boolean =>
  gpusPerPod === tensorParallel && (mode === 'MultiNode' ? gpus / gpusPerPod === nodes : nodes === 1)

function refusal({model, namespace, runtimes, present}: RuntimeQuestion): string {
  const asked = present === undefined ? undefined : checkNamed(present, {model, namespace, runtimes})
  const why = asked && !asked.ok ? ` (${present}: ${shortReason(asked.message)})` : ''
  return `no runtime of the cluster takes it${why}`
}

const listed = (runtimes: readonly Runtime[]): string =>
  runtimes.length === 1
    ? `runtime ${runtimes[0]?.name}`
    : `none of runtimes ${runtimes.map(({name}) => name).join(', ')}: each`

/** Longest context that a runtime gives a model. */
export function contextOf(runtime: Runtime, longest: number | undefined): number | undefined {
  const {contextTokens} = engineLimits(runtime)
  if (contextTokens === undefined) return longest
  return longest === undefined ? contextTokens : Math.min(contextTokens, longest)
}

/** A copy with other numbers, under a name that says them. */
export function copyOf(
  from: Runtime,
  {gpus, contextTokens}: {readonly gpus?: number; readonly contextTokens?: number},
  {model, taken}: {readonly model: Model; readonly taken: ReadonlySet<string>},
): RuntimeChange {
  const words = [
    ...(gpus === undefined ? [] : [`${gpus}gpu`]),
    ...(contextTokens === undefined ? [] : [contextWord(contextTokens)]),
  ]
  const base = [from.name, ...words].join('-')
  const name = [base, `${base}-${model.name}`, `${base}-2`].find((each) => !taken.has(each)) ?? `${base}-3`
  return {
    kind: 'copy',
    from,
    name,
    ...(gpus !== undefined && {gpus}),
    ...(contextTokens !== undefined && {contextTokens}),
  }
}

export const contextWord = (tokens: number): string => (tokens % 1024 === 0 ? `${tokens / 1024}k` : `${tokens}`)
