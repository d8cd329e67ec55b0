import {OmeError} from '@ome/sdk/errors'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Change, Plan, Write} from '@ome/sdk/plan'
import {type Belonging, flat, summary} from './belonging.ts'

/** An object that is to go, with what goes with it and who still needs it. */
export interface Doomed {
  readonly object: KubeObject
  readonly resource: ResourceRef
  readonly children: readonly Belonging[]
  /** `namespace/name` of services that use it. */
  readonly users: readonly string[]
}

/** How a deletion is written; made by an adapter. */
export type Deleter = (resource: ResourceRef, object: KubeObject) => Write

/** Throws `conflict` for an object in use by services that stay, unless forced. */
export function planDeletion(doomed: readonly Doomed[], deleter: Deleter, {force}: {readonly force: boolean}): Plan {
  const going = new Set(
    doomed.filter(({object}) => object.kind === 'InferenceService').map(({object}) => keyOf(object)),
  )
  const needed = doomed
    .map((each) => ({...each, users: each.users.filter((user) => !going.has(user))}))
    .filter(({users}) => users.length > 0)
  const [first] = needed
  if (first && !force) throw inUse(first)
  const changes = doomed.map((each) => toChange(each, deleter))
  return {
    changes,
    notes: needed.map(({object, users}) => `${labelOf(object)} is used by ${users.join(', ')}`),
    ...(changes.length > 0 ? {asks: question(doomed)} : {}),
  }
}

function toChange({object, resource, children}: Doomed, deleter: Deleter): Change {
  const {name, namespace} = object.metadata
  const along = summary(children)
  return {
    action: 'delete',
    object: {kind: object.kind, name, ...(namespace === undefined ? {} : {namespace})},
    ...(along === undefined ? {} : {reason: `with ${along}`}),
    write: deleter(resource, object),
  }
}

const keyOf = ({metadata: {name, namespace = ''}}: KubeObject): string => `${namespace}/${name}`
const labelOf = ({kind, metadata}: KubeObject): string => `${kind.toLowerCase()}/${metadata.name}`

function inUse({object, users}: Doomed): OmeError {
  const services = users.length === 1 ? `service ${users[0]}` : `services ${users.join(', ')}`
  return new OmeError(
    'conflict',
    `${labelOf(object)} is used by ${services}`,
    ['delete or change them first', 'delete it anyway: --force'],
    {object: labelOf(object)},
  )
}

function question(doomed: readonly Doomed[]): string {
  const [first] = doomed
  const along = doomed.reduce((sum, {children}) => sum + flat(children).length, 0)
  const what = first && doomed.length === 1 ? labelOf(first.object) : `${doomed.length} objects`
  return along === 0
    ? `Delete ${what}?`
    : `Delete ${what} and ${along} that belong to ${doomed.length === 1 ? 'it' : 'them'}?`
}
