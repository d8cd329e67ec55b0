import type {Context} from './context.ts'
import {OmeError} from './errors.ts'
import type {FleetFlags} from './flags.ts'
import {askFleet, contextWords, type FleetAnswer, fleetExitCode, fleetMembers, fleetTimeoutMs} from './fleet.ts'
import {parseFormat} from './format.ts'
import {type Paper, render} from './output.ts'
import {Exit, inWordsOf} from './runtime.ts'
import {plain, redact} from './text.ts'
import {blocksWithCommands, withCommands} from './typed-commands.ts'
import type {Block, Cell, Column, Item, Page, View} from './view.ts'

/** One row of one cluster, or what kept that cluster from answering. */
export type FleetItem<Row> =
  | {readonly cluster: string; readonly row: Row}
  | {readonly cluster: string; readonly error: OmeError}

/**
 * Asks the clusters that `--cluster` names, within `--request-timeout` (10 s), and prints their answers as
 * {@link renderFleet} does. Throws `usage` with `--watch`: one cluster is followed at a time.
 */
export async function showFleet<Model>(
  view: View<Model>,
  ask: (context: Context, cluster: string) => Promise<Model>,
  around: {
    readonly context: Context
    readonly flags: FleetFlags
    readonly paper: Paper
    readonly codeOf?: (model: Model) => number
  },
): Promise<void> {
  const {paper, codeOf, context} = around
  renderFleet(view, await fleetAnswers(ask, around), paper, {bin: context.bin, ...(codeOf && {codeOf})})
}

/** What {@link showFleet} asks, for those who do more with the answers than print them. */
export async function fleetAnswers<Model>(
  ask: (context: Context, cluster: string) => Promise<Model>,
  {context, flags}: {readonly context: Context; readonly flags: FleetFlags},
): Promise<readonly FleetAnswer<Model>[]> {
  if (flags.watch) throw new OmeError('usage', '--watch follows one cluster', ['choose it with --context'])
  const timeoutMs = flags['request-timeout'] ?? fleetTimeoutMs
  const members = await fleetMembers(context, flags.cluster ?? 'all', {kubeconfig: flags.kubeconfig, timeoutMs})
  return await askFleet(members, ask, {signal: context.signal, timeoutMs})
}

/**
 * Prints what several clusters answered through the view of one of them, and ends with the worst exit code. Lists become
 * one table with a column CLUSTER, other views one part per cluster; a cluster that failed has a row of its own, and its
 * error is told on stderr. In `-o json` every item has `cluster`, and a failed one `error` and `exitCode`.
 */
export function renderFleet<Model>(
  view: View<Model>,
  answers: readonly FleetAnswer<Model>[],
  paper: Paper,
  {codeOf, bin = 'ome'}: {readonly codeOf?: (model: Model) => number; readonly bin?: string} = {},
): void {
  render(fleetView(view), fleetItems(answers), paper)
  const {type} = parseFormat(paper.output)
  if (type === 'human' || type === 'wide' || type === 'name') sayErrors(answers, paper, bin)
  const code = fleetExitCode(answers, codeOf)
  if (code !== 0) throw new Exit(code)
}

function sayErrors<Model>(answers: readonly FleetAnswer<Model>[], {io}: Paper, bin: string): void {
  for (const answer of answers) {
    if (!('error' in answer)) continue
    const {message, hints} = answer.error
    const lines = [`error: ${answer.cluster}: ${message}`, ...hints.map((hint) => `hint: ${inWordsOf(bin, hint)}`)]
    io.err(lines.map((line) => `${plain(redact(line))}\n`).join(''))
  }
}

/** Rows of all clusters; one that has none and did not fail has no row. */
export const fleetItems = <Model>(answers: readonly FleetAnswer<Model>[]): readonly FleetItem<Item<Model>>[] =>
  answers.flatMap((answer): FleetItem<Item<Model>>[] => {
    const {cluster} = answer
    if ('error' in answer) return [{cluster, error: answer.error}]
    // A model is a list of rows or one row, as in `render`.
    const rows = (Array.isArray(answer.value) ? answer.value : [answer.value]) as Item<Model>[]
    return rows.map((row) => ({cluster, row}))
  })

/** The view of one cluster for the rows of several. */
export function fleetView<Model>(view: View<Model>): View<readonly FleetItem<Item<Model>>[]> {
  type Row = FleetItem<Item<Model>>
  const {columns, blocks, json, name, empty} = view
  return {
    kind: view.kind.endsWith('List') ? view.kind : `${view.kind}List`,
    ...(columns && {columns: [clusterColumn<Row>(), ...columns.map(columnOfRow)]}),
    ...(!columns &&
      blocks && {blocks: (items: readonly Row[], page: Page) => items.flatMap((item) => part(item, page))}),
    json: (item: Row) =>
      'error' in item
        ? {cluster: item.cluster, error: errorFace(item.error), exitCode: item.error.exitCode}
        : {cluster: item.cluster, ...asObject(faceOf(item))},
    ...(name && {name: (item: Row) => ('error' in item ? item.cluster : `${item.cluster}/${name(item.row)}`)}),
    empty: empty ?? 'nothing found in any of these clusters',
  }

  function faceOf({cluster, row}: Exclude<Row, {readonly error: OmeError}>): unknown {
    return withCommands(json ? json(row) : row, (text) => inWordsOf('ome', text, contextWords(cluster)))
  }

  function part(item: Row, page: Page): readonly Block[] {
    const head: Block = {
      type: 'lines',
      lines: [{spans: [{text: `Cluster ${item.cluster}`, tone: 'strong'}]}],
    }
    return [head, ...fleetBlocks(view, item, page)]
  }
}

/** What a view without columns says of one cluster; command lines in it ask that cluster. */
export function fleetBlocks<Model>({blocks}: View<Model>, item: FleetItem<Item<Model>>, page: Page): readonly Block[] {
  if ('error' in item) return [{type: 'text', text: item.error.message, tone: 'bad'}]
  // Without columns a view of one thing has its model for its row.
  const own = blocks?.(item.row as Model, page) ?? []
  return blocksWithCommands(own, (text) => inWordsOf('ome', text, contextWords(item.cluster)))
}

const clusterColumn = <Row extends {readonly cluster: string}>(): Column<Row> => ({
  header: 'CLUSTER',
  value: ({cluster}) => cluster,
  rank: 'keep',
})

/** Of a cluster that failed the first column says how. */
const columnOfRow = <Row>(column: Column<Row>, index: number): Column<FleetItem<Row>> => ({
  ...column,
  value: (item, page): Cell =>
    'row' in item ? column.value(item.row, page) : index === 0 ? `<${item.error.kind}>` : '',
  ...(index === 0 && {rank: column.rank ?? 'keep'}),
  tone: (item) => ('row' in item ? column.tone?.(item.row) : 'bad'),
})

/** An error in a document: its kind, message and hints. */
export const errorFace = ({kind, message, hints}: OmeError) => ({kind, message, hints})

const asObject = (face: unknown): object => (typeof face === 'object' && face !== null ? face : {value: face})
