import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {kaitoSources} from '../../kaito-observe/compose.ts'
import type {KaitoStatus} from '../../kaito-observe/domain/kaito-status.ts'
import {followKaito} from '../../kaito-observe/usecases/report-kaito.ts'
import {kaitoStatus} from '../../kaito-observe/views/kaito-status.ts'
import type {Stage} from '../../printing/serving-command.ts'

/** Shows how the object of a plan comes along until it serves. Throws `failed` when it cannot, or takes too long. */
export async function waitForKaito(
  stage: Stage,
  {changes}: Plan,
  {timeout, output}: {readonly timeout: number; readonly output?: string | undefined},
): Promise<void> {
  const {signal} = stage.context
  const object = changes.find(({object: {kind}}) => kind === 'Workspace' || kind === 'InferenceSet')?.object
  if (!object) return
  const noun = object.kind === 'Workspace' ? 'workspace' : 'inferenceset'
  const namespace = object.namespace ?? ''
  const following = followKaito(await kaitoSources(stage.context), namespace, {noun, name: object.name}, signal)
  const deadline = {
    what: `${noun} ${object.name} to serve`,
    hint: `see what blocks it: ome status ${noun} ${object.name} -n ${namespace}`,
  }
  await stage.watch(
    kaitoStatus,
    withDeadline(untilServed(following, deadline), {ms: timeout, signal}, deadline),
    output,
  )
}

async function* untilServed(
  statuses: AsyncIterable<KaitoStatus>,
  {hint}: {readonly hint: string},
): AsyncGenerator<KaitoStatus> {
  for await (const status of statuses) {
    yield status
    const {state, name} = status.report.subject
    if (state === 'Ready' || state === 'Succeeded') return
    if (state === 'Failed') throw new OmeError('failed', `${name} failed`, [hint])
  }
}
