import {OmeError} from '@ome/sdk/errors'
import type {Route} from '../routes/find-route.ts'
import {readManifest} from '../routes/plugin-manifest.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {commandHelp} from './command-help.ts'
import {type HelpPage, layOut, type Row} from './layout.ts'
import {rootHelp} from './root-help.ts'

/** The help a command line asks for; undefined when its words lead nowhere. */
export function helpFor(index: RouteIndex, route: Route, page: HelpPage): string | undefined {
  if (route.type === 'unknown') return route.words.length === 0 ? rootHelp(index, page) : undefined
  if (route.type === 'topic') return route.unknown === undefined ? topicHelp(index, route.id, page) : undefined
  const [number] = index.commands[route.id] ?? []
  const plugin = number === undefined ? undefined : index.plugins[number]
  const command = plugin && readManifest(plugin.root).commands[route.id]
  if (!command) throw new OmeError('bug', `the help of "${route.id.replaceAll(':', ' ')}" is not where the index says`)
  return commandHelp(command, childRows(index, route.id), page)
}

function topicHelp(index: RouteIndex, id: string, page: HelpPage): string {
  const words = id.replaceAll(':', ' ')
  const summary = index.topics.find(({name}) => name === id)?.summary
  return layOut(
    summary ? [summary] : [],
    [
      {title: 'USAGE', rows: [`$ ${page.program} ${words} COMMAND [flags]`]},
      {title: 'COMMANDS', rows: childRows(index, id)},
    ],
    page,
  )
}

const childRows = ({commands, plugins}: RouteIndex, id: string): Row[] =>
  Object.entries(commands)
    .filter(([child, [plugin, , , hidden]]) => child.startsWith(`${id}:`) && !hidden && !plugins[plugin]?.blocked)
    .map(([child, [, summary]]): Row => [child.replaceAll(':', ' '), summary])
    .sort(([a], [b]) => (a < b ? -1 : 1))
