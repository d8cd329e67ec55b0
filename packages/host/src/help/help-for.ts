import {OmeError} from '@ome/sdk/errors'
import {offeredBelow, offeredTopic} from '../offers/offered-words.ts'
import type {Spoken} from '../personality/spoken.ts'
import {spokenCommand} from '../personality/spoken-command.ts'
import type {Route} from '../routes/find-route.ts'
import {readManifest} from '../routes/read-manifest.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {commandHelp} from './command-help.ts'
import {type AccessMarks, type HelpPage, layOut, type Row, withReason} from './layout.ts'
import {lackingTitle, rootHelp} from './root-help.ts'

/** The help a command line asks for; undefined when its words lead nowhere. */
export function helpFor(index: RouteIndex, route: Route, page: HelpPage, spoken?: Spoken): string | undefined {
  if (route.type === 'unknown')
    return route.words.length === 0 ? rootHelp(index, page, spoken?.personality.summary) : undefined
  if (route.type === 'topic') return route.unknown === undefined ? topicHelp(index, route.id, page) : undefined
  const [number] = index.commands[route.id] ?? []
  const plugin = number === undefined ? undefined : index.plugins[number]
  const command = plugin && readManifest(plugin.root).commands[index.canonical?.[route.id] ?? route.id]
  if (!command) throw new OmeError('bug', `the help of "${route.id.replaceAll(':', ' ')}" is not where the index says`)
  const named = spoken ? spokenCommand(command, route.id, spoken.rowOf(route.id, route.argv)) : command
  return commandHelp(named, [...childRows(index, route.id, page), ...lackingRows(index, route.id, page)], page)
}

function topicHelp(index: RouteIndex, id: string, page: HelpPage): string {
  const words = id.replaceAll(':', ' ')
  const summary = index.topics.find(({name}) => name === id)?.summary ?? offeredTopic(index.offers, id)
  return layOut(
    summary ? [summary] : [],
    [
      {title: 'USAGE', rows: [`$ ${page.program} ${words} COMMAND [flags]`]},
      {title: 'COMMANDS', rows: childRows(index, id, page)},
      {title: lackingTitle, rows: lackingRows(index, id, page)},
    ],
    page,
  )
}

const childRows = (index: RouteIndex, id: string, {marks}: Pick<HelpPage, 'marks'>): Row[] =>
  rowsBelow(index, id, (child) => !marks?.denied.has(child))
    .concat(offeredBelow(index.offers, id))
    .sort(byTerm)

const lackingRows = (index: RouteIndex, id: string, {marks}: Pick<HelpPage, 'marks'>): Row[] =>
  marks && !marks.hide ? rowsBelow(index, id, (child) => marks.denied.has(child), marks.denied).sort(byTerm) : []

const rowsBelow = (
  {commands, plugins}: RouteIndex,
  id: string,
  wanted: (child: string) => boolean,
  why: AccessMarks['denied'] = new Map(),
): Row[] =>
  Object.entries(commands)
    .filter(([child, [plugin, , , hidden]]) => child.startsWith(`${id}:`) && !hidden && !plugins[plugin]?.blocked)
    .filter(([child]) => wanted(child))
    .map(([child, [, summary]]): Row => [child.replaceAll(':', ' '), withReason(summary, why.get(child))])

const byTerm = ([a]: Row, [b]: Row): number => (a < b ? -1 : 1)
