// npm run bench -- huge: commands on a cluster of ten thousand pods and 500 services, beside kubectl on the same server.
import {type Program, pair} from './measure.ts'
import type {Row} from './row.ts'

type Limits = readonly [ceiling: number, goal: number]

interface Compared {
  readonly ours: string
  /** The words of kubectl that read the most of the same. */
  readonly theirs: string
  readonly time: Limits
  readonly memory: Limits
}

const services = 'get inferenceservices.ome.io'
const commands: readonly Compared[] = [
  {ours: 'get services -A', theirs: `${services} -A`, time: [2.5, 1.5], memory: [2.5, 1.5]},
  {ours: 'get pods -A', theirs: 'get pods -A', time: [1, 0.5], memory: [1, 0.6]},
  {ours: 'status service chat-01 -n team-01', theirs: `${services} chat-01 -n team-01`, time: [4, 2], memory: [2, 1.5]},
  // An engine is asked for what only it knows: 500 questions that kubectl does not ask.
  {ours: 'top services -A', theirs: 'top pods -A', time: [12, 6], memory: [5, 3]},
  {ours: 'top pods -A', theirs: 'top pods -A', time: [6, 3], memory: [4, 2]},
  {ours: 'cluster capacity', theirs: 'get pods -A', time: [1, 0.5], memory: [1, 0.5]},
  {ours: 'cluster health', theirs: 'get pods -A', time: [1, 0.25], memory: [1, 0.4]},
]

type Says = (...words: readonly string[]) => Program

/** The scenario `huge` must be up. */
export async function benchHuge(ome: Says, kubectl: Says): Promise<Row[]> {
  const rows: Row[] = []
  for (const {ours, theirs, time, memory} of commands) {
    const words = (line: string): readonly string[] => line.split(' ')
    const result = await pair(ome(...words(ours)), kubectl(...words(theirs)), 3, true)
    const path = `\`ome ${ours}\`, 10,000 pods`
    rows.push(
      {
        path: `${path}: time`,
        medianMs: result.ours.ms,
        against: `kubectl ${theirs} ${result.theirs.ms.toFixed(0)} ms`,
        ratio: result.ours.ms / result.theirs.ms,
        ceiling: time[0],
        goal: time[1],
        lowerIsBetter: true,
      },
      {
        path: `${path}: peak memory`,
        medianMs: null,
        against: `${result.ours.peakMiB.toFixed(0)} MiB; kubectl ${result.theirs.peakMiB.toFixed(0)} MiB`,
        ratio: result.ours.peakMiB / result.theirs.peakMiB,
        ceiling: memory[0],
        goal: memory[1],
        lowerIsBetter: true,
      },
    )
  }
  return rows
}
