import {hourlyCost} from '@ome/kaito/hourly-cost'
import type {KaitoName} from '@ome/kaito/kaito-nouns'
import type {KaitoReport, KaitoSubject} from '@ome/kaito/kaito-report'
import type {KaitoList, KaitoQuery, KaitoStore} from '@ome/kaito/kaito-store'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {KaitoProbe, KaitoStatus} from '../domain/kaito-status.ts'

export interface KaitoSources {
  readonly store: KaitoStore
  readonly probe: KaitoProbe
}

/** An object with what runs for it. Throws `not-found` with the name that was meant. */
export async function getReport(store: KaitoStore, namespace: string, name: KaitoName): Promise<KaitoReport> {
  const report = await store.report(namespace, name)
  if (report) return report
  throw await missingObject(store, namespace, name)
}

/** The object alone; throws as {@link getReport}. */
export async function getSubject(store: KaitoStore, namespace: string, name: KaitoName): Promise<KaitoSubject> {
  const subject = await store.find(namespace, name)
  if (subject) return subject
  throw await missingObject(store, namespace, name)
}

export async function reportKaito(sources: KaitoSources, namespace: string, name: KaitoName): Promise<KaitoStatus> {
  return await statusOf(sources, await getReport(sources.store, namespace, name))
}

/** A status after every change, until the object is gone. */
export async function* followKaito(
  sources: KaitoSources,
  namespace: string,
  name: KaitoName,
  signal: AbortSignal,
): AsyncGenerator<KaitoStatus> {
  for await (const report of sources.store.follow(namespace, name, signal)) {
    if (!report) throw await missingObject(sources.store, namespace, name)
    yield await statusOf(sources, report)
  }
}

async function statusOf({probe}: KaitoSources, report: KaitoReport): Promise<KaitoStatus> {
  const cost = hourlyCost(report)
  return {report, asked: await probe.ask(report), ...(cost && {cost})}
}

/** Everything KAITO runs. */
export const listKaito = (store: KaitoStore, query: KaitoQuery): Promise<KaitoList> => store.list(query)

/** That there is no such object, with the name that was meant. */
export async function missingObject(store: KaitoStore, namespace: string, {noun, name}: KaitoName): Promise<OmeError> {
  const [absence, names] = await Promise.all([store.absence(noun), store.names(namespace, noun)])
  if (absence) return absence
  const near = nearest(name, names)
  return new OmeError('not-found', `${noun} "${name}" not found in namespace "${namespace}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `list what is there: ome get ${noun}s -n ${namespace}`,
  ])
}
