import type {Block, View} from '@ome/sdk/view'
import {chartLines} from '../domain/loss-chart.ts'
import type {RunMetrics} from '../domain/run-metrics.ts'
import type {LossPoint} from '../domain/training-log.ts'
import {finite, lossWord} from './loss-word.ts'

const chartRows = 8
const widestChart = 64
const narrowestChart = 10
/** Rows of the table for people; `-o wide` and JSON have all. */
const shownPoints = 10

export const runMetrics = (isUnicode: boolean): View<RunMetrics> => ({
  kind: 'TuningRunMetrics',
  blocks: ({gpus, loss}, {width, wide}) => [
    ...(gpus && gpus.length > 0 ? [gpuTable(gpus)] : []),
    ...(loss && loss.points.length > 0 ? lossBlocks(loss, {width, wide, isUnicode}) : []),
  ],
  json: ({name, namespace, gpus, loss, notes}) => ({
    name,
    namespace,
    gpus: gpus?.map((gpu) => ({
      id: gpu.id,
      name: gpu.name,
      loadPercent: gpu.loadPercent ?? null,
      celsius: gpu.celsius ?? null,
      usedGiB: gpu.usedGiB ?? null,
      totalGiB: gpu.totalGiB ?? null,
    })),
    loss: loss && {
      points: loss.points.map((point) => ({
        step: point.step ?? null,
        epoch: point.epoch ?? null,
        loss: finite(point.loss),
        evalLoss: finite(point.evalLoss),
        learningRate: point.learningRate ?? null,
      })),
      trainLoss: finite(loss.trainLoss),
    },
    notes,
  }),
  name: ({name}) => `workspace/${name}`,
})

const gpuTable = (gpus: NonNullable<RunMetrics['gpus']>): Block => ({
  type: 'table',
  header: ['GPU', 'LOAD', 'TEMP', 'MEM'],
  rows: gpus.map(({id, loadPercent, celsius, usedGiB, totalGiB}) => [
    id,
    loadPercent === undefined ? '-' : `${loadPercent}%`,
    celsius === undefined ? '-' : `${celsius} C`,
    usedGiB === undefined ? '-' : `${usedGiB} of ${totalGiB ?? '?'} GiB`,
  ]),
})

interface Paper {
  readonly width: number
  readonly wide: boolean
  readonly isUnicode: boolean
}

function lossBlocks(
  {points, trainLoss}: NonNullable<RunMetrics['loss']>,
  {width, wide, isUnicode}: Paper,
): readonly Block[] {
  const curve = points.flatMap(({step, loss}, index) =>
    loss === undefined ? [] : [{at: step ?? index + 1, value: loss}],
  )
  const columns = Math.max(narrowestChart, Math.min(widestChart, width - 10))
  const chart = chartLines(curve, {columns, rows: chartRows, isUnicode})
  const hasEval = points.some(({evalLoss}) => evalLoss !== undefined)
  const shown = wide ? points : points.slice(-shownPoints)
  const left = points.length - shown.length
  const texts = [
    ...(left > 0 ? [`${left} earlier rows: -o wide`] : []),
    ...(trainLoss === undefined ? [] : [`mean loss of the whole run: ${lossWord(trainLoss)}`]),
  ]
  return [
    ...(chart.length > 0
      ? [{type: 'lines' as const, title: 'loss', lines: chart.map((text) => ({spans: [{text}]}))}]
      : []),
    {
      type: 'table',
      header: ['STEP', 'EPOCH', 'LOSS', ...(hasEval ? ['EVAL-LOSS'] : []), 'LR'],
      rows: shown.map((point) => rowOf(point, hasEval)),
    },
    ...(texts.length > 0 ? [{type: 'text' as const, text: texts.join('\n'), tone: 'muted' as const}] : []),
  ]
}

const rowOf = ({step, epoch, loss, evalLoss, learningRate}: LossPoint, hasEval: boolean) => [
  step ?? '-',
  epoch ?? '-',
  lossWord(loss),
  ...(hasEval ? [lossWord(evalLoss)] : []),
  learningRate?.toExponential(2) ?? '-',
]
