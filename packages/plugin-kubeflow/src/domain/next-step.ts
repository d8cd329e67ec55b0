import {isTraining} from './kubeflow-kind.ts'
import type {KubeflowObject} from './kubeflow-object.ts'
import {objectWord} from './object-name.ts'

/** What a person does next with an object in its state: a sentence with a command that can be typed as it stands. */
export function nextStep(object: KubeflowObject): string | undefined {
  const {kind, name, state, health} = object
  const place = object.namespace === undefined ? '' : ` -n ${object.namespace}`
  const word = objectWord(object)
  if (kind.component === 'notebooks') return notebookStep(object, place)
  if (isTraining(kind)) {
    if (state === 'Pending') return `see what its pods wait for: ${events(object)}${place}`
    return `${health === 'bad' ? 'see what it said last' : 'read its log'}: ome kf logs ${word}${place}`
  }
  if (kind.component === 'profiles' && health !== 'bad') return `work in it: ome kf use ${name}`
  if (health === 'bad') return `see what happened to it: ${events(object)}${place}`
  return undefined
}

function notebookStep(object: KubeflowObject, place: string): string {
  const {health, kind, name} = object
  const rest = `${kind.word === 'notebook' ? name : objectWord(object)}${place}`
  if (health === 'off') return `start it: ome kf notebook start ${rest} --wait`
  if (health === 'ready') return `open it: ome kf notebook open ${rest}`
  if (health === 'waiting') return `see what it waits for: ${events(object)}${place}`
  return `begin anew: ome kf notebook stop ${rest} --wait`
}

/** With the whole name of the resource: other products have workspaces and inference services as well. */
const events = ({kind: {resource}, name}: KubeflowObject): string =>
  `ome events ${resource.plural}.${resource.group}/${name}`
