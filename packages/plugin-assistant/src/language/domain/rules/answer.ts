import type {Call, Value} from '../../../calls/domain/definition.ts'
import type {Frame} from '../frame.ts'
import type {Topic, Understanding} from '../intent.ts'

export type Rule = (frame: Frame) => Understanding | undefined

type Input = Readonly<Record<string, Value | undefined>>

/** A call without what was not said. */
export const callOf = (command: string, input: Input): Call => ({
  command,
  input: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Record<string, Value>,
})

interface More {
  readonly notes?: readonly string[]
  readonly limitUsdPerHour?: number | undefined
  readonly topics?: readonly Topic[]
}

export const asks = (intent: string, calls: Call | readonly Call[], more: More = {}): Understanding => ({
  kind: 'calls',
  intent,
  calls: 'command' in calls ? [calls] : calls,
  notes: more.notes ?? [],
  topics: more.topics ?? ['services'],
  ...(more.limitUsdPerHour === undefined ? {} : {limitUsdPerHour: more.limitUsdPerHour}),
})

export const open = (
  problem: string,
  hints: readonly string[],
  topics: readonly Topic[] = ['services'],
): Understanding => ({
  kind: 'open',
  problem,
  hints,
  topics,
})

/** Which object a verb is for: a service that is there, else a name that is not known. */
export interface Target {
  readonly name: string
  readonly namespace?: string
  readonly replicas?: number
}

export function targetsOf({services, strange, namespace, vocabulary, has}: Frame): readonly Target[] {
  // Of several unknown words none is more a name than the other.
  if (services.length === 0 && strange.length > 1 && !has('and')) return []
  if (services.length === 0) return strange.map((name) => ({name, ...(namespace === undefined ? {} : {namespace})}))
  return services.map(({name, namespace: own, replicas}) => {
    const place = namespace ?? (own === vocabulary.namespace ? undefined : own)
    return {
      name,
      ...(place === undefined ? {} : {namespace: place}),
      ...(replicas === undefined ? {} : {replicas}),
    }
  })
}

/** The same for every service an utterance is about; a question for its name where it says none. */
export function withTarget(
  frame: Frame,
  verb: string,
  then: (
    target: Target,
    object: {readonly service: string; readonly name: string; readonly namespace?: string},
  ) => Understanding,
): Understanding {
  const [first, ...others] = targetsOf(frame).map((target) => {
    const {name, namespace} = target
    return then(target, {service: 'service', name, ...(namespace === undefined ? {} : {namespace})})
  })
  if (!first) return missing(frame, verb)
  return others.reduce(joined, first)
}

/** Two answers as one, within the lower of their limits; a question back comes before everything else. */
export function joined(one: Understanding, other: Understanding): Understanding {
  if (one.kind !== 'calls' || other.kind !== 'calls') return one.kind === 'calls' ? other : one
  const limits = [one, other].flatMap(({limitUsdPerHour}) => limitUsdPerHour ?? [])
  return {
    ...one,
    calls: [...one.calls, ...other.calls],
    notes: [...new Set([...one.notes, ...other.notes])],
    topics: [...new Set([...one.topics, ...other.topics])],
    ...(limits.length === 0 ? {} : {limitUsdPerHour: Math.min(...limits)}),
  }
}

export function missing({vocabulary, models}: Frame, verb: string): Understanding {
  const said = models
    .flatMap((model) => model.said.toLowerCase().split(/[-\s]+/))
    .filter((atom) => /^[a-z]{3,}/.test(atom))
  const near = vocabulary.services.filter(({name}) => said.some((atom) => name.includes(atom)))
  const names = (near.length > 0 ? near : vocabulary.services).slice(0, 8).map(({name}) => name)
  const list =
    names.length === 0
      ? 'list them: ome get services -A'
      : `${near.length > 0 ? 'with a name like it there is' : 'there is'} ${names.join(', ')}`
  return open(`which service shall I ${verb}?`, [list])
}

/** The model that was named: found in the cluster, or as typed. `several` is a question. */
export type AskedModel =
  | {readonly kind: 'one'; readonly name: string; readonly notes: readonly string[]}
  | {readonly kind: 'several'; readonly answer: Understanding}
  | undefined

export function modelOf({models, strange, addresses}: Frame, at = 0): AskedModel {
  const meant = models[at]
  if (meant?.kind === 'several') {
    const answer = open(
      `several models may be meant: ${meant.names.join(', ')}`,
      ['say one of these names'],
      ['models'],
    )
    return {kind: 'several', answer}
  }
  if (meant) return {kind: 'one', name: meant.name, notes: meant.note === undefined ? [] : [meant.note]}
  const typed = addresses.find((text) => !text.includes('://') && !text.startsWith('/')) ?? strange[at - models.length]
  return typed === undefined ? undefined : {kind: 'one', name: typed, notes: []}
}
