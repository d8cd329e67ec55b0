import {label} from '@ome/inference-model/manifests/manifest'
import type {KubeObject} from '@ome/sdk/kube'
import {withoutSecrets, withSecretsOf} from '@ome/sdk/secret-values'

/** What stands in files is read by more people than what stands in the cluster. */
export const secretAsText = (object: KubeObject, path: string): string =>
  `${label(object)} has a secret as text in ${path}: keep it in a Secret and name that (${path.startsWith('spec.storage.') ? 'spec.storage.key' : 'valueFrom.secretKeyRef'})`

/** As `withoutSecrets`, also in the JSON that a ConfigMap of ours holds: the history of a service has its specs. */
export function withoutSecretTexts(object: KubeObject): ReturnType<typeof withoutSecrets> {
  const first = withoutSecrets(object)
  const left = [...first.left]
  const data = textsOf(object).map(([key, text]) => {
    const found = withoutSecrets(holding(key, text))
    left.push(...found.left)
    return [key, found.left.length === 0 ? text : written(key, found.object)] as const
  })
  if (left.length === first.left.length) return first
  return {object: {...first.object, data: {...first.object['data'], ...Object.fromEntries(data)}}, left}
}

/** Undoes {@link withoutSecretTexts} by what is there: nothing is taken away that a file could not hold. */
export function withSecretTextsOf(object: KubeObject, live: KubeObject): KubeObject {
  const there = new Map(textsOf(live))
  const data = textsOf(object).flatMap(([key, text]) => {
    const theirs = there.get(key)
    if (theirs === undefined || theirs === text) return []
    return [[key, written(key, withSecretsOf(holding(key, text), holding(key, theirs)))]]
  })
  const whole = withSecretsOf(object, live)
  return data.length === 0 ? whole : {...whole, data: {...whole['data'], ...Object.fromEntries(data)}}
}

/** The values of a ConfigMap that are JSON. */
function textsOf({kind, data}: KubeObject): readonly (readonly [key: string, text: string])[] {
  if (kind !== 'ConfigMap' || typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, text]) => (typeof text === 'string' && isJson(text) ? [[key, text]] : []))
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    // Text of another kind.
    return false
  }
}

const holding = (key: string, text: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: ''},
  data: {[key]: JSON.parse(text)},
})

const written = (key: string, object: KubeObject): string => JSON.stringify(object['data'][key])
