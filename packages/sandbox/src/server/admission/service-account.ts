import {asObject, asText, isList, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {hash32, seededRandom} from '../../random.ts'
import {freezeTree, treeOf} from '../codec/json.ts'
import {forbidden} from '../errors.ts'
import {keyOf, type Store} from '../store.ts'
import type {Write} from '../write.ts'

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Checks the service account of a new pod, and gives its containers the account's token, CA and namespace. */
export function giveServiceAccount({type, name, namespace, object}: Write, store: Store): JsonObject {
  const spec = asObject(object['spec'])
  if (asObject(asObject(object['metadata'])['annotations'])['kubernetes.io/config.mirror']) return object
  const accountName = asText(spec['serviceAccountName']) || 'default'
  const account = store.get('/serviceaccounts', keyOf(namespace, accountName))
  // The first account of a new namespace may be on its way still; the real server waits for it.
  if (!account && accountName !== 'default')
    throw forbidden(
      type,
      name,
      `error looking up service account ${namespace}/${accountName}: serviceaccount "${accountName}" not found`,
    )
  const automount = spec['automountServiceAccountToken'] ?? (account && treeOf(account)['automountServiceAccountToken'])
  const secrets = account && treeOf(account)['imagePullSecrets']
  const withSecrets = isList(secrets) && secrets.length > 0 && !isList(spec['imagePullSecrets'])
  const filled = withSecrets ? {...spec, imagePullSecrets: secrets} : spec
  if (automount === false || !account) return filled === spec ? object : {...object, spec: filled}
  const uid = asText(asObject(object['metadata'])['uid'])
  return {...object, spec: mounted(filled, uid)}
}

function mounted(spec: JsonObject, uid: string): JsonObject {
  const volumes = isList(spec['volumes']) ? spec['volumes'] : []
  const known = volumes.map(asObject).find((one) => asText(one['name']).startsWith('kube-api-access-'))
  const volume = known ?? tokenVolume(uid)
  const mount = {name: volume['name'], readOnly: true, mountPath}
  let used = false
  const give = (list: Json | undefined): Json[] =>
    (isList(list) ? list : []).map((item) => {
      const container = asObject(item)
      const mounts = isList(container['volumeMounts']) ? container['volumeMounts'] : []
      if (mounts.some((one) => asObject(one)['mountPath'] === mountPath)) return item
      used = true
      return {...container, volumeMounts: [...mounts, mount]}
    })
  const containers = give(spec['containers'])
  const initContainers = isList(spec['initContainers']) ? give(spec['initContainers']) : undefined
  if (!used) return spec
  return {
    ...spec,
    containers,
    ...(initContainers && {initContainers}),
    volumes: known ? volumes : [...volumes, volume],
  }
}

function tokenVolume(uid: string): JsonObject {
  return {
    name: `kube-api-access-${seededRandom(hash32(uid)).suffix(5)}`,
    projected,
  }
}

/** One for all pods. */
const projected: JsonObject = freezeTree({
  defaultMode: 420,
  sources: [
    {serviceAccountToken: {expirationSeconds: 3607, path: 'token'}},
    {configMap: {name: 'kube-root-ca.crt', items: [{key: 'ca.crt', path: 'ca.crt'}]}},
    {downwardAPI: {items: [{path: 'namespace', fieldRef: {apiVersion: 'v1', fieldPath: 'metadata.namespace'}}]}},
  ],
})
