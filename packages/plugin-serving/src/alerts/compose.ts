import type {Context} from '@ome/sdk/context'
import {measuring} from '../measure/compose.ts'
import type {AlertMetrics, AlertStore} from './domain/alert-ports.ts'
import {alertStore} from './kube/alert-store.ts'

export const alertsOf = async (context: Context): Promise<AlertStore> => alertStore(await context.kube())

/** Undefined where no Prometheus is found. */
export const alertMetricsOf = async (context: Context): Promise<AlertMetrics | undefined> =>
  (await measuring(context)).prometheus.find()
