import type {KaitoName} from '@ome/kaito/kaito-nouns'
import type {KaitoReport} from '@ome/kaito/kaito-report'
import type {KaitoStore} from '@ome/kaito/kaito-store'
import type {Running, RunningStore} from '../../domain/running.ts'
import {getReport, missingObject} from './report-kaito.ts'

/** What runs for an object of KAITO; of a set the pods of all its Workspaces. */
export const runningKaito = (
  store: KaitoStore,
  namespace: string,
  name: KaitoName,
  signal: AbortSignal,
): RunningStore => ({
  get: async () => toRunning(await getReport(store, namespace, name)),
  async *follow() {
    for await (const report of store.follow(namespace, name, signal)) yield report && toRunning(report)
  },
  missing: () => missingObject(store, namespace, name),
})

const toRunning = ({subject, pods, trouble}: KaitoReport): Running => ({
  noun: subject.noun,
  name: subject.name,
  namespace: subject.namespace,
  pods: pods.map((pod) => ({...pod, component: 'engine'})),
  ...(subject.noun !== 'ragengine' && subject.model !== undefined && {model: subject.model}),
  ...(trouble && {blocked: trouble}),
})
