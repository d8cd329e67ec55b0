import {weightBytes} from '@ome/capacity/memory'
import {
  type Candidate,
  invalidModel,
  type SelectableModel,
  type Selection,
  selectRuntime,
} from '@ome/capacity/runtime-selection'
import type {Model} from '@ome/inference-model/model'
import {inNamespace} from '@ome/inference-model/names'
import type {Runtime} from '@ome/inference-model/runtime'
import {OmeError} from '@ome/sdk/errors'
import {type Machines, type Room, roomFor} from './placement.ts'

/** What the server's admission says about a model without a runtime. `silent`: admitted without naming one. */
export type ServerAnswer =
  | {readonly answer: 'selects'; readonly runtime: string}
  | {readonly answer: 'refuses'; readonly reason: string}
  | {readonly answer: 'not-asked'; readonly reason: string}
  | {readonly answer: 'silent'}

export interface SelectionCheck {
  /** A service of the model, with a runtime or without one. */
  ask(model: Model, namespace: string, runtime?: Pick<Runtime, 'kind' | 'name'>): Promise<ServerAnswer>
}

export interface SuggestedRuntime {
  readonly runtime: Runtime
  /** Absent for an excluded runtime. */
  readonly rank?: number
  readonly score?: number
  readonly use: 'recommended' | 'alternative' | 'named-only' | 'excluded'
  readonly room: Room
  readonly reason: string
  readonly warnings: readonly string[]
}

export interface Suggestion {
  readonly model: Model
  readonly namespace: string
  readonly recommended?: string
  /** Best first, excluded ones last. */
  readonly runtimes: readonly SuggestedRuntime[]
  /** Excluded runtimes that are left out because they are for other models. */
  readonly omitted: number
  readonly server: ServerAnswer
}

export interface SuggestionQuestion {
  readonly model: Model
  readonly namespace: string
  readonly runtimes: readonly Runtime[]
  readonly machines: Machines | undefined
  /** Show excluded runtimes for other architectures too. */
  readonly all: boolean
  readonly server: ServerAnswer
}

/** Throws `failed` for a model whose metadata is not known yet. */
export function suggest(question: SuggestionQuestion): Suggestion {
  const {model, namespace, runtimes, machines} = question
  refuseUnknown(model)
  const selection = selectRuntime({model, namespace, runtimes})
  const excluded = selection.rejected.filter(({runtime}) => question.all || isNear(runtime, model))
  const rows = [
    ...candidateRows(selection, model, machines),
    ...excluded.map(({runtime, reason}) => ({
      runtime,
      use: 'excluded' as const,
      room: 'unknown' as const,
      reason,
      warnings: [],
    })),
  ]
  return {
    model,
    namespace,
    ...(selection.chosen && {recommended: selection.chosen.runtime.name}),
    runtimes: rows,
    omitted: selection.rejected.length - excluded.length,
    server: question.server,
  }
}

/** A model as placement sees it. */
export type Placed = SelectableModel & {readonly parameters?: number}

/** The runtimes that take a model, best first, with the room there is for each. */
export const fittingRuntimes = (
  model: Placed,
  namespace: string,
  {runtimes, machines}: Pick<SuggestionQuestion, 'runtimes' | 'machines'>,
): readonly SuggestedRuntime[] => candidateRows(selectRuntime({model, namespace, runtimes}), model, machines)

const candidateRows = (
  selection: Selection<Runtime>,
  model: Placed,
  machines: Machines | undefined,
): readonly SuggestedRuntime[] =>
  selection.candidates.map((candidate) => candidateRow(candidate, selection, model, machines))

/** The sentence under the table: whether the server chooses the same. */
export function serverVerdict({recommended, server}: Pick<Suggestion, 'recommended' | 'server'>): string {
  switch (server.answer) {
    case 'selects':
      return server.runtime === recommended
        ? 'confirmed by server'
        : `the server would select ${server.runtime}: it may run other rules, trust the server`
    case 'refuses':
      return recommended === undefined
        ? 'confirmed by server: it refuses a service that names no runtime'
        : `the server refuses a service that names no runtime: ${server.reason}`
    case 'not-asked':
      return `not confirmed by server: ${server.reason}`
    case 'silent':
      return 'not confirmed by server: it named no runtime'
  }
}

function refuseUnknown({name, status, reason, ...model}: Model): void {
  if (invalidModel(model) === undefined) return
  const stuck = status === 'Stuck' || status === 'Failed'
  const why = stuck
    ? `it is ${status}${reason ? `: ${reason}` : ''}`
    : `until the first node has downloaded it (status ${status})`
  throw new OmeError('failed', `no runtime can be suggested for model "${name}": its format is unknown, ${why}`, [
    `${stuck ? 'see what happened: ome describe' : 'see how far it is: ome get'} model ${name}${inNamespace(model)}`,
    'an import from the hub sets the format at once: ome import hf ID',
  ])
}

function candidateRow(
  {runtime, rank, score, autoSelect, reason, warnings}: Candidate<Runtime>,
  {chosen}: Selection<Runtime>,
  model: Placed,
  machines: Machines | undefined,
): SuggestedRuntime {
  const room = roomOf(runtime, model, machines)
  const use = runtime === chosen?.runtime ? 'recommended' : autoSelect ? 'alternative' : 'named-only'
  const placed = room.reason === undefined ? reason : `${reason}; ${room.reason}`
  return {runtime, rank, score, use, room: room.room, reason: placed, warnings}
}

/** Whether nodes have room for a replica of a runtime with a model. */
export function roomOf(runtime: Runtime, model: Placed, machines: Machines | undefined): ReturnType<typeof roomFor> {
  const type = model.quantization === undefined ? 'bf16' : model.quantization === 'int4' ? 'int4' : 'fp8'
  return roomFor(machines, {
    gpusPerPod: runtime.gpusPerPod,
    pods: runtime.gpusPerPod > 0 ? Math.ceil(runtime.gpus / runtime.gpusPerPod) : 1,
    gpus: runtime.hasDecoder ? runtime.gpusPerPod : runtime.gpus,
    ...(model.parameters !== undefined && {weightBytes: weightBytes(model.parameters, type)}),
  })
}

/** An excluded runtime is worth showing when it is for the model's architecture. */
const isNear = (runtime: Runtime, model: Model): boolean =>
  model.architecture === undefined || runtime.architectures.includes(model.architecture)
