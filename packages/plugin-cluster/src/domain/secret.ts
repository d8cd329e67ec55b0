import type {KubeObject} from '@ome/sdk/kube'

/** A Secret without its values, as `kubectl describe` shows it: their sizes. Everything else is returned as it is. */
export function withoutSecrets(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') return object
  const {data, stringData, ...rest} = object
  const {'kubectl.kubernetes.io/last-applied-configuration': _, ...annotations} = object.metadata.annotations ?? {}
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {...object.metadata, ...(object.metadata.annotations ? {annotations} : {})},
    ...(data ? {data: sizes(data, decodedLength)} : {}),
    ...(stringData ? {stringData: sizes(stringData, (text) => text.length)} : {}),
  }
}

const sizes = (values: object, length: (text: string) => number): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, `${length(String(value))} bytes`]))

/** Bytes behind base64. */
const decodedLength = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4)
