import type {Completions, Need} from '@ome/sdk/need'
import {canonicalText} from '../registry/canonical.ts'
import {type IndexArgument, type IndexCommand, type IndexFlag, readNeed, risks} from '../registry/plugin-index.ts'
import {type Fields, fieldsOf, listOf, oneOf, textOf, texts} from '../registry/shape.ts'

/** The commands of an oclif manifest as the index tells them, sorted by id. Throws when a command lacks a duty. */
export function manifestCommands(manifest: unknown): readonly IndexCommand[] {
  const commands = fieldsOf(fieldsOf(manifest, 'the manifest')['commands'], 'the manifest: commands')
  return Object.entries(commands)
    .map(([id, command]) => toCommand(words(id), fieldsOf(command, id)))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** All rights of several commands, each once, in a fixed order. */
export function joinedNeeds(commands: readonly IndexCommand[]): readonly Need[] {
  const byText = new Map(commands.flatMap(({needs}) => needs).map((need) => [canonicalText(need), need]))
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, need]) => need)
}

function toCommand(id: string, command: Fields): IndexCommand {
  const completions = command['completions']
  return {
    id,
    summary: line(command['summary'] ?? command['description']) ?? '',
    args: Object.entries(fieldsOf(command['args'] ?? {}, `${id}: args`)).map(([name, value]) =>
      toArgument(name, fieldsOf(value, name)),
    ),
    flags: Object.entries(fieldsOf(command['flags'] ?? {}, `${id}: flags`))
      .map(([name, value]) => [name, fieldsOf(value, name)] as const)
      // What every command takes, the host knows: it would be two thirds of an index.
      .filter(([, flag]) => flag['helpGroup'] !== 'GLOBAL')
      .map(([name, flag]) => toFlag(name, flag))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    aliases: texts(command['aliases'] ?? [], `${id}: aliases`).map(words),
    risk: oneOf(command['risk'], `${id}: risk`, risks),
    needs: listOf(command['needs'], `${id}: needs`, readNeed),
    replaces: texts(command['replaces'] ?? [], `${id}: replaces`).map(words),
    ...(completions === undefined ? {} : {completions: fieldsOf(completions, `${id}: completions`) as Completions}),
  }
}

function toArgument(name: string, argument: Fields): IndexArgument {
  const summary = line(argument['description'])
  return {name, required: argument['required'] === true, ...(summary === undefined ? {} : {summary})}
}

function toFlag(name: string, flag: Fields): IndexFlag {
  const summary = line(flag['summary'] ?? flag['description'])
  return {
    name,
    type: oneOf(flag['type'], `${name}: type`, ['boolean', 'option']),
    ...(typeof flag['char'] === 'string' ? {char: textOf(flag['char'], `${name}: char`)} : {}),
    ...(flag['multiple'] === true ? {multiple: true} : {}),
    ...(Array.isArray(flag['options']) ? {options: texts(flag['options'], `${name}: options`)} : {}),
    ...(summary === undefined ? {} : {summary}),
  }
}

const words = (id: string): string => id.replaceAll(':', ' ')

/** The first line of a text, in the form that canonical JSON takes. */
function line(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const [first = ''] = value.trim().split('\n')
  return first.replace(/[\u0000-\u001f]/g, ' ').normalize('NFC')
}
