import type {Context} from '@ome/sdk/context'
import type {PodAccess} from '@ome/sdk/pod-access'
import {reachPods} from '@ome/sdk/reach-pods'
import {type Kubeflow, kubeflow} from '../compose.ts'

export const reaching = async (context: Context): Promise<Kubeflow & {readonly access: PodAccess}> => ({
  ...(await kubeflow(context)),
  access: reachPods(await context.kube(), context),
})
