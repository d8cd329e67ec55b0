import {OmeError} from '@ome/sdk/errors'
import {offeredBelow, offeredTopic} from '../offers/offered-words.ts'
import type {Spoken} from '../personality/spoken.ts'
import {spokenCommand} from '../personality/spoken-command.ts'
import type {Route} from '../routes/find-route.ts'
import {readManifest} from '../routes/plugin-manifest.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {commandHelp} from './command-help.ts'
import {type HelpPage, layOut, type Row} from './layout.ts'
import {rootHelp} from './root-help.ts'

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
  return commandHelp(named, childRows(index, route.id), page)
}

function topicHelp(index: RouteIndex, id: string, page: HelpPage): string {
  const words = id.replaceAll(':', ' ')
  const summary = index.topics.find(({name}) => name === id)?.summary ?? offeredTopic(index.offers, id)
  return layOut(
    summary ? [summary] : [],
    [
      {title: 'USAGE', rows: [`$ ${page.program} ${words} COMMAND [flags]`]},
      {title: 'COMMANDS', rows: childRows(index, id)},
    ],
    page,
  )
}

const childRows = ({commands, plugins, offers}: RouteIndex, id: string): Row[] =>
  Object.entries(commands)
    .filter(([child, [plugin, , , hidden]]) => child.startsWith(`${id}:`) && !hidden && !plugins[plugin]?.blocked)
    .map(([child, [, summary]]): Row => [child.replaceAll(':', ' '), summary])
    .concat(offeredBelow(offers, id))
    .sort(([a], [b]) => (a < b ? -1 : 1))
