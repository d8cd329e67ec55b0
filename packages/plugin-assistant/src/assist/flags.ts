import {Args, Flags} from '@ome/sdk/command'
import {duration, globalFlags, namespaced, output} from '@ome/sdk/flags'

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
  endpoint: Flags.string({
    helpValue: 'URL',
    description: 'OpenAI-compatible base address, such as https://HOST/v1; the setting ai.endpoint when not given',
  }),
  model: Flags.string({
    helpValue: 'NAME|service/NAME',
    description: 'model to ask there, or a service of the cluster; the setting ai.model when not given',
  }),
  timeout: duration({
    description: 'most time for one answer of the model; 2m when not given',
    default: async () => 120_000,
    noCacheDefault: true,
  }),
  'show-prompt': Flags.boolean({description: 'print what would be sent to the model, and send nothing'}),
  record: Flags.string({helpValue: 'FILE', description: 'keep the conversation there, without secrets, for ai replay'}),
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

export const applyOperands = {
  plan: Args.string({required: true, description: 'file of a plan, or the id of one that a tool server proposed'}),
}

export const applyFlags = {...namespaced, yes: askFlags.yes, ...output}

export const replayOperands = {
  record: Args.string({required: true, description: 'file that --record wrote'}),
}

export const replayFlags = {...output}
