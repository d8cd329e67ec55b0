import type {KaitoReport} from '@ome/kaito/kaito-report'
import type {KaitoStore} from '@ome/kaito/kaito-store'
import {nextHints} from '@ome/kaito/next-text'
import type {KaitoRagEngine} from '@ome/kaito/rag-engine'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {EngineName} from '../../domain/engine-name.ts'

const noun = 'ragengine' as const

/** An engine with its machines and pods. Throws `not-found` with the name that was meant. */
export async function getEngine(store: KaitoStore, {namespace, name}: EngineName): Promise<KaitoReport> {
  const report = await store.report(namespace, {noun, name})
  if (report) return report
  throw await missing(store, {namespace, name})
}

/** The object alone; throws as {@link getEngine}. */
export async function findEngine(store: KaitoStore, {namespace, name}: EngineName): Promise<KaitoRagEngine> {
  const found = await store.find(namespace, {noun, name})
  if (found?.noun === 'ragengine') return found
  throw await missing(store, {namespace, name})
}

/** The same now and after every change; throws when it is gone. */
export async function* followEngine(
  store: KaitoStore,
  {namespace, name}: EngineName,
  signal: AbortSignal,
): AsyncGenerator<KaitoReport> {
  for await (const report of store.follow(namespace, {noun, name}, signal)) {
    if (!report) throw await missing(store, {namespace, name})
    yield report
  }
}

/** Ends when the engine serves; throws as soon as it will hardly do so. */
export async function* untilServing(reports: AsyncIterable<KaitoReport>): AsyncGenerator<KaitoReport> {
  for await (const report of reports) {
    yield report
    const {subject, trouble} = report
    if (subject.state === 'Ready') return
    if (trouble?.level === 'fail')
      throw new OmeError('failed', `ragengine "${subject.name}" does not start: ${trouble.says}`, nextHints(trouble))
  }
}

async function missing(store: KaitoStore, {namespace, name}: EngineName): Promise<OmeError> {
  const near = nearest(name, await store.names(namespace, noun))
  return new OmeError('not-found', `ragengine "${name}" not found in namespace "${namespace}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `list what is there: ome get ragengines -n ${namespace}`,
  ])
}
