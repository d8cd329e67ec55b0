import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {podState} from '@ome/sdk/pod-state'
import {plain} from '@ome/sdk/text'
import {placeWords} from './place-words.ts'
import {containerName} from './run-job.ts'
import {findRun} from './runs.ts'

interface LogWish {
  readonly name: string
  readonly namespace: string
  readonly follow: boolean
}

/** Prints the log of a run. Throws `unmet` while there is none. */
export async function printLog(kube: KubeClient, {name, namespace, follow}: LogWish, context: Context): Promise<void> {
  const {io, signal} = context
  const {pod} = await findRun(kube, name, namespace, context)
  const phase = pod && podState(pod, containerName).phase
  if (pod === undefined || (phase !== 'running' && phase !== 'ended'))
    throw new OmeError('unmet', `run ${name} has not started`, [
      `follow it: ome command runs attach ${name} ${placeWords({namespace, connection: context.connectionWords?.()})}`,
    ])
  const options = {namespace, container: containerName, follow, signal}
  for await (const line of kube.logs(pod.metadata.name, options)) io.out(`${plain(line)}\n`)
}
