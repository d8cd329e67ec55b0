import {formatDuration} from '@ome/sdk/units'
import type {Block, View} from '@ome/sdk/view'
import {knownUsd, partly, totalText, unknownPrice, unroundedNote} from '../../domain/money.ts'
import {type FreeGpus, type IdleObject, type IdleReport, idleTotal} from '../domain/idle.ts'

export const idleView: View<IdleReport> = {
  kind: 'IdleCost',
  blocks: (report) => [
    report.objects.length === 0 ? {type: 'text', text: 'nothing there holds GPUs'} : objectTable(report),
    ...(report.free && report.free.length > 0 ? [freeTable(report.free)] : []),
    {type: 'text', text: footnote(report), tone: 'muted'},
  ],
  json: ({namespace, sinceMs, objects, free}) => {
    const {usd, usdPerMonth, isPartial} = idleTotal(objects)
    return {
      namespace: namespace ?? null,
      sinceHours: sinceMs / 3_600_000,
      currency: 'USD',
      items: objects.map(objectJson),
      idleUsd: knownUsd(usd, isPartial),
      monthUsd: knownUsd(usdPerMonth, isPartial),
      partial: isPartial,
      ...(free && {
        freeGpus: free.map(({usdPerMonth: month, ...rest}) => ({...rest, monthUsd: month ?? null})),
      }),
    }
  },
}

const objectJson = ({namespace, owner, gpus, known, usd, usdPerMonth, isPartial, why}: IdleObject) => ({
  namespace,
  object: owner,
  gpus,
  gpuHours: known?.gpuHours ?? null,
  idleGpuHours: known?.idleGpuHours ?? null,
  idleShare: known && known.gpuHours > 0 ? known.idleGpuHours / known.gpuHours : null,
  atLeast: known?.isAtLeast ?? false,
  idleUsd: usd ?? null,
  monthUsd: usdPerMonth ?? null,
  partial: isPartial,
  why,
})

const objectTable = ({objects, namespace}: IdleReport): Block => ({
  type: 'table',
  header: ['OBJECT', 'GPUS', 'IDLE', 'IDLE GPU-H', 'OF', 'COST', 'A MONTH', 'WHY'],
  rows: [...objects.map((each) => rowOf(each, namespace === undefined)), totalRow(objects)],
  ranks: ['keep', undefined, 'keep', undefined, undefined, undefined, 'keep', undefined],
})

function rowOf({namespace, owner, gpus, known, usd, usdPerMonth, isPartial, why}: IdleObject, isWhole: boolean) {
  const name = isWhole ? `${namespace} ${owner}` : owner
  if (!known) return [name, gpus, '-', '-', '-', '-', '-', why]
  const share = known.gpuHours === 0 ? 0 : known.idleGpuHours / known.gpuHours
  return [
    name,
    gpus,
    `${known.isAtLeast && share < 0.995 ? '>= ' : ''}${Math.round(share * 100)}%`,
    known.idleGpuHours.toFixed(1),
    known.gpuHours.toFixed(1),
    usd === undefined ? unknownPrice : partly(usd, isPartial),
    usdPerMonth === undefined ? unknownPrice : partly(usdPerMonth, isPartial),
    why,
  ]
}

function totalRow(objects: readonly IdleObject[]) {
  const {gpus, usd, usdPerMonth, isPartial} = idleTotal(objects)
  return ['total', gpus, '-', '-', '-', partly(usd, isPartial), partly(usdPerMonth, isPartial), '-']
}

const freeTable = (free: readonly FreeGpus[]): Block => ({
  type: 'table',
  title: 'Held by no pod',
  header: ['GPU', 'NODES', 'FREE GPUS', 'A MONTH'],
  rows: free.map(({product, nodes, gpus, usdPerMonth}) => [
    product,
    nodes,
    gpus,
    usdPerMonth === undefined ? unknownPrice : totalText(usdPerMonth),
  ]),
})

const footnote = ({sinceMs, objects}: IdleReport): string =>
  [
    'USD; a GPU is idle while its engine has no request, or its pod is not ready; how busy its processors are does not count.',
    `COST is of the time that is known: ${formatDuration(sinceMs)}, or since the engine began; A MONTH of 730 hours that goes on like that; ${unroundedNote}.`,
    ...(objects.some(({known}) => known?.isAtLeast)
      ? ['">=": requests side by side count as if one had followed the other.']
      : []),
  ].join(' ')
