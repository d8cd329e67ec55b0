import {ifAllowed} from '@ome/inference-model/if-allowed'
import {persistentVolumeClaims} from '@ome/kinds/kubernetes'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'

/** Whether a namespace has a claim of that name; undefined where it may not be read. */
export async function hasClaim(kube: KubeClient, namespace: string, name: string): Promise<boolean | undefined> {
  const found = await ifAllowed(
    kube.get(persistentVolumeClaims, name, {namespace}).then((object) => ({isThere: object !== undefined})),
  )
  return found?.isThere
}

export interface ClaimsOfCluster {
  hasClaim(namespace: string, name: string): Promise<boolean | undefined>
}

/** Throws `not-found` for a claim that is not there: pods that mount it would wait for ever. */
export async function demandClaim(world: ClaimsOfCluster, namespace: string, claim: string): Promise<void> {
  if ((await world.hasClaim(namespace, claim)) !== false) return
  throw new OmeError('not-found', `persistentvolumeclaim "${claim}" not found in namespace "${namespace}"`, [
    `see what there is: ome get pvc -n ${namespace}`,
  ])
}
