import type {View} from '@ome/sdk/view'
import type {Report} from '../domain/report.ts'
import {perMonth} from './money.ts'

export const savingReport: View<Report> = {
  kind: 'SavingReport',
  blocks: ({gpus, needed, usdPerMonth, unpriced, reasons}) => [
    {
      type: 'fields',
      rows: [
        {label: 'GPUs held', value: gpus},
        {label: 'GPUs needed', value: needed},
        {label: 'Saving', value: perMonth(usdPerMonth)},
        ...(unpriced > 0 ? [{label: 'Without a price', value: unpriced}] : []),
      ],
    },
    {
      type: 'table',
      title: 'Why',
      header: ['REASON', 'SERVICES', 'FREE-GPUS', 'SAVING'],
      rows: reasons.map((row) => [row.reason, row.services, row.freeGpus, perMonth(row.usdPerMonth)]),
    },
  ],
}
