import {at, list, text} from '@ome/capacity/fields'
import type {KaiPodGroup} from '@ome/kinds/grove'
import type {GrovePod} from './grove-pod.ts'
import type {GangClique, Why} from './grove-tree.ts'

interface Waiting {
  readonly name: string
  readonly isInitialized: boolean
  readonly cliques: readonly GangClique[]
  /** The gang that has to be scheduled first. */
  readonly base?: {readonly name: string; readonly cliques: readonly GangClique[]} | undefined
  readonly podGroup?: KaiPodGroup | undefined
  /** How many pods of a clique are ready, by its whole name. */
  readonly readyOf: (clique: string) => number
  readonly labelOf: (pod: GrovePod) => string
}

/**
 * Why pods of a gang are not ready. Of each pod the first that answers: its gate, the gang it waits for, what the
 * scheduler says about the gang, what it says about the pod, the clique it starts after, its containers. Pods with the
 * same answer stand together.
 */
export function whyOf(gang: Waiting): readonly Why[] {
  const found = new Map<string, Omit<Why, 'pods'> & {readonly pods: string[]}>()
  for (const clique of gang.cliques)
    for (const pod of clique.pods) {
      const answer = answerFor(pod, gang)
      if (!answer) continue
      const key = `${answer.source} ${answer.text}`
      const label = gang.labelOf(pod)
      const same = found.get(key)
      if (same) same.pods.push(label)
      else found.set(key, {...answer, about: gang.name, pods: [label]})
    }
  return [...found.values(), ...gang.cliques.flatMap((clique) => breachOf(clique, gang.name))]
}

function breachOf({name, minimum, breach}: GangClique, gang: string): readonly Why[] {
  if (!breach) return []
  const {recreatedAt, message} = breach
  const text = `${name} is below its minimum of ${minimum}: ${message}`
  return [{source: 'breach', about: gang, pods: [], text, ...(recreatedAt !== undefined && {recreatedAt})}]
}

type Answer = Pick<Why, 'source' | 'text'>

function answerFor(pod: GrovePod, gang: Waiting): Answer | undefined {
  switch (pod.state) {
    case 'ready':
    case 'going':
      return undefined
    case 'gated':
      return gateOf(gang)
    case 'unschedulable':
    case 'pending':
      return schedulerOf(pod, gang)
    case 'waiting':
      return startupOf(pod, gang)
    case 'starting':
      return {source: 'container', text: pod.reason === 'NotReady' ? 'starting' : `starting: ${said(pod)}`}
    case 'unready':
    case 'failed':
      return {source: 'container', text: said(pod)}
  }
}

function gateOf({base, isInitialized, cliques}: Waiting): Answer {
  const short = base?.cliques.find(({scheduled, minimum}) => scheduled < minimum)
  if (base && short)
    return {
      source: 'base-gang',
      text: `waits for gang ${base.name}: ${short.scheduled} of ${short.minimum} pods of ${short.name} are scheduled`,
    }
  if (isInitialized) return {source: 'gate', text: 'its gate is about to open'}
  const missing = cliques.find(({pods, desired}) => pods.length < desired)
  const made = missing ? `: ${missing.pods.length} of ${missing.desired} pods of ${missing.name} are made` : ''
  return {source: 'gate', text: `waits until all pods of the gang are made${made}`}
}

function schedulerOf(pod: GrovePod, {podGroup}: Waiting): Answer {
  const condition = list(podGroup?.status?.schedulingConditions).at(-1)
  const message = text(at(condition, 'message'))
  if (message !== undefined) {
    const reason = text(at(condition, 'reason'))
    return {source: 'scheduler', text: oneSentence(reason === undefined ? message : `${reason}: ${message}`)}
  }
  return {source: 'pod', text: pod.message === undefined ? 'waits for the scheduler' : oneSentence(said(pod))}
}

function startupOf(pod: GrovePod, {readyOf}: Waiting): Answer {
  const late = pod.parents.find(({clique, minimum}) => readyOf(clique) < minimum) ?? pod.parents[0]
  if (!late) return {source: 'startup', text: 'waits for pods that it starts after'}
  const text = `starts after ${late.clique}: ${readyOf(late.clique)} of ${late.minimum} pods are ready`
  return {source: 'startup', text}
}

const said = ({reason = 'NotReady', message}: GrovePod): string =>
  message === undefined ? reason : `${reason}: ${message}`

const oneSentence = (message: string): string => message.replaceAll(/\s*\n\s*/g, ' ').trim()
