import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {refusalResult} from '../../assist/domain/tool-result.ts'
import type {Definition} from '../../calls/domain/definition.ts'
import {type Offer, offersTo} from '../../calls/domain/offer.ts'
import {toolName} from '../../calls/domain/tool.ts'
import type {ToolParts} from '../compose.ts'
import {type Choice, chosen, unknownWords} from '../domain/choice.ts'
import {toOfferedTool} from '../domain/offered-tool.ts'
import type {Toolbox} from '../domain/ports.ts'
import {callTool} from '../usecases/call-tool.ts'

export interface Where extends Choice {
  readonly namespace?: string | undefined
  readonly context?: string | undefined
  /** Connection flags as words. */
  readonly connection: readonly string[]
}

/** The installed commands as tools of a client. */
export function toolbox(parts: ToolParts, context: Context, where: Where): Toolbox {
  const {namespace, context: name, connection} = where
  const offered = (definitions: readonly Definition[]): readonly Offer[] =>
    chosen(offersTo('model', definitions), where, isRead)
  return {
    list: async () => offered(await parts.definitions()).map(toOfferedTool),
    call: (tool, input, options) =>
      parts.inTurn(async () => {
        const definitions = await parts.definitions()
        const offers = offered(definitions)
        const left = offers.some(isNamed(tool)) ? undefined : offersTo('model', definitions).find(isNamed(tool))
        if (left) return {text: refusalResult(notOffered(left)), isError: true}
        return await callTool(
          {
            steps: {bin: 'ome', offers, namespace},
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

/** Throws `usage` for words that no command begins with. */
export async function checkChoice({definitions}: Pick<ToolParts, 'definitions'>, {only}: Choice): Promise<void> {
  const offers = offersTo('model', await definitions())
  const [unknown] = unknownWords(offers, only)
  if (unknown === undefined) return
  const near = nearest(
    unknown,
    offers.map(({definition}) => definition.words),
  )
  throw new OmeError('usage', `no command that may be offered begins with "${unknown}"`, [
    ...(near === undefined ? [] : [`did you mean --only ${/\s/.test(near) ? `"${near}"` : near}?`]),
    'see what is installed: ome command list',
  ])
}

const isRead = (offer: Offer): boolean => toOfferedTool(offer).isRead

const isNamed =
  (tool: string) =>
  ({definition}: Offer): boolean =>
    toolName(definition.words) === tool

const notOffered = ({definition: {words}}: Offer): string =>
  `this server was started without the tool "${toolName(words)}": with --only "${words}" or --all, and without --read-only where it changes something, "ome mcp" offers it`
