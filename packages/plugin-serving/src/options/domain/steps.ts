import {shellWord} from '@ome/sdk/text'
import type {Option} from './option.ts'

/** The service that an option is for, as far as its commands depend on it. */
export interface Subject {
  readonly name: string
  readonly namespace: string
  readonly replicas: number
  /** Bounds that it declares. */
  readonly bounds: {readonly min: number; readonly max: number}
  readonly accelerator?: string | undefined
  readonly acceleratorClass?: string | undefined
  readonly nodeSelector: Readonly<Record<string, string>>
  /** GPUs that the service itself sets, in place of its runtime. */
  readonly ownGpus?: number | undefined
  readonly runtime?: string | undefined
  readonly model: string
}

/** What an accelerator is called in a service. */
export interface Place {
  readonly name: string
  readonly byClass: boolean
  readonly nodeSelector: Readonly<Record<string, string>>
}

export interface Steps {
  /** The command lines that bring a service there, in their order; none for the present configuration. */
  readonly commands: readonly string[]
  /** Only the number of replicas differs: `--apply` may set it. */
  readonly replicasOnly?: {readonly min: number; readonly max: number}
}

/** How a service becomes an option. */
export function stepsTo(option: Option, subject: Subject, place: Place): Steps {
  const {name, namespace, bounds} = subject
  const service = `${name} -n ${namespace}`
  const settings = settingsFor(option, subject, place)
  const model = option.model.name === subject.model ? [] : [`--model ${option.model.name}`]
  const wanted = option.runtime.kind === 'existing' ? option.runtime.runtime.name : option.runtime.name
  const runtime = wanted === subject.runtime ? [] : [`--runtime ${wanted}`]
  const changes = option.replicas === subject.replicas ? [] : boundsFor(option.replicas, bounds)
  if (settings.length + model.length + runtime.length === 0) {
    if (changes.length === 0) return {commands: []}
    const range = rangeFor(option.replicas, bounds)
    const words = range.min === range.max ? `--replicas ${range.min}` : `--min ${range.min} --max ${range.max}`
    return {commands: [`ome scale service ${service} ${words}`], replicasOnly: range}
  }
  const sets = [...changes, ...settings].map((each) => `--set ${shellWord(each)}`)
  return {
    commands: [...created(option), ['ome update service', service, ...model, ...runtime, ...sets].join(' ')],
  }
}

/** An autoscaler keeps its range, moved up where it must be. */
const rangeFor = (replicas: number, {min, max}: Subject['bounds']): {readonly min: number; readonly max: number} =>
  min === max ? {min: replicas, max: replicas} : {min: replicas, max: Math.max(max, replicas)}

function boundsFor(replicas: number, bounds: Subject['bounds']): readonly string[] {
  const {min, max} = rangeFor(replicas, bounds)
  return min === max ? [`replicas=${replicas}`] : [`min=${min}`, `max=${max}`]
}

function created({runtime, model}: Option): readonly string[] {
  if (runtime.kind === 'existing') return []
  const {from, name, gpus, contextTokens} = runtime
  const sets = [
    ...(gpus === undefined ? [] : [`--set gpus=${gpus}`]),
    ...(contextTokens === undefined ? [] : [`--set maxModelLen=${contextTokens}`]),
  ]
  const where = from.namespace === undefined ? [] : ['-n', from.namespace]
  return [['ome create runtime --from', from.name, '--name', name, '--for', model.name, ...sets, ...where].join(' ')]
}

/** Fields of the service that say where it runs, and on how many GPUs where it says that itself. */
function settingsFor(option: Option, subject: Subject, place: Place): readonly string[] {
  const {runtime, tensorParallel, nodes} = option
  const from = runtime.kind === 'existing' ? runtime.runtime : runtime.from
  const isListed = place.byClass && from.acceleratorClasses.includes(place.name)
  const field = 'spec.acceleratorSelector.acceleratorClass'
  const moves = place.name !== subject.accelerator
  const wanted = isListed ? {} : moves ? place.nodeSelector : subject.nodeSelector
  const gone = Object.keys(subject.nodeSelector).filter((key) => moves && !(key in wanted))
  const cells = 'spec.engine.runner.resources'
  const gpus = subject.ownGpus !== undefined && subject.ownGpus !== tensorParallel && nodes === 1
  return [
    ...(isListed && subject.acceleratorClass !== place.name && (moves || subject.acceleratorClass !== undefined)
      ? [`${field}=${place.name}`]
      : []),
    ...(!isListed && subject.acceleratorClass !== undefined ? [`${field}=null`] : []),
    ...Object.entries(wanted)
      .filter(([key, value]) => subject.nodeSelector[key] !== value)
      .map(([key, value]) => `spec.engine.nodeSelector["${key}"]=${asText(value)}`),
    ...gone.map((key) => `spec.engine.nodeSelector["${key}"]=null`),
    ...(gpus
      ? [`${cells}.limits["nvidia.com/gpu"]=${tensorParallel}`, `${cells}.requests["nvidia.com/gpu"]=${tensorParallel}`]
      : []),
  ]
}

/** `--set` takes what is JSON as such: a label that looks like a number stays a text in quotes. */
const asText = (value: string): string =>
  /^(-?\d|true$|false$|null$|["[{])/.test(value) ? JSON.stringify(value) : value
