import {ifAllowed} from '@ome/inference-model/if-allowed'
import {events} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {warningsIn, warningsOf} from '../../kube/warnings.ts'
import {type EventStore, toEvent} from '../domain/object-info.ts'

export const eventStore = (kube: KubeClient): EventStore => ({
  async of({kind, name, namespace}) {
    if (namespace === undefined) return []
    const fieldSelector = `involvedObject.kind=${kind.resource.kind},involvedObject.name=${name}`
    const found = await ifAllowed(kube.list(events, {namespace, fieldSelector}))
    return found?.map(toEvent).sort((left, right) => left.at.localeCompare(right.at))
  },
  warnings: async ({name, namespace}) => (namespace === undefined ? [] : await warningsOf(kube, namespace, name)),
  warningsIn: (namespace) => warningsIn(kube, namespace),
})
