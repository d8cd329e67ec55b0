import {nextHints} from '@ome/kaito/next-text'
import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {kaitoSources} from '../../kaito-observe/compose.ts'
import type {KaitoStatus} from '../../kaito-observe/domain/kaito-status.ts'
import {followKaito} from '../../kaito-observe/usecases/report-kaito.ts'
import {kaitoStatus} from '../../kaito-observe/views/kaito-status.ts'
import type {Stage} from '../../printing/serving-command.ts'

/**
 * Shows how the object of a plan comes along until it serves; where what runs is started `afresh`, how the old one was
 * does not count. Throws `failed` when waiting will hardly help, or takes too long.
 */
export async function waitForKaito(
  stage: Stage,
  {changes}: Plan,
  {timeout, output}: {readonly timeout: number; readonly output?: string | undefined},
  {afresh = false}: {readonly afresh?: boolean} = {},
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
    withDeadline(untilServed(following, {...deadline, afresh}), {ms: timeout, signal}, deadline),
    output,
  )
}

async function* untilServed(
  statuses: AsyncIterable<KaitoStatus>,
  {hint, afresh}: {readonly hint: string; readonly afresh: boolean},
): AsyncGenerator<KaitoStatus> {
  let wasDown = !afresh
  for await (const status of statuses) {
    yield status
    const {subject, trouble} = status.report
    const {state, noun, name} = subject
    const isUp = state === 'Ready' || state === 'Succeeded'
    if (isUp && wasDown) return
    wasDown ||= !isUp
    if (state === 'Failed') throw new OmeError('failed', `${name} failed`, [hint])
    if (trouble?.level === 'fail' && !afresh && trouble.reason !== unscheduled)
      throw new OmeError('failed', `${noun} "${name}" does not start: ${trouble.says}`, nextHints(trouble))
  }
}

/** A pod waits for a GPU that others hold: it gets one when they are done. */
const unscheduled = 'Unschedulable'
