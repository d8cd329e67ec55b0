import {formatMismatches, formatScore, type SelectableModel, type SupportedFormat} from './format-match.ts'
import {parseModelSize} from './model-size.ts'

export type {SelectableModel, SupportedFormat} from './format-match.ts'

/** What selection looks at in a ServingRuntime (`namespace`) or ClusterServingRuntime (`cluster`). */
export interface SelectableRuntime {
  readonly name: string
  readonly scope: 'namespace' | 'cluster'
  readonly disabled: boolean
  readonly formats: readonly SupportedFormat[]
  readonly sizeRange?: {readonly min?: string; readonly max?: string}
  readonly acceleratorClasses: readonly string[]
}

/** `runtimes`: those of the service's namespace and all cluster-scoped ones, in any order. */
export interface SelectionInput<Runtime extends SelectableRuntime = SelectableRuntime> {
  readonly model: SelectableModel
  readonly namespace: string
  readonly runtimes: readonly Runtime[]
  /** Classes the service names in annotation, selector and component overrides; a runtime must list them all. */
  readonly acceleratorClasses?: readonly string[]
}

export interface Candidate<Runtime extends SelectableRuntime = SelectableRuntime> {
  readonly runtime: Runtime
  /** 1 is the choice; runtimes that only work when named come after all others. */
  readonly rank: number
  readonly score: number
  /** The controller would consider it on its own. False: works when named in `spec.runtime`. */
  readonly autoSelect: boolean
  /** Why it has this rank. */
  readonly reason: string
  readonly warnings: readonly string[]
}

export interface Rejection<Runtime extends SelectableRuntime = SelectableRuntime> {
  readonly runtime: Runtime
  /** The controller's own words. */
  readonly reason: string
}

export interface Selection<Runtime extends SelectableRuntime = SelectableRuntime> {
  readonly chosen?: Candidate<Runtime>
  readonly candidates: readonly Candidate<Runtime>[]
  readonly rejected: readonly Rejection<Runtime>[]
  /** Of the chosen runtime. */
  readonly warnings: readonly string[]
}

export type NamedCheck<Runtime extends SelectableRuntime = SelectableRuntime> =
  | {readonly ok: true; readonly runtime: Runtime; readonly warnings: readonly string[]}
  | {
      readonly ok: false
      readonly problem: 'invalid-model' | 'missing' | 'disabled' | 'mismatch'
      readonly message: string
    }

/** The controller's text for a model that selection cannot look at yet; undefined when it can. */
export const invalidModel = (model: SelectableModel): string | undefined =>
  model.format.name === '' ? 'invalid model specification: modelFormat.name: model format name is required' : undefined

/**
 * The runtime that OME v0.1 to v1.2 would pick for a model, with every other runtime ranked or rejected with its reason
 * (rules: sgl-project/ome v0.1.5 `pkg/runtimeselector`, restated). Namespace runtimes come before cluster runtimes; then
 * score descending, distance to the size range ascending, name ascending.
 */
export function selectRuntime<Runtime extends SelectableRuntime>(input: SelectionInput<Runtime>): Selection<Runtime> {
  const invalid = invalidModel(input.model)
  if (invalid)
    return {
      candidates: [],
      rejected: inOrder(input.runtimes).map((runtime) => ({runtime, reason: invalid})),
      warnings: [],
    }
  const judged = inOrder(input.runtimes).map((runtime) => ({runtime, reason: rejection(runtime, input)}))
  const fits = judged.filter(({reason}) => reason === undefined).map(({runtime}) => rated(runtime, input.model))
  const ordered = fits.sort(compareRated)
  const candidates = ordered.map((fit, index) => ({
    runtime: fit.runtime,
    rank: index + 1,
    score: fit.score,
    autoSelect: fit.autoSelect,
    reason: rankReason(fit, index, ordered),
    warnings: fit.warnings,
  }))
  const chosen = candidates[0]?.autoSelect ? candidates[0] : undefined
  const rejected = judged.flatMap(({runtime, reason}) => (reason === undefined ? [] : [{runtime, reason}]))
  return {...(chosen && {chosen}), candidates, rejected, warnings: chosen?.warnings ?? []}
}

/**
 * What the controller says about a runtime named in `spec.runtime`: namespace first, then cluster; auto-select and score
 * do not matter. v1.3 admits a mismatch with a warning instead of refusing it.
 */
export function checkNamed<Runtime extends SelectableRuntime>(
  name: string,
  input: SelectionInput<Runtime>,
): NamedCheck<Runtime> {
  const invalid = invalidModel(input.model)
  if (invalid) return {ok: false, problem: 'invalid-model', message: invalid}
  const runtime = inOrder(input.runtimes).find((each) => each.name === name)
  if (!runtime) {
    const message = `runtime ${name} not found in namespace ${input.namespace} or at cluster scope`
    return {ok: false, problem: 'missing', message}
  }
  if (runtime.disabled)
    return {ok: false, problem: 'disabled', message: `${runtime.scope}-scoped runtime ${name} is disabled`}
  const reason = rejection(runtime, input)
  if (reason === undefined) return {ok: true, runtime, warnings: rated(runtime, input.model).warnings}
  const message = `runtime ${name} does not support model ${input.model.format.name}: ${reason}`
  return {ok: false, problem: 'mismatch', message}
}

/** The controller's text when nothing can be selected. What it calls the model is the model's format name. */
export function explainNoRuntime(input: SelectionInput): string {
  const invalid = invalidModel(input.model)
  if (invalid) return invalid
  const {format} = input.model
  const {rejected} = selectRuntime(input)
  const cluster = input.runtimes.filter(({scope}) => scope === 'cluster').length
  const total = input.runtimes.length
  const checked =
    total > 0 ? `. Checked ${total} runtimes (${total - cluster} namespace-scoped, ${cluster} cluster-scoped)` : ''
  const reasons = new Map(rejected.map(({runtime, reason}) => [runtime.name, `${runtime.name} (${reason})`]))
  const excluded = reasons.size > 0 ? `. Excluded runtimes: ${[...reasons.values()].join('; ')}` : ''
  return `no runtime found to support model ${format.name} with format ${format.name} in namespace ${input.namespace}${checked}${excluded}`
}

interface Rated<Runtime> {
  readonly runtime: Runtime
  readonly score: number
  readonly distance: number
  readonly autoSelect: boolean
  readonly warnings: readonly string[]
}

const noAutoSelect = 'runtime does not have auto-select enabled for any supported format'

function rejection(runtime: SelectableRuntime, input: SelectionInput): string | undefined {
  const {model, acceleratorClasses = []} = input
  if (runtime.disabled) return 'runtime is disabled'
  if (acceleratorClasses.some((name) => !runtime.acceleratorClasses.includes(name)))
    return 'runtime does not support the required accelerator class'
  const mismatches = runtime.formats.map((supported) => formatMismatches(model, supported))
  if (!mismatches.some((reasons) => reasons.length === 0)) {
    const list = mismatches.map((reasons) => reasons.join(', ')).join('; ') || 'no supported formats defined'
    return `model format '${formatLabel(model)}' not in supported formats: ${list}`
  }
  const {min, max} = runtime.sizeRange ?? {}
  if (model.size === undefined || (min === undefined && max === undefined)) return undefined
  const size = parseModelSize(model.size)
  const outside = (min !== undefined && size < parseModelSize(min)) || (max !== undefined && size > parseModelSize(max))
  return outside ? `model size ${model.size} is outside supported range [${min ?? ''}, ${max ?? ''}]` : undefined
}

function rated<Runtime extends SelectableRuntime>(runtime: Runtime, model: SelectableModel): Rated<Runtime> {
  const scores = runtime.formats.filter(({autoSelect}) => autoSelect !== false).map((each) => formatScore(model, each))
  const score = Math.max(0, ...scores)
  const enabled = runtime.formats.some(({autoSelect}) => autoSelect === true)
  const {min, max} = runtime.sizeRange ?? {}
  const warnings = [
    ...(enabled ? [] : [noAutoSelect]),
    ...(model.size === undefined && runtime.sizeRange
      ? ['model does not specify size, but runtime has size constraints']
      : []),
    ...((min === undefined) === (max === undefined)
      ? []
      : ['size range has one bound only: OME before v1.3 crashes on it']),
  ]
  return {runtime, score, distance: sizeDistance(runtime, model), autoSelect: enabled && score > 0, warnings}
}

function sizeDistance({sizeRange}: SelectableRuntime, model: SelectableModel): number {
  if (model.size === undefined || !sizeRange) return 0
  const size = parseModelSize(model.size)
  const bounds = [sizeRange.min, sizeRange.max].filter((bound) => bound !== undefined)
  return bounds.reduce((sum, bound) => sum + Math.abs(size - parseModelSize(bound)), 0)
}

function compareRated(left: Rated<SelectableRuntime>, right: Rated<SelectableRuntime>): number {
  if (left.autoSelect !== right.autoSelect) return left.autoSelect ? -1 : 1
  return (
    compareScope(left.runtime, right.runtime) ||
    right.score - left.score ||
    left.distance - right.distance ||
    compareText(left.runtime.name, right.runtime.name)
  )
}

function rankReason(
  fit: Rated<SelectableRuntime>,
  index: number,
  ordered: readonly Rated<SelectableRuntime>[],
): string {
  if (!fit.autoSelect)
    return fit.warnings.includes(noAutoSelect) ? noAutoSelect : 'no matching format is auto-selectable'
  const other = ordered[index === 0 ? 1 : 0]
  if (!other?.autoSelect) return 'only runtime that fits and is auto-selectable'
  const first = index === 0
  if (compareScope(fit.runtime, other.runtime) !== 0)
    return first ? 'runtimes of the namespace come first' : 'runtimes of the namespace come before cluster runtimes'
  if (fit.score !== other.score) return first ? 'highest score' : `score ${fit.score} is below ${other.score}`
  if (fit.distance !== other.distance) return first ? 'tightest size range' : 'wider size range'
  return first ? 'first by name among equals' : 'equal, later by name'
}

/** Scope and name order, so that the result does not depend on the order of the input. */
const inOrder = <Runtime extends SelectableRuntime>(runtimes: readonly Runtime[]): readonly Runtime[] =>
  [...runtimes].sort((left, right) => compareScope(left, right) || compareText(left.name, right.name))

const compareScope = (left: SelectableRuntime, right: SelectableRuntime): number =>
  Number(left.scope === 'cluster') - Number(right.scope === 'cluster')

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

function formatLabel({format, architecture, quantization, framework}: SelectableModel): string {
  const words = [format.name, format.version, architecture, quantization, framework?.name, framework?.version]
  return `mt:${words.filter((word) => word !== undefined).join(':')}`
}
