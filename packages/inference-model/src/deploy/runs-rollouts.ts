import type {KubeClient} from '@ome/sdk/kube'
import {detectGeneration} from '../generation.ts'

/** Whether OME runs rollouts itself, by the kinds that the server has: from v1.3 on. */
export async function runsRollouts(kube: KubeClient): Promise<boolean> {
  const resources = await kube.resources()
  const plurals = resources.filter(({group}) => group === 'ome.io').map(({plural}) => plural)
  return detectGeneration({plurals})?.nativeRollouts ?? false
}
