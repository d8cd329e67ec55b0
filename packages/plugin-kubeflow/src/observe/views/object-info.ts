import {age} from '@ome/sdk/units'
import type {Block, FieldRow, View} from '@ome/sdk/view'
import {objectWord} from '../../domain/object-name.ts'
import type {ObjectPod} from '../../domain/object-pod.ts'
import type {TrainStep} from '../../domain/states/training-state.ts'
import {stateTone} from '../../views/object-list.ts'
import type {ObjectInfo} from '../domain/object-info.ts'

export const objectInfo: View<ObjectInfo> = {
  kind: 'KubeflowObjectInfo',
  blocks: (info, {now}) => [
    {type: 'fields', rows: rows(info, now)},
    ...(info.steps.length > 0 ? [stepTable(info.steps)] : []),
    ...(info.pods.length > 0 ? [podTable(info.pods, now)] : []),
    ...(info.events.length > 0 ? [eventTable(info, now)] : []),
    ...(info.next === undefined ? [] : [{type: 'text' as const, text: `Next: ${info.next}`}]),
  ],
  json: ({object, pods, events, steps, url, cause, next}) => ({
    component: object.kind.component,
    kind: object.kind.resource.kind,
    name: object.name,
    namespace: object.namespace,
    state: object.state,
    health: object.health,
    detail: cause ?? object.detail,
    createdAt: object.createdAt,
    url: url ?? null,
    steps,
    pods,
    events,
    next: next ?? null,
  }),
  name: ({object}) => objectWord(object),
}

function rows({object, url, pods, cause: told}: ObjectInfo, now: Date): FieldRow[] {
  const trouble = pods.find((pod) => pod.trouble !== undefined)?.trouble
  const isOpen = object.health === 'bad' || object.health === 'waiting'
  const cause = isOpen ? (told ?? trouble ?? object.detail) : object.detail
  return [
    {label: 'Object', value: `${objectWord(object)}${object.namespace === undefined ? '' : ` in ${object.namespace}`}`},
    {label: 'State', value: object.state, tone: stateTone(object)},
    ...(cause === '' || cause === url ? [] : [{label: isOpen ? 'Cause' : 'Detail', value: cause}]),
    ...(url === undefined ? [] : [{label: url.startsWith('/') ? 'Path' : 'URL', value: url}]),
    {label: 'Age', value: age(object.createdAt, now)},
  ]
}

const stepTable = (steps: readonly TrainStep[]): Block => ({
  type: 'table',
  title: 'Steps',
  header: ['STEP', 'ACTIVE', 'READY', 'SUCCEEDED', 'FAILED'],
  rows: steps.map(({name, active, ready, succeeded, failed}) => [name, active, ready, succeeded, failed]),
})

const podTable = (pods: readonly ObjectPod[], now: Date): Block => ({
  type: 'table',
  title: 'Pods',
  header: ['POD', 'PHASE', 'READY', 'RESTARTS', 'NODE', 'AGE', 'TROUBLE'],
  rows: pods.map(({name, phase, ready, restarts, node, createdAt, trouble, before}) => [
    name,
    phase,
    ready ? 'yes' : 'no',
    restarts,
    node ?? '-',
    age(createdAt, now),
    trouble ?? (before === undefined ? '' : `before: ${before}`),
  ]),
  tones: pods.map(({ready, trouble}) => (trouble !== undefined ? 'bad' : ready ? undefined : 'muted')),
  ranks: ['keep', 1, 1, 4, 5, 3, 2].map((rank) => (rank === 'keep' ? 'keep' : Number(rank))),
})

const eventTable = ({events}: ObjectInfo, now: Date): Block => ({
  type: 'table',
  title: 'Events',
  header: ['AGE', 'TYPE', 'REASON', 'MESSAGE'],
  rows: events.map(({at, type, reason, message}) => [age(at, now), type, reason, message]),
  tones: events.map(({type}) => (type === 'Warning' ? 'warn' : undefined)),
})
