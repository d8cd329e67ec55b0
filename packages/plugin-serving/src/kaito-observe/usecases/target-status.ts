import type {BackendFinder, Target} from '../../domain/backend.ts'
import {type ReportSources, reportService} from '../../observe/usecases/report-service.ts'
import {chooseTarget, type TargetQuestion} from '../../usecases/choose-backend.ts'
import type {TargetStatus} from '../domain/target-status.ts'
import {type KaitoSources, reportKaito} from './report-kaito.ts'

export interface TargetSources {
  readonly finder: BackendFinder
  readonly serving: ReportSources
  readonly kaito: KaitoSources
}

/** The status of the object that was named. */
export const findStatus = async (sources: TargetSources, question: TargetQuestion): Promise<TargetStatus> =>
  statusOf(sources, question.namespace, await chooseTarget(sources.finder, question))

/** The status of an object whose backend is known. */
export async function statusOf(
  {serving, kaito}: TargetSources,
  namespace: string,
  target: Target,
): Promise<TargetStatus> {
  return target.backend === 'ome'
    ? {backend: 'ome', report: await reportService(serving, {name: target.name, namespace}, 'glance')}
    : {backend: 'kaito', status: await reportKaito(kaito, namespace, target)}
}
