/** What was typed for one command, parsed: only its own flags and arguments, not those of every command. */
export interface Call {
  /** Words, as typed. */
  readonly command: string
  readonly args: Readonly<Record<string, unknown>>
  readonly flags: Readonly<Record<string, unknown>>
  /** Arguments in their order. */
  readonly operands: readonly string[]
}

/** The call as the words of a command line: `--flag=value` in the manifest's order, then the arguments. */
export function argvOf({flags, operands}: Call): string[] {
  const words = Object.entries(flags).flatMap(([name, value]) => flagWords(name, value))
  const isOdd = operands.some((operand) => operand.startsWith('-'))
  return [...words, ...(isOdd ? ['--'] : []), ...operands]
}

function flagWords(name: string, value: unknown): string[] {
  if (value === undefined) return []
  if (value === true) return [`--${name}`]
  if (value === false) return [`--no-${name}`]
  return [value].flat().map((one) => `--${name}=${String(one)}`)
}

/** Where the command was called and what it is to print. */
export interface Place {
  readonly context: string
  readonly namespace: string
  readonly format: ChildFormat
}

export type ChildFormat = 'human' | 'wide' | 'name' | 'json'

/** The variables that tell a program of ours what it was asked. */
export function callVariables(call: Call, {context, namespace, format}: Place): Record<string, string> {
  const {command, args, flags} = call
  return {
    OME_API: '1',
    OME_COMMAND: command,
    OME_CONTEXT: context,
    OME_NAMESPACE: namespace,
    OME_OUTPUT: format,
    OME_INPUT: JSON.stringify({apiVersion: 'ome.cli/v1', kind: 'CommandInput', command, args, flags}),
  }
}

const passed = /^(PATH|LANG|LC_[A-Z_]+|TERM|TZ|NO_COLOR)$/

/** The part of the person's environment that a program sees: a few harmless variables, and those its manifest names. */
export function innocentVariables(
  env: Readonly<Record<string, string | undefined>>,
  declared: readonly string[],
): Record<string, string> {
  const wanted = new Set(declared)
  const rows = Object.entries(env).filter(
    (row): row is [string, string] => row[1] !== undefined && (passed.test(row[0]) || wanted.has(row[0])),
  )
  return Object.fromEntries(rows)
}
