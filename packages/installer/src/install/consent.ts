import {Flags} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {output} from '@ome/sdk/flags'
import {isForPeople} from '@ome/sdk/format'
import {plain} from '@ome/sdk/text'
import type {InstallOutcome} from './decide-install.ts'
import type {Consent} from './install-plugins.ts'
import {shortName} from './names.ts'
import {planText} from './plan-text.ts'

export const yesFlag = {yes: Flags.boolean({char: 'y', description: 'do not ask', env: 'OME_YES', helpGroup: 'WRITE'})}

export const dryRunFlag = {
  'dry-run': Flags.boolean({description: 'show what would be done and change nothing', helpGroup: 'WRITE'}),
}

export const installFlags = {
  ...yesFlag,
  ...dryRunFlag,
  ...output,
  'accept-needs': Flags.boolean({
    description: 'accept that a release may do more than the installed one',
    helpGroup: 'WRITE',
  }),
}

/** Shows plans on stderr, or to people as the result of a dry run on stdout. */
export const terminalConsent = (
  {io}: Context,
  flags: {readonly 'dry-run': boolean; readonly yes: boolean; readonly output?: string | undefined},
  agree: Consent['agree'],
): Consent => ({
  agree,
  agreeToMore: io.canPrompt && !flags.yes ? agree : undefined,
  show: (plans) => {
    const text = plans.map((plan) => plain(planText(plan))).join('')
    if (flags['dry-run'] && isForPeople(flags.output)) io.out(text)
    else io.err(text)
  },
})

/** `plugin/ome-x 1.1.0 installed (2 commands)` */
export function outcomeLine({name, version, from, outcome, commands}: InstallOutcome): string {
  const what = `plugin/${shortName(name)}`
  if (outcome === 'unchanged') return `${what} ${version} unchanged`
  const versions = from === undefined || from === version ? version : `${from} → ${version}`
  if (outcome === 'planned') return `${what} ${versions} (dry run)`
  return `${what} ${versions} ${outcome} (${commands} ${commands === 1 ? 'command' : 'commands'})`
}
