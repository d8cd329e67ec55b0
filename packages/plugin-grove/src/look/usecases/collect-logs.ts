import {at, list, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {type BundleWriter, byteLength, type Collected, endOf, mostLogBytes} from '../domain/bundle.ts'
import type {EvidenceSource} from '../domain/evidence.ts'
import {redactText} from '../domain/redact.ts'

export interface LogsAsk {
  readonly tailLines: number
  readonly sinceSeconds: number
  readonly now: () => Date
}

interface Asked extends LogsAsk {
  readonly namespace: string
  readonly operator: string | undefined
  /** Bytes that may still be written. */
  readonly room: number
}

interface Collection {
  readonly source: EvidenceSource
  readonly writer: BundleWriter
}

interface Target {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly previous: boolean
  readonly path: string
}

export interface CollectedLogs {
  readonly collected: Collected
  readonly redacted: number
}

const atOnce = 8

/** Logs of all containers of the sets' pods, those that are not ready first, and of the operator's. */
export async function* collectLogs(
  {source, writer}: Collection,
  found: ReadonlyMap<string, readonly KubeObject[]>,
  ask: Asked,
): AsyncGenerator<CollectedLogs> {
  const groups = [
    {name: 'logs', path: 'logs/', targets: targetsOf(found.get('pods/pods') ?? [], ask.namespace, 'logs')},
    {
      name: 'operator logs',
      path: 'operator/logs/',
      targets: targetsOf(found.get('operator/pods') ?? [], ask.operator ?? '', 'operator/logs'),
    },
  ]
  let {room} = ask
  for (const {name, path, targets} of groups) {
    if (targets.length === 0) continue
    const started = ask.now().getTime()
    const sum = {items: 0, bytes: 0, lost: 0, left: 0, redacted: 0, refused: new Map<string, number>(), denied: 0}
    for (let first = 0; first < targets.length; first += atOnce) {
      const batch = targets.slice(first, first + atOnce)
      const answers = await Promise.all(
        batch.map((target) => source.log({...target, ...ask, namespace: target.namespace})),
      )
      for (const [index, answer] of answers.entries()) {
        const target = batch[index]
        if (!target) continue
        if (!('text' in answer)) {
          if (!target.previous) sum.refused.set(answer.message, (sum.refused.get(answer.message) ?? 0) + 1)
          if (answer.status === 'denied') sum.denied++
          continue
        }
        const clean = redactText(answer.text)
        const end = endOf(clean.value, mostLogBytes)
        const bytes = byteLength(end.text)
        sum.redacted += clean.count
        if (bytes > room) {
          sum.left++
          continue
        }
        sum.items++
        sum.lost += end.lost
        sum.bytes += await writer.write(target.path, end.text)
        room -= bytes
      }
    }
    yield {
      redacted: sum.redacted,
      collected: {name, path, items: sum.items, bytes: sum.bytes, ms: ask.now().getTime() - started, ...outcomeOf(sum)},
    }
  }
}

function outcomeOf(sum: {
  readonly items: number
  readonly lost: number
  readonly left: number
  readonly denied: number
  readonly refused: ReadonlyMap<string, number>
}): Pick<Collected, 'status' | 'message'> {
  const [first] = sum.refused
  const parts = [
    ...(sum.lost > 0 ? [`the oldest ${sum.lost} bytes are left out`] : []),
    ...(sum.left > 0 ? [`${sum.left} logs are left out: the bundle is full`] : []),
    ...(first
      ? [`${[...sum.refused.values()].reduce((all, count) => all + count, 0)} logs could not be read: ${first[0]}`]
      : []),
  ]
  if (parts.length === 0) return {status: 'ok'}
  const message = parts.join('; ')
  if (sum.items > 0) return {status: 'partial', message}
  return {status: sum.denied > 0 ? 'denied' : 'failed', message}
}

function targetsOf(pods: readonly KubeObject[], namespace: string, folder: string): readonly Target[] {
  return [...pods]
    .sort((a, b) => Number(isReady(a)) - Number(isReady(b)))
    .flatMap((pod) => targetsOfPod(pod, namespace, folder))
}

const isReady = (pod: KubeObject): boolean =>
  list(at(pod, 'status', 'conditions')).some((each) => at(each, 'type') === 'Ready' && at(each, 'status') === 'True')

/** Containers that have begun, and what those said that began again. */
function targetsOfPod(pod: KubeObject, namespace: string, folder: string): readonly Target[] {
  const statuses = [
    ...list(at(pod, 'status', 'initContainerStatuses')),
    ...list(at(pod, 'status', 'containerStatuses')),
  ]
  return statuses.flatMap((status) => {
    const container = text(at(status, 'name'))
    const hasBegun = ['running', 'terminated'].some((state) => at(status, 'state', state) !== undefined)
    const again = Number(at(status, 'restartCount') ?? 0) > 0
    if (container === undefined) return []
    const target = (previous: boolean): Target => ({
      namespace,
      pod: pod.metadata.name,
      container,
      previous,
      path: `${folder}/${pod.metadata.name}/${container}${previous ? '.previous' : ''}.log`,
    })
    return [...(hasBegun ? [target(false)] : []), ...(again ? [target(true)] : [])]
  })
}
