import {at, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {GroveSet} from '../../domain/grove-tree.ts'

/** Something that happened to a set, or to what belongs to it. */
export interface SetEvent {
  readonly isWarning: boolean
  readonly reason: string
  readonly message: string
  /** `decode-7`, or the name of what is no pod of the set. */
  readonly about: string
  readonly kind: string
  readonly name: string
  readonly count: number
  /** When it was last seen. */
  readonly at?: string
}

export interface Since {
  /** Events last seen before are left out; all are kept without it. */
  readonly from?: number
}

/** Events about a set, its gangs, cliques and pods, the oldest first. */
export function eventsOf(set: GroveSet, events: readonly KubeObject[], {from}: Since): readonly SetEvent[] {
  const names = namesOf(set)
  return events
    .flatMap((object) => {
      const event = toSetEvent(object, set, names)
      const isMeant = event && (from === undefined || Date.parse(event.at ?? '') >= from)
      return isMeant ? [event] : []
    })
    .sort((a, b) => Date.parse(a.at ?? '') - Date.parse(b.at ?? ''))
}

/** Labels by kind and name. */
function namesOf(set: GroveSet): ReadonlyMap<string, string> {
  const names = new Map([[`PodCliqueSet/${set.name}`, set.name]])
  for (const gang of set.gangs) {
    names.set(`PodGang/${gang.name}`, gang.name)
    for (const clique of gang.cliques) names.set(`PodClique/${clique.name}`, clique.name)
  }
  for (const {roles} of set.replicas)
    for (const {target, workers} of roles) {
      names.set(`${target.kind}/${target.name}`, target.name)
      for (const worker of workers)
        for (const pod of worker.pods)
          names.set(`Pod/${pod.name}`, worker.pods.length === 1 ? worker.label : `${worker.label}-${pod.cliqueName}`)
    }
  return names
}

function toSetEvent(object: KubeObject, set: GroveSet, names: ReadonlyMap<string, string>): SetEvent | undefined {
  const kind = text(at(object, 'involvedObject', 'kind')) ?? ''
  const name = text(at(object, 'involvedObject', 'name')) ?? ''
  const about = names.get(`${kind}/${name}`)
  if (about === undefined || object.metadata.namespace !== set.namespace) return undefined
  const seen = [
    at(object, 'series', 'lastObservedTime'),
    object['lastTimestamp'],
    object['eventTime'],
    object['firstTimestamp'],
  ]
  const when =
    seen.map((value) => text(value)).find((value) => value !== undefined) ?? object.metadata.creationTimestamp
  return {
    isWarning: object['type'] === 'Warning',
    reason: text(object['reason']) ?? '',
    message: (text(object['message']) ?? '').replaceAll(/\s*\n\s*/g, ' ').trim(),
    about,
    kind,
    name,
    count: number(at(object, 'series', 'count')) ?? number(object['count']) ?? 1,
    ...(when !== undefined && {at: when}),
  }
}
