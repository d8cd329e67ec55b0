import type {Person} from '@ome/sdk/context'
import type {CommandClass, RunOptions, RunResult} from '@ome/testkit/run'
import type {TrainingWorld} from './training-world.ts'

const people: Readonly<Record<string, Person>> = {
  staging: {user: 'admin@example.com', groups: ['system:masters'], tier: 'cluster-admin'},
  production: {user: 'admin@example.com', groups: ['system:masters'], tier: 'cluster-admin'},
  'production-scientist': {user: 'alice@example.com', groups: ['system:authenticated'], tier: 'data-scientist'},
  'production-viewer': {user: 'bob@example.com', groups: ['system:authenticated'], tier: 'viewer'},
  'production-opaque': {user: 'dora@example.com', groups: ['system:authenticated'], tier: 'data-scientist'},
}

/** What the host tells commands of a person. */
export const personal = (context: string): RunOptions => {
  const person = people[context]
  return person === undefined ? {} : {whoAmI: async () => person}
}

/** A command as the person of a context. */
export const asPerson =
  (place: TrainingWorld) =>
  (context: string, command: CommandClass, argv: readonly string[], more: RunOptions = {}): Promise<RunResult> =>
    place.as(context, command, argv, {...personal(context), ...more})
