import {type ParseArgsConfig, parseArgs} from 'node:util'

/** Parses the words of a tool's command line; a wrong one ends the program with its usage line and code 2. */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  usage: string,
  options: Options,
) {
  if (process.argv.includes('--help')) {
    process.stdout.write(`usage: ${usage}\n`)
    process.exit(0)
  }
  try {
    return parseArgs({options, allowPositionals: true, strict: true})
  } catch (error) {
    return usageError(usage, error instanceof Error ? error.message : String(error))
  }
}

export function usageError(usage: string, message: string): never {
  process.stderr.write(`error: ${message}\nusage: ${usage}\n`)
  process.exit(2)
}

/** Runs a tool; a failure is one line and code 1. */
export async function runTool(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
