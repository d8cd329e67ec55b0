import type {CommandDefinition, CommandRunner, DefinedArgument, DefinedFlag} from '@ome/sdk/command-runner'
import type {CompletionSource} from '@ome/sdk/need'
import type {Definition, Parameter} from '../domain/definition.ts'

/** What every installed command says of itself; hidden ones are left out. */
export async function installedCommands(runner: CommandRunner): Promise<readonly Definition[]> {
  const commands = await runner.commands()
  const shown = commands.filter(({hidden}) => !hidden)
  const found = await Promise.all(shown.map(({words}) => runner.definition(words)))
  return found.flatMap((definition) => (definition ? [toDefinition(definition)] : []))
}

export function toDefinition({words, summary, risk, needs, args, flags, completions}: CommandDefinition): Definition {
  return {
    words,
    summary,
    risk,
    needs,
    operands: args.map((arg) => toOperand(arg, completions.args?.[arg.name])),
    flags: flags.map((flag) => toFlag(flag, completions.flags?.[flag.name])),
  }
}

const toOperand = (
  {name, description, required, multiple, hidden, options}: DefinedArgument,
  source: CompletionSource | undefined,
): Parameter => ({
  name,
  type: 'text',
  multiple,
  required,
  description,
  ...(options && {options}),
  ...(hidden && {hidden: true}),
  ...(isFiles(source) && {files: true}),
  ...namesOf(source),
})

/** What stands in the place of a value, as completion knows it. */
function namesOf(source: CompletionSource | undefined): Partial<Parameter> {
  if (source === undefined) return {}
  if ('values' in source) return {offered: source.values}
  if ('resource' in source) return {resources: [source.resource].flat()}
  if (!('object' in source)) return {}
  const {nouns, alias = {}, others} = source.object
  return {
    resources: [...new Set(Object.values(nouns).flat())],
    nouns: {...Object.fromEntries(Object.keys(nouns).map((noun) => [noun, noun])), ...alias},
    ...(others && {anyNoun: true}),
  }
}

const toFlag = (flag: DefinedFlag, source: CompletionSource | undefined): Parameter => ({
  name: flag.name,
  type: flag.type === 'boolean' ? 'boolean' : 'text',
  multiple: flag.multiple,
  required: flag.required,
  description: flag.description,
  ...(flag.options && {options: flag.options}),
  ...(flag.hidden && {hidden: true}),
  ...(flag.valueName !== undefined && {helpValue: flag.valueName}),
  ...(isFiles(source) && {files: true}),
  ...(flag.global && {global: true}),
})

const isFiles = (source: CompletionSource | undefined): boolean => source !== undefined && 'files' in source
