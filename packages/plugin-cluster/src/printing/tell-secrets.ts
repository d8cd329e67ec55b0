import {exported} from '@ome/inference-model/export'
import type {KubeObject} from '@ome/sdk/kube'
import {withoutSecrets} from '@ome/sdk/secret-values'

/**
 * Says which secrets stand as text in what is exported. They stay in it: what is applied from it is to be the same
 * object. A Secret is asked for by its name.
 */
export function tellSecrets(object: KubeObject, note: (text: string) => void): void {
  if (object.kind === 'Secret') return
  const {kind, metadata} = object
  for (const path of withoutSecrets(object).left)
    note(
      `${kind.toLowerCase()}/${metadata.name} has a secret as text in ${path}: keep what is printed to yourself, or the secret in a Secret`,
    )
}

/** An object as somebody would have written it; see {@link tellSecrets}. */
export function toldExport(object: KubeObject, note: (text: string) => void): KubeObject {
  const written = exported(object)
  tellSecrets(written, note)
  return written
}
