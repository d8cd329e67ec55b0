import {ifAllowed} from '@ome/inference-model/if-allowed'
import {namespaces} from '@ome/kinds/kubernetes'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {PlaceStore} from '../domain/place.ts'

export const placeStore = (kube: KubeClient): PlaceStore => ({
  async mayLook(namespace) {
    const {status, body} = await kube.request('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?limit=1`)
    for await (const _ of body);
    if (status === 200 || status === 403) return status === 200
    if (status === 401)
      throw new OmeError('denied', 'the cluster does not know you: your credentials are not valid', [
        'log in again with your provider, or give a fresh token: --token TOKEN',
      ])
    throw new OmeError('failed', `the server answered ${status} when asked for pods`)
  },
  async exists(namespace) {
    const found = await ifAllowed(kube.get(namespaces, namespace).then((each) => ({is: each !== undefined})))
    return found?.is
  },
  names: async () => ((await ifAllowed(kube.list(namespaces))) ?? []).map(({metadata}) => metadata.name),
})
