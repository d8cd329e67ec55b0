import type {Context} from '@ome/sdk/context'
import type {Definition} from '../../calls/domain/definition.ts'
import {type Offer, offersTo} from '../../calls/domain/offer.ts'
import type {ToolParts} from '../compose.ts'
import {toOfferedTool} from '../domain/offered-tool.ts'
import type {Toolbox} from '../domain/ports.ts'
import {callTool} from '../usecases/call-tool.ts'

export interface Where {
  readonly namespace?: string | undefined
  readonly context?: string | undefined
  /** Connection flags as words. */
  readonly connection: readonly string[]
  /** First words of the commands that are offered; absent: all. */
  readonly only?: readonly string[] | undefined
  readonly readOnly?: boolean
}

/** The installed commands as tools of a client. */
export function toolbox(parts: ToolParts, context: Context, where: Where): Toolbox {
  const {namespace, context: name, connection} = where
  const offered = (definitions: readonly Definition[]): readonly Offer[] =>
    offersTo('model', definitions).filter((offer) => isWanted(offer, where))
  return {
    list: async () => offered(await parts.definitions()).map(toOfferedTool),
    call: (tool, input, options) =>
      parts.inTurn(async () => {
        const definitions = await parts.definitions()
        return await callTool(
          {
            steps: {bin: 'ome', offers: offered(definitions), namespace},
            commands: parts.commands(definitions, options),
            digest: parts.digest,
            now: context.now,
            connection,
            async place() {
              const target = await parts.runner.target()
              const contextName = name ?? target.context
              return {
                namespace: namespace ?? (await context.namespace()),
                ...(contextName === undefined ? {} : {context: contextName}),
              }
            },
            store: parts.store,
          },
          tool,
          input,
        )
      }),
  }
}

const isWanted = (offer: Offer, {only, readOnly}: Where): boolean =>
  (only === undefined || only.some((words) => `${offer.definition.words} `.startsWith(`${words.trim()} `))) &&
  (readOnly !== true || toOfferedTool(offer).isRead)
