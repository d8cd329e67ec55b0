import type {Context} from '@ome/sdk/context'
import type {MetricRow} from '../../measure/domain/metric-rows.ts'
import {kaitoSources} from '../compose.ts'
import {peakRow} from '../domain/peak-row.ts'
import {getSubject} from '../usecases/report-kaito.ts'
import type {FoundTarget} from './running-target.ts'

/** What KAITO's own benchmark found; nothing for a service of OME. */
export async function peakOf(context: Context, {namespace, target}: FoundTarget): Promise<readonly MetricRow[]> {
  if (target.backend === 'ome') return []
  const {store} = await kaitoSources(context)
  return peakRow(await getSubject(store, namespace, target))
}
