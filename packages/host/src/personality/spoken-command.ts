import type {PersonalityRow} from '@ome/installer/artifact/personality'
import type {CompletionSource} from '@ome/sdk/need'
import type {ArgRow, FlagRow, ManifestCommand} from '../routes/plugin-manifest.ts'
import {replacementsOf, splitFlag} from './translate.ts'

/** A command as a row of a personality has it: with the row's flags, and without the operands these stand for. */
export function spokenCommand(
  command: ManifestCommand,
  id: string,
  row: PersonalityRow | undefined,
  typed: readonly string[] = [],
): ManifestCommand {
  if (!row) return {...command, id}
  const given = new Set(typed.map((word) => splitFlag(word)[0]))
  const flags: Record<string, FlagRow> = {...command.flags}
  const sources: Record<string, CompletionSource> = {...command.completions?.flags}
  const args = Object.values(command.args)
  let taken = 0
  for (const {flag, takesValue, template, operand, only} of replacementsOf(row)) {
    const name = flag.replace(/^-+/, '')
    const words = template.split(' ').filter(Boolean)
    if (operand !== undefined && given.has(flag)) taken += words.length
    if (!flag.startsWith('--') || only !== undefined || flags[name] || words.length === 0) continue
    const meant = words.find((word) => word.startsWith('-')) ?? ''
    const canonical = command.flags[splitFlag(meant)[0].slice(2)]
    const source =
      operand === undefined ? command.completions?.flags?.[canonical?.name ?? ''] : sourceOf(command, args, words)
    if (source) sources[name] = source
    const {
      char: _char,
      aliases: _aliases,
      charAliases: _charAliases,
      env: _env,
      ...kept
    } = canonical ?? {name, type: 'option' as const}
    flags[name] = {
      ...kept,
      name,
      type: takesValue ? 'option' : 'boolean',
      summary:
        operand === undefined ? `the same as ${template.replace('{value}', 'VALUE')}` : argumentText(args, words),
    }
  }
  return {
    ...command,
    id,
    args: Object.fromEntries(args.slice(taken).map((arg) => [arg.name, arg])),
    flags,
    completions: {...command.completions, flags: sources},
  }
}

/** Values of the operand that `{value}` stands for, behind the words of the template. */
function sourceOf(
  {completions}: ManifestCommand,
  args: readonly ArgRow[],
  words: readonly string[],
): CompletionSource | undefined {
  const at = words.indexOf('{value}')
  const [noun = ''] = words
  const first = completions?.args?.[args[0]?.name ?? '']
  if (at === 1 && first && 'object' in first) {
    const {nouns, alias = {}} = first.object
    const resource = nouns[alias[noun] ?? noun]
    return resource && {resource}
  }
  return completions?.args?.[args[at]?.name ?? '']
}

const argumentText = (args: readonly ArgRow[], words: readonly string[]): string =>
  `the argument ${words.map((word, at) => (word === '{value}' ? (args[at]?.name ?? 'value').toUpperCase() : word)).join(' ')}`
