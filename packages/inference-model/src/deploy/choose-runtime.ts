import {checkNamed, explainNoRuntime, invalidModel, selectRuntime} from '@ome/capacity/runtime-selection'
import {OmeError} from '@ome/sdk/errors'
import type {Model} from '../model.ts'
import {didYouMean, inNamespace} from '../names.ts'
import type {Runtime} from '../runtime.ts'
import {shortReason} from '../short-reason.ts'

export interface RuntimeChoice {
  readonly runtime: Runtime
  /** Why this one; kept with the service. */
  readonly reason: string
  readonly warnings: readonly string[]
}

export interface RuntimeQuestion {
  readonly model: Model
  readonly namespace: string
  /** Of the namespace and the cluster. */
  readonly runtimes: readonly Runtime[]
  readonly named?: string | undefined
  /** What kind of runtime the given ones are, where they are not all. */
  readonly wanted?: string | undefined
  /** Runtimes for this engine come first where the score is equal. */
  readonly preferredEngine?: string | undefined
}

/** The runtime a service will use: the named one if it fits, else the one the controller would pick. */
export function chooseRuntime(question: RuntimeQuestion): RuntimeChoice {
  const {model, named} = question
  const invalid = invalidModel(model)
  if (invalid) {
    throw new OmeError(
      'failed',
      `no runtime can be chosen for model "${model.name}" yet: its format is unknown until the first node has downloaded it`,
      [
        `see how far it is: ome get model ${model.name}${inNamespace(model)} -w`,
        `or import it again, which fills the format in: ome import hf ID --name ${model.name}`,
      ],
    )
  }
  return named === undefined ? select(question) : check(question, named)
}

function check({model, namespace, runtimes}: RuntimeQuestion, named: string): RuntimeChoice {
  const result = checkNamed(named, {model, namespace, runtimes})
  if (result.ok) return {runtime: result.runtime, reason: 'named on the command line', warnings: result.warnings}
  if (result.problem === 'missing') {
    throw new OmeError('not-found', `runtime "${named}" not found in namespace "${namespace}" or at cluster scope`, [
      ...didYouMean(
        named,
        runtimes.map(({name}) => name),
      ),
      `list the ones that fit: ome runtime suggest ${model.name} -n ${namespace}`,
    ])
  }
  const why = result.problem === 'mismatch' ? shortReason(result.message) : 'it is disabled'
  throw new OmeError(
    'failed',
    `runtime "${named}" does not fit model "${model.name}": ${why}`,
    [`list the ones that fit: ome runtime suggest ${model.name} -n ${namespace}`],
    {cause: new Error(result.message)},
  )
}

function select({model, namespace, runtimes, wanted = 'runtime', preferredEngine}: RuntimeQuestion): RuntimeChoice {
  const {chosen, candidates, rejected} = selectRuntime({model, namespace, runtimes})
  if (!chosen) {
    const byName = candidates[0]?.runtime.name
    throw new OmeError(
      'failed',
      `no ${wanted} fits model "${model.name}" by itself: ${byName ? `${byName} does when it is named` : refusals(rejected)}`,
      [
        ...(byName ? [`one that works when named: ome deploy ${model.name} --runtime ${byName} -n ${namespace}`] : []),
        `see every reason: ome runtime suggest ${model.name} --explain -n ${namespace}`,
      ],
      {cause: new Error(explainNoRuntime({model, namespace, runtimes}))},
    )
  }
  const equal = candidates.filter(({autoSelect, score}) => autoSelect && score === chosen.score)
  const preferred = equal.find(({runtime}) => runtime.engine === preferredEngine) ?? chosen
  const reason = preferred === chosen ? chosen.reason : `${preferred.reason}; preferred engine ${preferredEngine}`
  const [rival] = equal.filter(({runtime}) => runtime !== preferred.runtime && tied(runtime, preferred.runtime))
  const choice = rival && `${rival.runtime.name} fits just as well: name it with --runtime to have it instead`
  return {
    runtime: preferred.runtime,
    reason,
    warnings: [...preferred.warnings, ...(choice === undefined ? [] : [choice])],
  }
}

/** Only their names decide between two of one scope that are for models of the same size. */
const tied = (left: Runtime, right: Runtime): boolean =>
  left.kind === right.kind &&
  left.engine === right.engine &&
  JSON.stringify(left.sizeRange) === JSON.stringify(right.sizeRange)

/** How many were refused, with the reason of the first ones. */
function refusals(rejected: readonly {readonly runtime: Runtime; readonly reason: string}[]): string {
  const first = rejected.slice(0, 2).map(({runtime, reason}) => `${runtime.name}: ${shortReason(reason)}`)
  const more = rejected.length > first.length ? ` and ${rejected.length - first.length} more` : ''
  return rejected.length === 0 ? 'there is none' : `${first.join('; ')}${more}`
}
