import {at, list, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'

/** Source: KAITO v0.12 `api/v1beta1`. A Workspace that tunes is ready when it has ended. */
const kaitoConditions: Readonly<Record<string, string>> = {
  Workspace: 'WorkspaceSucceeded',
  InferenceSet: 'InferenceSetReady',
  RAGEngine: 'RAGEngineSucceeded',
}

/** Whether an object has taken effect, for kinds that say so; undefined for all others. */
export function isSettled(object: KubeObject): boolean | undefined {
  const {kind, status} = object
  if (kind === 'BaseModel' || kind === 'ClusterBaseModel') return text(at(status, 'state')) === 'Ready'
  if (kind === 'InferenceService') return hasCondition(object, 'Ready')
  const ofKaito = object.apiVersion.startsWith('kaito.sh/') ? kaitoConditions[kind] : undefined
  if (ofKaito !== undefined) return hasCondition(object, ofKaito)
  if (kind === 'Deployment' || kind === 'StatefulSet') {
    const seen = (number(at(status, 'observedGeneration')) ?? 0) >= (object.metadata.generation ?? 0)
    return seen && (number(at(status, 'readyReplicas')) ?? 0) >= (number(at(object, 'spec', 'replicas')) ?? 1)
  }
  return undefined
}

const hasCondition = ({status}: KubeObject, type: string): boolean =>
  list(at(status, 'conditions')).some((each) => text(at(each, 'type')) === type && text(at(each, 'status')) === 'True')
