import {at, list, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import {findAll} from '@ome/sdk/jsonpath'
import type {KubeObject} from '@ome/sdk/kube'

/** What is waited for. */
export type Condition =
  | {readonly type: 'delete'}
  | {readonly type: 'create'}
  /** Whatever ready means for the noun. */
  | {readonly type: 'ready'}
  | {readonly type: 'condition'; readonly name: string; readonly value: string}
  /** Without a value: the field is there. */
  | {readonly type: 'jsonpath'; readonly path: string; readonly value?: string}

/** Reads `--for` as kubectl does, and `ready`. Throws `usage`. */
export function parseCondition(typed: string): Condition {
  const [word = '', ...rest] = typed.split('=')
  const after = rest.join('=')
  if (/^(delete|create|ready)$/i.test(typed)) return {type: typed.toLowerCase() as 'delete' | 'create' | 'ready'}
  if (word === 'condition' && rest[0]) return {type: 'condition', name: rest[0], value: rest[1] ?? 'True'}
  const match = /^\s*(\{[^}]*\}|[^=]+?)(?:=(.*))?$/.exec(after)
  if (word === 'jsonpath' && match?.[1]) {
    const [, path, value] = match
    // An expression that cannot be read is told before anything is waited for.
    findAll(path, {})
    return {type: 'jsonpath', path, ...(value === undefined ? {} : {value: value.replace(/^(["'])(.*)\1$/, '$2')})}
  }
  throw new OmeError('usage', `--for "${typed}" is nothing to wait for`, [
    'ready, delete, create, condition=Ready, condition=Ready=False',
    "jsonpath='{.status.phase}'=Running",
  ])
}

/** Whether an object is as it is waited for; undefined is one that is not there. */
export function holds(condition: Condition, object: KubeObject | undefined): boolean {
  if (condition.type === 'delete') return object === undefined
  if (object === undefined) return false
  switch (condition.type) {
    case 'create':
      return true
    case 'ready':
      return conditionIs(object, readyCondition[kindOf(object)] ?? 'Ready', 'True')
    case 'condition':
      return conditionIs(object, condition.name, condition.value)
    case 'jsonpath':
      return fieldIs(object, condition.path, condition.value)
  }
}

/** Kinds whose readiness has another name. Sources: Kubernetes 1.35, KAITO v0.12 `api/v1beta1`. */
const readyCondition: Readonly<Record<string, string>> = {
  'apps/Deployment': 'Available',
  'kaito.sh/Workspace': 'WorkspaceSucceeded',
  'kaito.sh/InferenceSet': 'InferenceSetReady',
  'kaito.sh/RAGEngine': 'RAGEngineSucceeded',
}

const kindOf = ({apiVersion = '', kind}: KubeObject): string => `${apiVersion.split('/')[0]}/${kind}`

/** A condition that speaks of an older generation of the object says nothing yet. */
function conditionIs(object: KubeObject, name: string, value: string): boolean {
  const found = list(at(object, 'status', 'conditions')).find(
    (each) => text(at(each, 'type'))?.toLowerCase() === name.toLowerCase(),
  )
  const seen = at(found, 'observedGeneration')
  if (typeof seen === 'number' && seen < (object.metadata.generation ?? 0)) return false
  return text(at(found, 'status'))?.toLowerCase() === value.toLowerCase()
}

function fieldIs(object: KubeObject, path: string, value: string | undefined): boolean {
  const found = findAll(path, object)
  if (value === undefined) return found.some((each) => each !== undefined && each !== null)
  return found.length === 1 && String(found[0]) === value
}

/** How kubectl says that it has come true. */
export const metText = ({type}: Condition): string =>
  type === 'delete' ? 'deleted' : type === 'create' ? 'created' : 'condition met'

export const wantedText = (condition: Condition): string => {
  if (condition.type === 'condition') return `to have condition ${condition.name}=${condition.value}`
  if (condition.type !== 'jsonpath')
    return {delete: 'to be gone', create: 'to be there', ready: 'to be ready'}[condition.type]
  return `to have ${condition.path}${condition.value === undefined ? '' : `=${condition.value}`}`
}
