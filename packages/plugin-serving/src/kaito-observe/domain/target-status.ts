import type {ServiceReport} from '../../observe/domain/service-report.ts'
import type {KaitoStatus} from './kaito-status.ts'

/** The status of one object, whoever runs it. */
export type TargetStatus =
  | {readonly backend: 'ome'; readonly report: ServiceReport}
  | {readonly backend: 'kaito'; readonly status: KaitoStatus}
