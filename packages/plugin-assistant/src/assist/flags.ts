import {Args, Flags} from '@ome/sdk/command'
import {globalFlags, namespaced, output} from '@ome/sdk/flags'

export const askOperands = {
  text: Args.string({multiple: true, description: 'what shall be done or found out, in words'}),
}

export const askFlags = {
  ...namespaced,
  yes: Flags.boolean({
    char: 'y',
    env: 'OME_YES',
    description: 'carry out the plan without being asked; what deletes is asked for all the same',
  }),
  offline: Flags.boolean({description: 'use the rules of this program and send nothing to a model'}),
  plan: Flags.string({helpValue: 'FILE', description: 'write the plan there and carry out nothing'}),
  ...output,
}

/** The connection flags of a command line as words, for the commands that are run for it. */
export function connectionWords(flags: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(globalFlags).flatMap((name) => {
    const value = flags[name]
    if (value === undefined || value === false || name === 'color') return []
    if (value === true) return [`--${name}`]
    const text = (each: unknown): string => (name === 'request-timeout' ? `${each}ms` : String(each))
    return [value].flat().map((each) => `--${name}=${text(each)}`)
  })
}
