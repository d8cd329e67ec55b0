import type {KaitoReport} from '@ome/kaito/kaito-report'
import type {KaitoWorkspace} from '@ome/kaito/workspace'
import {workspaces} from '@ome/kinds/kaito'
import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import {kaitoSources} from '../../kaito-observe/compose.ts'
import type {Stage} from '../../printing/serving-command.ts'

interface Roll {
  readonly name: string
  readonly namespace: string
}

/** Replaces the replicas of a set one by one: the next is deleted when all are ready again. */
export async function rollChildren(
  stage: Stage,
  roll: Roll,
  flags: WriteFlags & {readonly timeout: number},
): Promise<void> {
  const {name, namespace} = roll
  const {store} = await kaitoSources(stage.context)
  const found = await store.find(namespace, {noun: 'inferenceset', name})
  if (found?.noun !== 'inferenceset')
    throw new OmeError('not-found', `inferenceset "${name}" not found in namespace "${namespace}"`)
  const isDry = flags.diff || (flags['dry-run'] !== undefined && flags['dry-run'] !== 'none')
  let question: string | undefined = `Replace ${found.children.length} replicas of ${name}, one after the other?`
  for (const [index, child] of found.children.entries()) {
    const object = {kind: 'Workspace', name: child.name, namespace}
    const write = {resource: workspaces, method: 'delete', name: child.name, namespace} as const
    await stage.plan(
      {changes: [{action: 'delete', object, write}], ...(question !== undefined && {asks: question})},
      flags,
    )
    question = undefined
    if (isDry) continue
    const deadline = {
      what: `replica ${index + 1} of ${found.children.length} to be ready again`,
      hint: `see what blocks it: ome status inferenceset ${name} -n ${namespace}`,
    }
    const {signal} = stage.context
    const ready = untilReplaced(store.follow(namespace, {noun: 'inferenceset', name}, signal), child)
    for await (const _ of withDeadline(ready, {ms: flags.timeout, signal}, deadline));
  }
}

async function* untilReplaced(
  reports: AsyncIterable<KaitoReport | undefined>,
  old: KaitoWorkspace,
): AsyncGenerator<void> {
  for await (const report of reports) {
    const set = report?.subject.noun === 'inferenceset' ? report.subject : undefined
    if (!set) throw new OmeError('not-found', 'the set was deleted meanwhile')
    yield
    const {children, readyReplicas, replicas} = set
    const isThere = children.some(({name, createdAt}) => name === old.name && createdAt === old.createdAt)
    if (!isThere && readyReplicas >= replicas) return
  }
}
