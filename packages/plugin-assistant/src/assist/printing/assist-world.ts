import type {Context} from '@ome/sdk/context'
import {offersTo} from '../../calls/domain/offer.ts'
import type {Topic, Vocabulary} from '../../language/domain/intent.ts'
import {assistParts} from '../compose.ts'
import type {Commands} from '../domain/ports.ts'
import type {PlanWorld} from '../usecases/make-plan.ts'
import {readVocabulary} from '../usecases/read-vocabulary.ts'

export interface PlaceFlags {
  readonly namespace?: string | undefined
  readonly context?: string | undefined
}

/** Everything a request needs of this machine and cluster. */
export interface AssistWorld extends PlanWorld {
  readonly context: Context
  /** Names of the cluster. */
  names(topics: readonly Topic[]): Promise<Vocabulary>
}

export async function assistWorld(
  context: Context,
  flags: PlaceFlags,
  connection: readonly string[],
  /** Where it is, for requests that name the namespace of their calls themselves. */
  at?: string,
): Promise<AssistWorld> {
  const {commands, digest} = await assistParts(context)
  const target = await commands.target()
  const namespace = flags.namespace ?? at ?? (await context.namespace())
  const contextName = flags.context ?? target.context
  const base = {
    context,
    commands,
    digest,
    now: context.now,
    connection,
    place: {namespace, ...(contextName === undefined ? {} : {context: contextName})},
    steps: {bin: context.bin, offers: offersTo('person', commands.definitions), namespace: flags.namespace},
  }
  return {...base, names: (topics) => readVocabulary(commands, topics, {...base.place, connection})}
}

/** The same world in which other commands are run, also for names. */
export const withCommands = (world: AssistWorld, commands: Commands): AssistWorld => ({
  ...world,
  commands,
  names: (topics) => readVocabulary(commands, topics, {...world.place, connection: world.connection}),
})
