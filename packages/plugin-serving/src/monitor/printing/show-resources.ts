import {kaitoNouns} from '@ome/kaito/kaito-nouns'
import type {KaitoReport} from '@ome/kaito/kaito-report'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {kaitoSources} from '../../kaito-observe/compose.ts'
import {findTarget} from '../../kaito-observe/printing/running-target.ts'
import {getReport} from '../../kaito-observe/usecases/report-kaito.ts'
import {looked, once} from '../../printing/looked.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {resourceGaugesOf} from '../compose.ts'
import type {ResourceRow, ResourceUse} from '../domain/resource-use.ts'
import {measureResources} from '../usecases/measure-resources.ts'
import {resourceBoard} from '../views/resource-list.ts'

export interface ResourceQuestion {
  /** Empty: everything. */
  readonly words: readonly (string | undefined)[]
  /** Absent: of the context for one object, all for everything. */
  readonly namespace?: string | undefined
}

/** Measures again with every call; what is asked for is found once. */
export async function resourceMeter(context: Context, question: ResourceQuestion): Promise<() => Promise<ResourceUse>> {
  const [gauges, {store}] = await Promise.all([resourceGaugesOf(context), kaitoSources(context)])
  const read = await readerOf(context, question)
  return async () => {
    const reports = await read(store)
    const [only] = reports
    const namespace = question.namespace ?? (reports.length === 1 ? only?.subject.namespace : undefined)
    return await measureResources(gauges, reports, {namespace, now: context.now})
  }
}

type Store = Awaited<ReturnType<typeof kaitoSources>>['store']

async function readerOf(
  context: Context,
  {words, namespace}: ResourceQuestion,
): Promise<(store: Store) => Promise<readonly KaitoReport[]>> {
  if (words.every((word) => word === undefined)) return (store) => store.reports({namespace})
  const found = await findTarget(context, {
    verb: 'monitor resources',
    words,
    namespace,
    backend: 'kaito',
    nouns: kaitoNouns,
  })
  const {target} = found
  if (target.backend !== 'kaito') throw new OmeError('bug', 'an object of KAITO was asked for')
  return async (store) => [await getReport(store, found.namespace, target)]
}

/** Looks at the rows; a missing source is told once, however often is looked. */
export function lookWith(
  measure: () => Promise<ResourceUse>,
  note: (text: string) => void,
): () => Promise<readonly ResourceRow[]> {
  const tell = once(note)
  return async () => {
    const {rows, missing} = await measure()
    for (const text of missing) tell(text)
    return rows
  }
}

/** A screen of its own that is measured anew every few seconds until Ctrl-C; without a terminal one frame. */
export async function showBoard(
  stage: Stage,
  measure: () => Promise<ResourceUse>,
  {intervalMs, output}: {readonly intervalMs: number; readonly output?: string | undefined},
): Promise<void> {
  const {context} = stage
  const {io} = context
  const board = resourceBoard(io.unicode)
  if (!io.isTTY || output !== undefined) return stage.render(board, await measure(), output)
  io.out(otherScreen)
  context.onExit(() => io.out(firstScreen))
  await stage.watch(board, looked(context, measure, intervalMs))
}

/** xterm's second screen, empty, and back to the first with what stood there. */
const otherScreen = '\u001b[?1049h\u001b[H'
const firstScreen = '\u001b[?1049l'
