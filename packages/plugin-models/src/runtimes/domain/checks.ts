import {checkNamed, selectRuntime} from '@ome/capacity/runtime-selection'
import {type Check, fail, ok, skip, warn} from '@ome/inference-model/check'
import type {Generation} from '@ome/inference-model/generation'
import {risksOf} from '@ome/inference-model/manifests/risk'
import type {Model} from '@ome/inference-model/model'
import type {Runtime} from '@ome/inference-model/runtime'
import {shortReason} from '@ome/inference-model/short-reason'
import type {KubeObject} from '@ome/sdk/kube'
import type {Machines} from '../../domain/placement.ts'
import {type Placed, roomOf, type ServerAnswer} from '../../domain/suggestion.ts'
import {runnersOf} from './runner.ts'

/** What a runtime is judged by. */
export interface TestedRuntime {
  readonly runtime: Runtime
  readonly object: KubeObject
  readonly generation: Generation
  /** What the schema has against the object. */
  readonly problems: readonly string[]
  readonly runtimes: readonly Runtime[]
  readonly models: readonly Model[]
  /** The model it is to be tried with. */
  readonly wanted?: Model
  readonly namespace: string
  readonly machines: Machines | undefined
  /** What a dry run of the object said; undefined when it was accepted. */
  readonly refusal?: {readonly text: string; readonly denied: boolean}
}

/** Everything that can be known about a runtime before a service uses it, except for the dry run of a service. */
export const checkRuntime = (input: TestedRuntime): readonly Check[] => [
  schemaCheck(input),
  webhookCheck(input),
  sizeCheck(input),
  imageCheck(input),
  modelsCheck(input),
  selectionCheck(input),
  gpuCheck(input),
]

function schemaCheck({object, problems, generation}: TestedRuntime): Check {
  if (problems.length > 0) return fail('schema', `for OME ${generation.name}: ${problems.slice(0, 5).join('; ')}`)
  return runnersOf(object['spec'] ?? {}).length === 0
    ? warn('schema', 'it names no engineConfig.runner: a service has to bring the container')
    : ok('schema', `every field is as OME ${generation.name} has it`)
}

function webhookCheck({refusal}: TestedRuntime): Check {
  if (!refusal) return ok('webhook', 'the server accepts it')
  return refusal.denied ? skip('webhook', `not asked: ${refusal.text}`) : fail('webhook', refusal.text)
}

function sizeCheck({object, runtime, generation}: TestedRuntime): Check {
  const [crash] = risksOf(object)
  if (crash && !generation.nativeRollouts) return fail('size', crash.message)
  const {min, max} = runtime.sizeRange ?? {}
  return ok('size', min === undefined && max === undefined ? 'any size' : `${min ?? 'any'} to ${max ?? 'any'}`)
}

function imageCheck({runtime}: TestedRuntime): Check {
  const {image, engine} = runtime
  if (image === undefined) return fail('image', 'the engine has no image')
  const last = image.split('/').at(-1) ?? image
  const isFixed = last.includes('@') || (last.includes(':') && !last.endsWith(':latest'))
  if (!isFixed) return warn('image', `${image} has no fixed version: pods may run different ones`)
  return engine === 'unknown' ? warn('image', `${image}: the engine is not known`) : ok('image', `${image} (${engine})`)
}

/** The models it takes, and with `--model` whether that one is among them. */
function modelsCheck({runtime, models, wanted, namespace, generation}: TestedRuntime): Check {
  if (wanted) {
    const answer = checkNamed(runtime.name, {model: wanted, namespace, runtimes: [runtime]})
    if (answer.ok) return ok('models', `takes ${wanted.name}`)
    return generation.nativeRollouts && answer.problem === 'mismatch'
      ? warn('models', `${shortReason(answer.message)}; OME ${generation.name} admits it when it is named`)
      : fail('models', shortReason(answer.message))
  }
  if (runtime.disabled) return fail('models', 'the runtime is disabled: no service may use it')
  const names = fitting(runtime, models, namespace).map(({name}) => name)
  return names.length > 0
    ? ok('models', `takes ${names.join(', ')}`)
    : warn('models', `takes none of ${models.length} models`)
}

/** The models that the runtime takes. */
export const fitting = (runtime: Runtime, models: readonly Model[], namespace: string): readonly Model[] =>
  models.filter((model) => checkNamed(runtime.name, {model, namespace, runtimes: [runtime]}).ok)

function selectionCheck({runtime, runtimes, models, wanted, namespace}: TestedRuntime): Check {
  if (!runtime.autoSelect) return ok('selection', 'only where a service names it')
  const asked = wanted ? [wanted] : fitting(runtime, models, namespace)
  const chosen = asked.map((model) => [model, selectRuntime({model, namespace, runtimes}).chosen?.runtime] as const)
  const own = chosen.filter(([, each]) => each === runtime).map(([model]) => model.name)
  const others = chosen.flatMap(([model, each]) => (each && each !== runtime ? [`${each.name} for ${model.name}`] : []))
  if (own.length > 0) return ok('selection', `selected for ${own.join(', ')}`)
  return others.length > 0
    ? warn('selection', `auto-selectable, but others come first: ${others.join(', ')}`)
    : skip('selection', 'there is no model that it could be selected for')
}

function gpuCheck({runtime, wanted, machines}: TestedRuntime): Check {
  const model: Placed = wanted ?? {format: {name: ''}}
  const {room, reason} = roomOf(runtime, model, machines)
  const what = `${runtime.gpusPerPod} ${runtime.gpusPerPod === 1 ? 'GPU' : 'GPUs'} per pod`
  if (room === 'unknown') return skip('gpus', `${what}; you may not list nodes and pods`)
  if (room === 'free') return ok('gpus', `${what}, free now`)
  return room === 'busy'
    ? warn('gpus', `${what}; ${reason ?? 'in use now'}`)
    : fail('gpus', `${what}; ${reason ?? 'no node has them'}`)
}

/** A service with it, as the server would take it. */
export function deployCheck(model: Model | undefined, answer: ServerAnswer | undefined): Check {
  if (!model || !answer) return skip('deploy', 'there is no model to try it with')
  switch (answer.answer) {
    case 'refuses':
      return fail('deploy', answer.reason)
    case 'not-asked':
      return skip('deploy', `not asked: ${answer.reason}`)
    default:
      return ok('deploy', `the server would take a service of ${model.name} with it`)
  }
}
