import {nextHints} from '@ome/kaito/next-text'
import type {KaitoWorkspace} from '@ome/kaito/workspace'
import {workspaces} from '@ome/kinds/kaito'
import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import type {Change} from '@ome/sdk/plan'
import {kaitoSources} from '../../kaito-observe/compose.ts'
import type {KaitoStatus} from '../../kaito-observe/domain/kaito-status.ts'
import {followKaito} from '../../kaito-observe/usecases/report-kaito.ts'
import {kaitoStatus} from '../../kaito-observe/views/kaito-status.ts'
import type {Stage} from '../../printing/serving-command.ts'

interface Roll {
  readonly name: string
  readonly namespace: string
}

/** The replicas that a roll replaces. Throws `not-found` for a set that is not there. */
export async function rolledBy(stage: Stage, {name, namespace}: Roll): Promise<readonly KaitoWorkspace[]> {
  const {store} = await kaitoSources(stage.context)
  const found = await store.find(namespace, {noun: 'inferenceset', name})
  if (found?.noun === 'inferenceset') return found.children
  throw new OmeError('not-found', `inferenceset "${name}" not found in namespace "${namespace}"`)
}

export const rollQuestion = ({name}: Roll, children: readonly KaitoWorkspace[]): string =>
  `Replace ${children.length} replicas of ${name}, one after the other?`

/** KAITO makes another one for a replica that is gone. */
export const removal = ({namespace}: Roll, {name}: KaitoWorkspace): Change => ({
  action: 'delete',
  object: {kind: 'Workspace', name, namespace},
  write: {resource: workspaces, method: 'delete', name, namespace},
})

/** Replaces the replicas of a set one by one: the next is deleted when all are ready again. */
export async function rollChildren(
  stage: Stage,
  roll: Roll,
  children: readonly KaitoWorkspace[],
  flags: WriteFlags & {readonly timeout: number},
): Promise<void> {
  const {name, namespace} = roll
  const sources = await kaitoSources(stage.context)
  let question: string | undefined = rollQuestion(roll, children)
  for (const [index, child] of children.entries()) {
    await stage.plan({changes: [removal(roll, child)], ...(question !== undefined && {asks: question})}, flags)
    question = undefined
    const deadline = {
      what: `replica ${index + 1} of ${children.length} to be ready again`,
      hint: `see what blocks it: ome status inferenceset ${name} -n ${namespace}`,
    }
    const {signal} = stage.context
    const replaced = untilReplaced(followKaito(sources, namespace, {noun: 'inferenceset', name}, signal), child)
    await stage.watch(kaitoStatus, withDeadline(replaced, {ms: flags.timeout, signal}, deadline), flags.output)
  }
}

async function* untilReplaced(statuses: AsyncIterable<KaitoStatus>, old: KaitoWorkspace): AsyncGenerator<KaitoStatus> {
  for await (const status of statuses) {
    yield status
    const {subject, trouble} = status.report
    if (subject.noun !== 'inferenceset') return
    const {children, readyReplicas, replicas} = subject
    const isThere = children.some(({name, createdAt}) => name === old.name && createdAt === old.createdAt)
    if (!isThere && readyReplicas >= replicas) return
    if (!isThere && trouble?.level === 'fail')
      throw new OmeError('failed', `the new replica does not start: ${trouble.says}`, [
        'the other replicas are as they were',
        ...nextHints(trouble),
      ])
  }
}
