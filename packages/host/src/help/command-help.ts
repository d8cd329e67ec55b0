import type {ArgRow, Example, FlagRow, ManifestCommand} from '../routes/plugin-manifest.ts'
import {type HelpPage, layOut, type Row, type Section} from './layout.ts'

/** Help of one command, from its manifest alone. `children` are the commands below it. */
export function commandHelp(command: ManifestCommand, children: readonly Row[], page: HelpPage): string {
  const fill = filler(command, page)
  const summary = fill(command.summary ?? '')
  const description = command.description ? fill(command.description) : undefined
  return layOut(
    [summary, ...(description && description !== summary ? [description] : [])],
    sections(command, children, page),
    page,
  )
}

function sections(command: ManifestCommand, children: readonly Row[], page: HelpPage): Section[] {
  const fill = filler(command, page)
  const args = Object.values(command.args).filter(({hidden}) => !hidden)
  const flags = Object.values(command.flags)
  const aliases = (command.aliases ?? []).map((alias) => fill(`<%= config.bin %> ${alias.replaceAll(':', ' ')}`))
  const needs = (command.needs ?? []).map(
    (need): Row => [
      `${need.verbs.join(',')} ${need.resources.join(',')}`,
      `${need.why}${need.optional ? ' (works with less without it)' : ''}`,
    ],
  )
  return [
    {title: 'USAGE', rows: [`$ ${usage(command, page)}`]},
    {title: 'ARGUMENTS', rows: args.map((arg): Row => [arg.name.toUpperCase(), argText(arg)])},
    ...flagSections(flags.filter((flag) => !isGlobal(flag))),
    {title: 'COMMANDS', rows: children},
    {title: 'ALIASES', rows: aliases},
    {title: 'EXAMPLES', rows: (command.examples ?? []).flatMap((example) => exampleLines(example, fill))},
    ...flagSections(flags.filter(isGlobal)),
    {title: 'RIGHTS IN THE CLUSTER', rows: needs},
  ]
}

export function usage(command: ManifestCommand, {program}: Pick<HelpPage, 'program'>): string {
  const args = Object.values(command.args).filter(({hidden}) => !hidden)
  const words = args.map(({name, required, multiple}) => {
    const word = `${name.toUpperCase()}${multiple ? '...' : ''}`
    return required ? word : `[${word}]`
  })
  return [
    program,
    command.id.replaceAll(':', ' '),
    ...words,
    ...(command.strict === false && args.length === 0 ? ['[ARGS...]'] : []),
    '[flags]',
  ].join(' ')
}

const argText = ({description = '', options, default: preset}: ArgRow): string =>
  [description, options ? `(${options.join('|')})` : '', presetText(preset)].filter(Boolean).join(' ')

function flagSections(flags: readonly FlagRow[]): Section[] {
  const shown = flags.filter(({hidden}) => !hidden)
  const groups = [...new Set(shown.map(({helpGroup = ''}) => helpGroup))].sort()
  return groups.map((group) => ({
    title: group === '' ? 'FLAGS' : `${group} FLAGS`,
    rows: shown.filter(({helpGroup = ''}) => helpGroup === group).map((flag): Row => [flagTerm(flag), flagText(flag)]),
  }))
}

/** Flags that every command has stand behind what is the command's own. */
const isGlobal = ({helpGroup}: FlagRow): boolean => helpGroup === 'GLOBAL'

export function flagTerm(flag: FlagRow): string {
  const name = flag.allowNo ? `--[no-]${flag.name}` : `--${flag.name}`
  const value =
    flag.type === 'boolean' ? '' : `=${flag.options?.join('|') ?? [flag.helpValue ?? 'VALUE'].flat().join('|')}`
  return `${flag.char ? `-${flag.char}, ` : '    '}${name}${value}${flag.multiple ? '...' : ''}`
}

function flagText(flag: FlagRow): string {
  const text = flag.summary ?? flag.description ?? ''
  return [
    text,
    flag.required ? '(required)' : '',
    flag.type === 'boolean' ? '' : presetText(flag.default),
    flag.env ? `[${flag.env}]` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

const presetText = (preset: unknown): string =>
  typeof preset === 'string' || typeof preset === 'number' ? `(default ${preset})` : ''

const exampleLines = (example: Example, fill: (text: string) => string): string[] => {
  if (typeof example === 'string')
    return fill(example)
      .split('\n')
      .map((line) => (line.startsWith('$') ? line : `$ ${line}`))
  return [fill(example.description), `$ ${fill(example.command)}`]
}

/** Fills the two places that examples and texts may hold: the program and the command. */
const filler = ({id}: ManifestCommand, {program, say = (text) => text}: HelpPage) => {
  const words = id.replaceAll(':', ' ')
  return (text: string): string => {
    const filled = text.replaceAll(/<%=\s*config\.bin\s*%>/g, program)
    return say(filled).replaceAll(/<%=\s*command\.id\s*%>/g, words)
  }
}
