import type {Block, Page, View} from '@ome/sdk/view'
import {serviceStatus} from '../../observe/views/service-status.ts'
import type {TargetStatus} from '../domain/target-status.ts'
import {kaitoStatus} from './kaito-status.ts'

/** Statuses of several clusters, whoever runs the object there. */
export const targetStatus: View<TargetStatus> = {
  kind: 'Status',
  blocks: (status: TargetStatus, page: Page): readonly Block[] =>
    (status.backend === 'ome'
      ? serviceStatus.blocks?.(status.report, page)
      : kaitoStatus.blocks?.(status.status, page)) ?? [],
  json: (status) =>
    status.backend === 'ome' ? serviceStatus.json?.(status.report) : kaitoStatus.json?.(status.status),
}
