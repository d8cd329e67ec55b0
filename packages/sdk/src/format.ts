import type {Settings} from './context.ts'
import {isOmeError, OmeError} from './errors.ts'
import {outputRow} from './flag-rows.ts'

/** The formats of `-o`. `human` is the absence of the flag. */
export type Format =
  | {readonly type: 'human' | 'wide' | 'json' | 'yaml' | 'name'}
  | {readonly type: 'jsonpath'; readonly template: string}
  | {readonly type: 'custom-columns'; readonly spec: string}

/** Reads the value of `-o`. Throws `usage` for an unknown format or a missing template. */
export function parseFormat(output: string | undefined): Format {
  if (output === undefined) return {type: 'human'}
  const equals = output.indexOf('=')
  const word = equals === -1 ? output : output.slice(0, equals)
  const rest = equals === -1 ? undefined : output.slice(equals + 1)
  switch (word) {
    case 'json':
    case 'yaml':
    case 'name':
    case 'wide':
      if (rest === undefined) return {type: word}
      break
    case 'jsonpath':
      if (rest) return {type: 'jsonpath', template: rest}
      throw new OmeError('usage', 'template format specified but no template given', [
        "write it as -o jsonpath='{.name}'",
      ])
    case 'custom-columns':
      if (rest) return {type: 'custom-columns', spec: rest}
      throw new OmeError('usage', 'custom-columns format specified but no custom columns given', [
        'write it as -o custom-columns=NAME:.name,STATUS:.status',
      ])
  }
  throw new OmeError('usage', `unknown output format "${output}"`, [
    'one of: json, yaml, name, wide, jsonpath=…, custom-columns=…',
  ])
}

const outputSetting = 'preferences.output-format'

/** The format of a command without `-o`: what the person prefers; undefined is the one for people. */
export function preferredFormat(
  flag: {readonly helpValue?: unknown} | undefined,
  settings: Settings,
): string | undefined {
  // Some commands have an --output that is a file.
  if (flag?.helpValue !== outputRow.helpValue) return undefined
  const preferred = known(settings)
  if (typeof preferred !== 'string' || ['table', 'human', ''].includes(preferred)) return undefined
  if (['json', 'yaml', 'name', 'wide'].includes(preferred)) return preferred
  // A wrong word in a file must not stop the command that mends it; a variable is mended in the shell.
  if (settings.origin(outputSetting) !== 'OME_OUTPUT') return undefined
  parseFormat(preferred)
  return preferred
}

/** Settings that cannot be read are the business of commands that need one, and must not stop those that repair them. */
function known(settings: Settings): unknown {
  try {
    return settings.get(outputSetting)
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}

/** Whether a value of `-o` asks for text for people; everything else is one result for programs. */
export function isForPeople(output: string | undefined): boolean {
  const {type} = parseFormat(output)
  return type === 'human' || type === 'wide'
}
