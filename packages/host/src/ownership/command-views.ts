import {needTexts} from '@ome/installer/install/plan-text'
import type {Block, View} from '@ome/sdk/view'
import {flagTerm, usage} from '../help/command-help.ts'
import {shortName} from '../help/plugin-title.ts'
import type {CommandDetails} from './describe-command.ts'
import type {ListedCommand} from './listed-commands.ts'

const bad = new Set(['missing', 'changed', 'withdrawn'])

export const commandList: View<readonly ListedCommand[]> = {
  kind: 'CommandList',
  columns: [
    {header: 'COMMAND', value: ({command}) => command},
    {header: 'PLUGIN', value: ({plugin}) => plugin},
    {header: 'RISK', value: ({risk}) => risk},
    {header: 'ACCESS', value: ({access}) => access, tone: ({access}) => (access === 'no' ? 'warn' : undefined)},
    {
      header: 'STATUS',
      value: ({status}) => status,
      tone: ({status}) =>
        bad.has(status) ? 'bad' : status === 'active' ? 'good' : status === 'replacing' ? 'warn' : 'muted',
    },
    {header: 'VERSION', value: ({version}) => version, wide: true},
    {header: 'BY', value: ({reason}) => reason, wide: true},
  ],
  name: ({command}) => `command/${command}`,
  empty: 'no command is had by several plugins',
}

export const commandDetails: View<CommandDetails> = {
  kind: 'Command',
  blocks: (details) => [
    {type: 'fields', rows: fields(details)},
    ...table(
      'Flags',
      ['FLAG', 'MEANING'],
      details.flags.map((flag) => [flagTerm(flag).trim(), flag.summary ?? flag.description ?? '']),
    ),
    {type: 'text', title: 'Rights', text: needTexts(details.command.needs ?? []).join('\n') || 'none'},
    ...table(
      'Also in',
      ['PLUGIN', 'VERSION', 'RUN'],
      details.losers.map(({plugin, version, run}) => [plugin, version, run]),
    ),
  ],
  json: ({id, plugin, version, origin, status, access, reason, why, command, flags, losers, replacement}) => ({
    command: id,
    plugin,
    version,
    origin,
    status,
    access,
    reason,
    why,
    summary: command.summary ?? '',
    risk: command.risk ?? 'write',
    aliases: (command.aliases ?? []).map((alias) => alias.replaceAll(':', ' ')),
    flags: flags.map(({name, type, summary, description}) => ({name, type, summary: summary ?? description ?? ''})),
    needs: command.needs ?? [],
    losers,
    ...(replacement ? {replaced: {over: shortName(replacement.over), since: replacement.since}} : {}),
  }),
  name: ({id}) => `command/${id}`,
}

const fields = ({id, plugin, version, origin, status, access, why, command}: CommandDetails) => [
  {label: 'Command', value: id},
  {label: 'Plugin', value: `${plugin} ${version} (${origin})`},
  {label: 'Why', value: why},
  {label: 'Does', value: command.summary},
  {label: 'Usage', value: usage(command, {program: 'ome'})},
  {label: 'Risk', value: command.risk ?? 'write'},
  {label: 'Access', value: access},
  {label: 'Status', value: status},
  ...(command.aliases?.length
    ? [{label: 'Aliases', value: command.aliases.map((alias) => alias.replaceAll(':', ' ')).join(', ')}]
    : []),
]

const table = (title: string, header: readonly string[], rows: readonly (readonly string[])[]): Block[] =>
  rows.length === 0 ? [] : [{type: 'table', title, header, rows}]
