import {fields, list, number, text} from '@ome/capacity/fields'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {HistoryStore, RecordedService} from '../domain/history-store.ts'
import {marksOf, type Revision, recorded} from '../domain/revision.ts'

const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}
const reviews: ResourceRef = {
  group: 'authentication.k8s.io',
  version: 'v1',
  plural: 'selfsubjectreviews',
  kind: 'SelfSubjectReview',
  namespaced: false,
}
const nameOf = (service: string): string => `ome-history-${service}`
const attempts = 4

/** One ConfigMap per service, which goes with it. */
export const historyStore = (kube: KubeClient): HistoryStore => ({
  read: async (namespace, name) => revisionsIn(await kube.get(configMaps, nameOf(name), {namespace})),
  person: () => person(kube),
  async record(service, change) {
    const by = await person(kube)
    for (let attempt = 1; ; attempt++) {
      try {
        const {name, namespace} = service
        const current = await kube.get(configMaps, nameOf(name), {namespace})
        const revisions = recorded(revisionsIn(current), {...change, by})
        if (revisions) await write(kube, service, current, revisions)
        return true
      } catch (error) {
        if (isOmeError(error) && error.kind === 'denied') return false
        // Somebody else wrote in between: their revision comes first.
        if (attempt === attempts || !isOmeError(error) || error.kind !== 'conflict') throw error
      }
    }
  },
})

async function write(
  kube: KubeClient,
  {name, namespace, uid}: RecordedService,
  current: KubeObject | undefined,
  revisions: readonly Revision[],
): Promise<void> {
  const data = {revisions: JSON.stringify(revisions)}
  if (current) {
    const {resourceVersion} = current.metadata
    await kube.patch(configMaps, nameOf(name), 'merge', {metadata: {resourceVersion}, data}, {namespace})
    return
  }
  const owner = {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', name, uid}
  const metadata = {
    name: nameOf(name),
    namespace,
    labels: {'ome.cli/kind': 'history', 'ome.cli/service': name},
    ownerReferences: [owner],
  }
  await kube.create(configMaps, {apiVersion: 'v1', kind: 'ConfigMap', metadata, data}, {namespace})
}

/** Who the API server takes this person for; unknown to servers before Kubernetes 1.28. */
async function person(kube: KubeClient): Promise<string | undefined> {
  if (!(await kube.resolve('selfsubjectreviews.authentication.k8s.io'))) return undefined
  const review: KubeObject = {apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {name: ''}}
  const answer = await ifAllowed(kube.create(reviews, review))
  return text(fields(fields(answer?.['status'])['userInfo'])['username'])
}

/** Only what was written by us, or looks like it. */
function revisionsIn(object: KubeObject | undefined): readonly Revision[] {
  const stored = parsed(text(fields(object?.['data'])['revisions']))
  return list(stored).flatMap((entry) => {
    const {number: count, at, cause, by, spec, annotations} = fields(entry)
    if (number(count) === undefined || text(at) === undefined || typeof spec !== 'object') return []
    const revision = {number: Number(count), at: String(at), cause: text(cause) ?? '', spec: fields(spec)}
    const marks = annotations === undefined ? {} : {annotations: marksOf(annotations)}
    return [{...revision, ...marks, ...(text(by) === undefined ? {} : {by: String(by)})}]
  })
}

function parsed(stored: string | undefined): unknown {
  try {
    return stored === undefined ? [] : JSON.parse(stored)
  } catch (error) {
    // Somebody edited it by hand: what cannot be read is no history.
    if (error instanceof SyntaxError) return []
    throw error
  }
}
