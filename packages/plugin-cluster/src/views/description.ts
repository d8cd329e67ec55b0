import type {Belonging} from '@ome/inference-model/belonging'
import {modelList} from '@ome/inference-model/model-list'
import type {Noun} from '@ome/inference-model/names'
import {age} from '@ome/sdk/units'
import type {Block, Column, FieldRow, Page, TreeNode, View} from '@ome/sdk/view'
import type {Description} from '../domain/description.ts'
import type {ClusterEvent} from '../domain/event.ts'
import {acceleratorList} from './accelerator-list.ts'
import {eventFace, lastSeen, objectOf} from './event-list.ts'
import {runtimeList} from './runtime-list.ts'
import {serviceList} from './service-list.ts'

interface ListFaces {
  readonly columns?: readonly Column<never>[]
  readonly json?: (item: never) => unknown
}

const lists: Readonly<Record<Noun, ListFaces>> = {
  service: serviceList,
  model: modelList,
  runtime: runtimeList,
  accelerator: acceleratorList,
}

/** One object: its fields, its conditions, what belongs to it, and its events. */
export const description: View<Description> = {
  kind: 'Description',
  blocks: (model, page) => [
    {type: 'fields', rows: facts(model, page)},
    ...conditions(model, page),
    ...(model.noun === undefined ? [{type: 'text', title: 'Object', text: model.text.trimEnd()} as const] : []),
    ...belongings(model.children),
    events(model.events, page),
  ],
  json: ({noun, object, item, children, events: list}) => ({
    object: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name: object.metadata.name,
      namespace: object.metadata.namespace ?? null,
    },
    [noun ?? 'manifest']: noun === undefined ? object : (lists[noun].json?.(item as never) ?? null),
    children: children.map(childFace),
    events: list.map(eventFace),
  }),
  name: ({object}) => `${object.kind.toLowerCase()}/${object.metadata.name}`,
}

function facts({noun, object, item}: Description, page: Page): FieldRow[] {
  const {name, namespace, labels = {}, annotations = {}, creationTimestamp} = object.metadata
  const shown = noun === undefined || item === undefined ? [] : (lists[noun].columns ?? [])
  const own = shown
    .filter(({header}) => !['NAME', 'NAMESPACE', 'AGE', 'SCOPE'].includes(header))
    .map((column): FieldRow => {
      const tone = column.tone?.(item as never)
      return {label: title(column.header), value: column.value(item as never, page), ...(tone ? {tone} : {})}
    })
  return [
    {label: 'Name', value: name, tone: 'strong'},
    ...(namespace === undefined ? [] : [{label: 'Namespace', value: namespace}]),
    {label: 'Kind', value: `${object.kind} (${object.apiVersion})`},
    ...own,
    ...reason(item),
    {label: 'Labels', value: pairs(labels)},
    {label: 'Annotations', value: pairs(annotations)},
    {label: 'Age', value: age(creationTimestamp, page.now)},
  ]
}

const reason = (item: unknown): FieldRow[] =>
  typeof item === 'object' && item !== null && 'reason' in item && typeof item.reason === 'string'
    ? [{label: 'Reason', value: item.reason}]
    : []

const title = (header: string): string =>
  header.length <= 4 && header !== 'SIZE' && header !== 'FREE' && header !== 'AUTO' && header !== 'MODE'
    ? header.replace('GPUS', 'GPUs')
    : header.charAt(0) + header.slice(1).toLowerCase().replaceAll('-', ' ')

const pairs = (map: Readonly<Record<string, string>>): string =>
  Object.entries(map)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')

interface Condition {
  readonly type?: string
  readonly status?: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
}

function conditions({object: {status}}: Description, page: Page): Block[] {
  const found: unknown = status?.conditions
  if (!Array.isArray(found) || found.length === 0) return []
  const rows: readonly Condition[] = found
  return [
    {
      type: 'table',
      title: 'Conditions',
      header: ['TYPE', 'STATUS', 'REASON', 'AGE', 'MESSAGE'],
      rows: rows.map((row) => [row.type, row.status, row.reason, age(row.lastTransitionTime, page.now), row.message]),
    },
  ]
}

function belongings(children: readonly Belonging[]): Block[] {
  return children.length === 0 ? [] : [{type: 'tree', title: 'Children', roots: children.map(toTree)}]
}

const toTree = ({kind, name, state, children}: Belonging): TreeNode => ({
  text: `${kind.toLowerCase()}/${name}`,
  ...(state === undefined ? {} : {state}),
  children: children.map(toTree),
})

function events(list: readonly ClusterEvent[], page: Page): Block {
  if (list.length === 0) return {type: 'text', title: 'Events', text: 'none; the cluster keeps them for one hour'}
  return {
    type: 'table',
    title: 'Events',
    header: ['LAST', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'],
    rows: list.map((event) => [lastSeen(event, page), event.type, event.reason, objectOf(event), event.message]),
    tones: list.map(({type}) => (type === 'Warning' ? 'warn' : undefined)),
  }
}

const childFace = ({kind, name, namespace, state, children}: Belonging): unknown => ({
  kind,
  name,
  namespace: namespace ?? null,
  state: state ?? null,
  children: children.map(childFace),
})
