import {globalFlagRows, namespaceRow, outputRow} from '@ome/sdk/flag-rows'
import {type Fields, fieldsOf} from '../registry/shape.ts'

/** Flags that the host adds to every command, and to those that run in the cluster. */
const added: ReadonlySet<string> = new Set([...Object.keys(globalFlagRows), 'namespace', 'output', 'help'])
const addedRemote: ReadonlySet<string> = new Set(['detach', 'dry-run', 'skip-preflight'])
const addedChars: ReadonlySet<string> = new Set([namespaceRow.char, outputRow.char, 'h'])

const known = [
  'name',
  'type',
  'char',
  'summary',
  'description',
  'options',
  'default',
  'required',
  'multiple',
  'allowNo',
  'hidden',
  'helpValue',
  'integer',
  'min',
  'max',
]

/** What is wrong with the flags of one command. */
export function flagFaults(id: string, flags: Fields, kind: string): readonly string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    const flag = fieldsOf(value, `${id}: flag ${name}`)
    const what = `${id}: flag ${name}`
    const {type, char} = flag
    const unknown = Object.keys(flag).find((key) => !known.includes(key))
    return [
      ...(/^[a-z][a-z0-9-]*$/.test(name) ? [] : [`${what} is not written in small letters, digits and dashes`]),
      ...(flag['name'] === undefined || flag['name'] === name ? [] : [`${what} calls itself differently`]),
      ...(unknown === undefined ? [] : [`${what} has the unknown field "${unknown}"`]),
      ...(added.has(name) || (kind === 'container' && addedRemote.has(name))
        ? [`${what} is one that every command of this kind has already`]
        : []),
      ...(type === 'boolean' || type === 'option' ? [] : [`${what}: type is not boolean or option`]),
      ...(typeof char === 'string' && addedChars.has(char)
        ? [`${what}: -${char} means something else everywhere`]
        : []),
      ...(char === undefined || /^[A-Za-z]$/.test(String(char)) ? [] : [`${what}: char is not one letter`]),
    ]
  })
}
