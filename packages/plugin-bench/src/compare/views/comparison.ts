import type {RunResult} from '@ome/engine-metrics/load-result'
import {figure as shown} from '@ome/report-page/figure'
import type {Tone, View} from '@ome/sdk/view'
import type {ComparedFigure, ComparedRuns} from '../domain/result.ts'

export const comparison: View<ComparedRuns> = {
  kind: 'LoadComparison',
  blocks: ({runs, figures, notes}) => [
    {
      type: 'table',
      header: ['RUN', 'FILE', 'PROGRAM', 'MODEL', 'CONCURRENCY', 'TRUST'],
      rows: runs.map((run, index) => [
        letter(index),
        nameOf(run),
        run.program,
        run.model ?? '-',
        run.concurrency ?? '-',
        run.verdict ?? '-',
      ]),
    },
    {
      type: 'table',
      title: 'Milliseconds, and per second',
      header: ['FIGURE', ...runs.map((_, index) => letter(index)), 'CHANGE'],
      rows: figures.map((each) => [each.figure, ...each.values.map(cell), changeText(each)]),
      tones: figures.map(toneOf),
    },
    ...(notes.length === 0
      ? []
      : [{type: 'text' as const, title: 'Notes', text: notes.map((note) => `- ${note}`).join('\n')}]),
  ],
  json: ({runs, figures, notes}) => ({
    runs,
    figures: figures.map(({figure, values, change, isBetter}) => ({
      figure,
      values: values.map((value) => value ?? null),
      change: change ?? null,
      better: isBetter ?? null,
    })),
    notes,
  }),
}

const letter = (index: number): string => String.fromCharCode(65 + index)

const nameOf = ({file, label}: RunResult): string => (label === undefined ? file : `${file} (${label})`)

const cell = (value: number | undefined): string => (value === undefined ? '-' : shown(value))

const changeText = ({change}: ComparedFigure): string =>
  change === undefined ? '-' : `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`

/** A change below this is as likely the weather. */
const weather = 0.03

const toneOf = ({change, isBetter}: ComparedFigure): Tone | undefined =>
  change === undefined || Math.abs(change) < weather ? undefined : isBetter ? 'good' : 'bad'
