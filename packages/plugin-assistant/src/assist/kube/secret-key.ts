import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {KeyPlace} from '../domain/chat-address.ts'

const secrets = {group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true}

/** The key of an endpoint from a Secret; it is held in memory only. */
export async function secretKey(
  kube: KubeClient,
  {namespace, name, key}: Extract<KeyPlace, {kind: 'secret'}>,
): Promise<string> {
  const secret = await kube.get(secrets, name, {namespace})
  const data: unknown = secret?.['data']?.[key]
  if (typeof data !== 'string')
    throw new OmeError('not-found', `there is no key "${key}" in Secret "${name}" of namespace "${namespace}"`, [
      'see the setting: ome config get ai.key-from',
    ])
  return Buffer.from(data, 'base64').toString('utf8').trim()
}
