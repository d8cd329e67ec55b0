import {Args, Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {duration, json, namespaced, output, write} from '@ome/sdk/flags'
import {quiet} from '../flags.ts'

const waitMs = 10 * 60_000

/** A set that is changed. */
export const changedSet = {name: Args.string({required: true, description: 'name of a PodCliqueSet'})}

const following = {
  wait: Flags.boolean({description: 'wait until the change has taken effect', allowNo: true, helpGroup: 'WRITE'}),
  timeout: duration({
    description: 'how long to wait; 10m when not given',
    default: async () => waitMs,
    noCacheDefault: true,
    helpGroup: 'WRITE',
  }),
}

/** Flags of verbs that change a set. */
export const changing = {
  ...namespaced,
  'dry-run': write['dry-run'],
  yes: write.yes,
  'skip-preflight': write['skip-preflight'],
  ...output,
  ...json,
  ...quiet,
  ...following,
}

export const force = {
  force: Flags.boolean({description: 'do it against the rules, and do not ask', helpGroup: 'WRITE'}),
}

const workers = (description: string) => Flags.integer({description, min: 0})

export const scaling = {
  prefill: workers('prefill workers'),
  decode: workers('decode workers'),
  frontend: workers('frontend workers'),
  set: Flags.string({description: 'workers of any role', multiple: true, helpValue: 'ROLE=N'}),
  replicas: workers('replicas of the whole set: every role grows by the same factor'),
  workers: workers('workers in all, in the ratio they have now'),
  'replica-index': Flags.integer({description: 'only this replica of the set', min: 0}),
  'drain-timeout': duration({description: 'before fewer, wait this long for requests in hand to end'}),
  'no-template': Flags.boolean({description: 'leave the numbers that later replicas of the set begin with'}),
}

export const imaging = {
  image: Flags.string({description: 'image to run', required: true, helpValue: 'REF'}),
  container: Flags.string({description: 'container to change; main when not given'}),
  'image-exact': Flags.boolean({description: 'take the image as typed: the registry is not completed'}),
}

export const roles = {
  role: Flags.string({description: 'only this role', multiple: true}),
}

export const applying = {
  filename: Flags.string({
    char: 'f',
    description: 'file or folder, - for stdin',
    multiple: true,
    helpValue: 'FILE|DIR|-',
  }),
  diff: Flags.boolean({description: 'show the difference before'}),
  'compare-plan': Flags.string({description: 'plan to check the file against', helpValue: 'PLAN'}),
  'require-plan': Flags.boolean({description: 'refuse what differs from the plan', dependsOn: ['compare-plan']}),
  'force-conflicts': Flags.boolean({description: 'take fields over from controllers too'}),
}

/** How a driver goes about it. */
export const driving = {
  'batch-size': Flags.integer({description: 'workers to replace at a time', min: 1, helpGroup: 'DRIVER'}),
  'min-ready': duration({
    description: 'how long a worker must be ready to count; 5s when not given',
    helpGroup: 'DRIVER',
  }),
  'unit-timeout': duration({
    description: 'how long a worker may take to become ready; 10m when not given',
    helpGroup: 'DRIVER',
  }),
  'poll-interval': duration({description: 'how often the driver looks', hidden: true}),
}

export const grace = {
  'grace-period': Flags.integer({
    description: 'seconds that pods get to end, with --batch-size or --force',
    min: 0,
    helpValue: 'SECONDS',
    helpGroup: 'DRIVER',
  }),
}

/** Where the record of a rollout is gone. */
export const restoring = {
  'restore-strategy': Flags.option({options: ['RollingRecreate', 'OnDelete'] as const})({
    description: 'update strategy at the end, where the record of it is gone',
  }),
}

export const takingOver = {
  'take-over': Flags.boolean({description: 'take the lock from whoever holds it', helpGroup: 'DRIVER'}),
}

/** What the operator cannot do by itself. */
export const driven = {
  ...driving,
  'rack-by-rack': Flags.boolean({description: 'one rack after the other', helpGroup: 'DRIVER'}),
  'topology-key': Flags.string({description: 'label of nodes that names their rack', helpGroup: 'DRIVER'}),
  'preserve-placement': Flags.boolean({
    description: 'stop when a worker leaves its domain or the placement score falls',
    helpGroup: 'DRIVER',
  }),
  'preserve-level': Flags.string({description: 'level that workers must stay in, such as host', helpGroup: 'DRIVER'}),
  'wait-for-approval': Flags.boolean({description: 'wait for a yes before each step', helpGroup: 'DRIVER'}),
}

const ratio = Flags.custom<number>({
  helpValue: '1%',
  async parse(input) {
    const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(input) ?? []
    if (digits !== undefined) return percent ? Number(digits) / 100 : Number(digits)
    throw new OmeError('usage', `invalid share "${input}"`, ['write it as 1% or 0.01'])
  },
})

const share = Flags.custom<number>({
  helpValue: '1%',
  async parse(input) {
    const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(input) ?? []
    const value = Number(digits) / (percent ? 100 : 1)
    if (value >= 0 && value < 1) return value
    throw new OmeError('usage', `invalid share "${input}"`, ['write it as 1% or 0.01, below 100%'])
  },
})

const stepList = Flags.custom<readonly string[]>({
  helpValue: '1,25%,100%',
  async parse(input) {
    const steps = input.split(',').map((step) => step.trim())
    const isWhole = steps.every((step) => /^[1-9]\d*$|^([1-9]\d?|100)%$/.test(step)) && steps.at(-1) === '100%'
    if (isWhole && [/^\d+$/, /%$/].every((kind) => grows(steps.filter((step) => kind.test(step))))) return steps
    throw new OmeError('usage', `invalid steps "${input}"`, [
      'write workers or shares that grow, the last one 100%: 1,25%,50%,100%',
    ])
  },
})

const grows = (steps: readonly string[]): boolean =>
  steps.every((step, index) => index === 0 || Number.parseInt(step, 10) > Number.parseInt(steps[index - 1] ?? '', 10))

/** Limits that new workers must keep. */
export const gating = {
  steps: stepList({
    description: 'shares that are new after each step; 1,25%,50%,100% when not given',
    helpGroup: 'GATES',
  }),
  'gate-ttft-p99': duration({description: 'longest time to the first token', helpGroup: 'GATES'}),
  'gate-tpot-p99': duration({description: 'longest time between tokens', helpGroup: 'GATES'}),
  'gate-error-rate': share({description: 'largest share of requests that fail', helpGroup: 'GATES'}),
  'max-regression': ratio({description: 'how much worse than the old workers', helpGroup: 'GATES'}),
  settle: duration({description: 'time before a step is measured; 30s when not given', helpGroup: 'GATES'}),
  window: duration({description: 'time a step is measured for; 60s when not given', helpGroup: 'GATES'}),
  'min-samples': Flags.integer({
    description: 'requests a measurement needs; 20 when not given',
    min: 1,
    helpGroup: 'GATES',
  }),
  'on-fail': Flags.option({options: ['abort', 'pause'] as const})({
    description: 'what a gate that fails does; abort when not given',
    helpGroup: 'GATES',
  }),
}
