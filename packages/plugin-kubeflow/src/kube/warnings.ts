import {at, text} from '@ome/capacity/fields'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {events} from '@ome/kinds/kubernetes'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {Warning} from '../domain/warning.ts'

/** Warnings about an object and what is made for it, latest last; none where events may not be listed. */
export async function warningsOf(kube: KubeClient, namespace: string, name: string): Promise<readonly Warning[]> {
  const found = await warningsIn(kube, namespace)
  return found.filter(({object}) => isOf(name, object.slice(object.indexOf('/') + 1)))
}

/** All of a namespace, latest last; none where events may not be listed. */
export async function warningsIn(kube: KubeClient, namespace: string): Promise<readonly Warning[]> {
  const found = await ifAllowed(kube.list(events, {namespace, fieldSelector: 'type=Warning'}))
  return (found ?? []).map(toWarning).sort((left, right) => (left.at < right.at ? -1 : 1))
}

/** Objects that are made for another begin with its name. */
const isOf = (owner: string, name: string): boolean => name === owner || name.startsWith(`${owner}-`)

const toWarning = (event: KubeObject): Warning => ({
  object: `${(text(at(event, 'involvedObject', 'kind')) ?? '').toLowerCase()}/${text(at(event, 'involvedObject', 'name')) ?? ''}`,
  reason: text(event['reason']) ?? '',
  message: text(event['message']) ?? '',
  at: text(event['lastTimestamp']) ?? text(event['eventTime']) ?? event.metadata.creationTimestamp ?? '',
})
