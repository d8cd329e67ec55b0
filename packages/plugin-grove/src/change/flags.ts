import {Args, Flags} from '@ome/sdk/command'
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

export const takingOver = {
  'take-over': Flags.boolean({description: 'take the lock from whoever holds it', helpGroup: 'DRIVER'}),
}
